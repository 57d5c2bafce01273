"""The two specifications as they are written: what does not fit, load by load, and that nothing else is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.capacity import check

SEEDS: dict[str, Any] = {path.stem: yaml.safe_load(path.read_text()) for path in Path(__file__).parent.glob("seeds/*")}


@pytest.mark.parametrize("load", ["normal", "peak", "burst"])
@pytest.mark.parametrize("seed", ["s1", "s2"])
def test_exactly_what_is_expected(seed: str, load: str) -> None:
    given = check.complete(SEEDS[seed]["variables"])
    found = check.every(given, {load: check.loaded(given)[load]})
    assert [str(finding) for finding in found] == SEEDS[seed]["findings"][load]


@pytest.mark.parametrize("seed", ["s1", "s2"])
def test_preflight_says_all_of_it_once(seed: str) -> None:
    """The heaviest load speaks for those before it, and names the first that does not fit."""
    found = [finding.variable for finding in check.findings(SEEDS[seed]["variables"])]
    assert len(found) == len(set(found))
    expected = {sentence.split()[0] for each in SEEDS[seed]["findings"].values() for sentence in each}
    assert set(found) == expected


def test_the_first_load_that_does_not_fit_is_named() -> None:
    told = {finding.variable: str(finding) for finding in check.findings(SEEDS["s1"]["variables"])}
    assert "at burst (and already at normal) the pool needs" in told["eks_node_groups_groups.system.desired_size"]
    assert "at burst (and already at peak) the pool needs 18" in told["karpenter_node_pools.gpu.limits"]
