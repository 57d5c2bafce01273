"""The charts in the repository: those of the catalogues as they stand, sound and packable."""

from __future__ import annotations

import re
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.parse import parse
from ansible_collections.pinksea.platform.plugins.module_utils.charts.files import compare
from ansible_collections.pinksea.platform.plugins.module_utils.charts.render import render
from ansible_collections.pinksea.platform.plugins.module_utils.preflight.kubernetes import END_OF_STANDARD_SUPPORT
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade.removed import removed

ROOT = Path(__file__).parents[3]
CHARTS = ROOT / "charts"
PLATFORMS = ("pingvas", "rag")
Helm = Callable[..., subprocess.CompletedProcess[str]]


def services(platform: str) -> dict[str, Any]:
    file = ROOT / "inventories" / "group_vars" / platform / "services.yml"
    data = yaml.safe_load(file.read_text())["services"]
    assert isinstance(data, dict)
    return data


OWN = (
    *("cluster-issuers", "database-job", "karpenter-nodes", "pgbouncer", "platform-base", "qdrant-access"),
    *("qdrant-collections", "qdrant-snapshots", "redis-sentinel", "secret-backups", "secret-stores"),
)
SERVICES = [(platform, name) for platform in PLATFORMS for name in services(platform)]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_charts_are_those_of_the_catalogue(platform: str) -> None:
    assert compare(CHARTS, platform, render(platform, parse(services(platform)))) == []


def test_every_chart_belongs_to_a_catalogue_or_is_the_projects_own() -> None:
    expected = {name for _, name in SERVICES} | {"common", *OWN}
    assert {path.name for path in CHARTS.iterdir()} == expected


@pytest.mark.parametrize("name", [name for _, name in SERVICES])
def test_a_chart_renders_and_lints_with_what_an_environment_gives(
    name: str,
    helm: Helm,
    template: Callable[..., list[dict[str, Any]]],
    environment: dict[str, Any],
    tmp_path: Path,
) -> None:
    assert {"Deployment", "NetworkPolicy"} <= {each["kind"] for each in template(CHARTS / name, environment)}
    values = tmp_path / "values.yaml"
    values.write_text(yaml.safe_dump(environment))
    run = helm("lint", "--strict", CHARTS / name, "--values", values)
    assert run.returncode == 0, run.stdout + run.stderr


def test_no_template_names_an_api_that_is_gone() -> None:
    """For the newest version that EKS has."""
    newest = max(int(version.split(".")[1]) for version in END_OF_STANDARD_SUPPORT)
    named = re.compile(r"^apiVersion: (\S+)\nkind: (\S+)", re.MULTILINE)
    found = [(path, *each) for path in CHARTS.glob("*/templates/*") for each in named.findall(path.read_text())]
    assert len(found) > 30
    assert [(path, api, kind) for path, api, kind in found if removed(api, kind, newest)] == []


@pytest.mark.parametrize("name", [*OWN, *(name for _, name in SERVICES)])
def test_a_chart_lints_with_its_own_values(name: str, helm: Helm) -> None:
    run = helm("lint", "--strict", CHARTS / name)
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_package_brings_the_library(helm: Helm, tmp_path: Path) -> None:
    run = helm("package", CHARTS / "user", "--destination", tmp_path)
    assert run.returncode == 0, run.stderr
    with tarfile.open(tmp_path / "user-0.1.0.tgz") as package:
        assert "user/charts/common/templates/_all.tpl" in package.getnames()


@pytest.mark.parametrize("path", sorted(CHARTS.glob("*/templates/*")), ids=lambda path: str(path.relative_to(CHARTS)))
def test_a_template_is_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 80
