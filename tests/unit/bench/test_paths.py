"""Bounds of the waits."""

import pytest

from sandbox.emulator.hold import MINUTES
from tests.bench.paths import NEEDS, UPDATES, longest, sequential

SMALL = {"eks_cluster": 10.0, "nat_gateway": 3.0, "eks_nodegroup": 2.0, "eks_addon": 1.0, "rds_cluster": 4.0}
SITE = ["eks_cluster", "nat_gateway", "nat_gateway", "eks_nodegroup", "eks_addon", "eks_addon", "rds_cluster"]


def test_the_sum_counts_every_object() -> None:
    assert sequential([*SITE, "vpc"], SMALL) == 24.0


def test_the_path_counts_kinds_that_wait_for_each_other() -> None:
    assert longest([*SITE, "vpc"], SMALL) == 13.0
    assert longest(["nat_gateway", "eks_nodegroup"], SMALL) == 5.0
    assert longest(["eks_addon", "rds_cluster"], SMALL) == 4.0
    assert longest(["vpc"], SMALL) == 0.0


def test_every_wait_of_the_emulator_is_in_the_graph() -> None:
    assert NEEDS.keys() | UPDATES == MINUTES.keys()
    assert {need for needs in NEEDS.values() for need in needs} <= NEEDS.keys()


def test_longest_path_of_the_control_plane() -> None:
    assert longest(["eks_cluster", "eks_nodegroup", "eks_addon", "nat_gateway"], MINUTES) == pytest.approx(12.4)
