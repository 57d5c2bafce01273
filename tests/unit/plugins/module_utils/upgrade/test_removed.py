"""The table of removed APIs, against what Kubernetes states of its own types."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade import removed

SANDBOX = Path(__file__).parents[5] / "sandbox"
LIFECYCLE = re.compile(r"func \(in \*(\w+)\) APILifecycleRemoved\(\) \(major, minor int\) \{\s*return 1, (\d+)")
GROUP = re.compile(r'const GroupName = "(.*)"')
NEVER_STORED = re.compile(r"List$|Review$|^Scale$|^DeploymentRollback$|^Eviction$|^APIGroupDiscovery$")
BEYOND = 38
"""Farther than the table looks: what is announced for later may change."""


@pytest.fixture(scope="module")
def api() -> Path:
    """The source of k8s.io/api, which whoever has built the sandbox has."""
    go = shutil.which("go")
    command = [go or "", "list", "-m", "-f", "{{.Dir}}", "k8s.io/api"]
    found = subprocess.run(command, cwd=SANDBOX, capture_output=True, text=True).stdout.strip() if go else ""
    if not found:
        pytest.skip("the source of k8s.io/api is not in the cache of Go: make sandbox-up fetches it")
    return Path(found)


def stated(api: Path) -> Iterator[tuple[str, str, int]]:
    """Version, kind and minor of removal of every type."""
    for path in api.glob("*/*/zz_generated.prerelease-lifecycle.go"):
        group = GROUP.search((path.parent / "register.go").read_text())
        assert group
        for kind, minor in LIFECYCLE.findall(path.read_text()):
            if not NEVER_STORED.search(kind):
                yield f"{group[1]}/{path.parent.name}", kind, int(minor)


def test_the_table_is_what_kubernetes_says(api: Path) -> None:
    expected = {(version, kind): minor for version, kind, minor in stated(api) if minor < BEYOND}
    assert len(expected) > 40
    ours = {key: entry.minor for key, entry in removed.BY_KIND.items() if key in expected}
    assert ours == expected


def test_an_api_is_gone_from_its_minor_on() -> None:
    budget = ("policy/v1beta1", "PodDisruptionBudget")
    assert removed.removed(*budget, 24) is None
    found = removed.removed(*budget, 25)
    assert found == removed.removed(*budget, 36)
    assert found
    assert (str(found), found.remedy) == (
        "policy/v1beta1 PodDisruptionBudget, which Kubernetes 1.25 no longer serves",
        "write policy/v1",
    )
    assert removed.removed("policy/v1", "PodDisruptionBudget", 36) is None


def test_what_goes_between_two_minors() -> None:
    assert {entry.minor for entry in removed.between(24, 26)} == {25, 26}
    assert removed.between(35, 36) == []


def test_some_apis_have_no_successor() -> None:
    found = removed.removed("policy/v1beta1", "PodSecurityPolicy", 36)
    assert found
    assert found.remedy == "do without it"
