"""Clusters whose control plane is switched to another minor while they are under way, and what EKS says before."""

from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import pytest

from sandbox.emulator.control_planes import ControlPlane
from sandbox.emulator.eks.backend import Surroundings
from sandbox.emulator.server import InBackground
from tests.unit.sandbox.emulator.conftest import Emulator, create_cluster, create_nodegroup, refusal


class Switches:
    """What the emulator has asked for; each is done when a test says so."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.work: Future[None] = Future()

    def __call__(self, plane: ControlPlane, version: str) -> Future[None]:
        self.asked.append((plane.name, version))
        self.work = Future()
        return self.work


@pytest.fixture
def switches(surroundings: Surroundings, planes: list[str]) -> Iterator[Switches]:
    surroundings.switch = made = Switches()
    yield made
    surroundings.switch = None


def described(eks: Any) -> tuple[str, str]:
    found = eks.describe_cluster(name="demo")["cluster"]
    return found["status"], found["version"]


def test_a_cluster_is_active_when_its_control_plane_runs_its_version(
    eks: Any, subnets: list[str], switches: Switches
) -> None:
    create_cluster(eks, subnets)
    assert switches.asked == [("0", "1.35")]
    assert described(eks) == ("CREATING", "1.35")
    switches.work.set_result(None)
    assert described(eks) == ("ACTIVE", "1.35")


def test_an_update_has_its_version_when_it_is_done(eks: Any, subnets: list[str], switches: Switches) -> None:
    create_cluster(eks, subnets)
    switches.work.set_result(None)
    update = eks.update_cluster_version(name="demo", version="1.36")["update"]["id"]
    assert switches.asked[1:] == [("0", "1.36")]
    assert described(eks) == ("UPDATING", "1.35")
    assert eks.describe_update(name="demo", updateId=update)["update"]["status"] == "InProgress"
    with refusal(eks, "ResourceInUseException"):
        eks.update_cluster_version(name="demo", version="1.36")
    switches.work.set_result(None)
    assert described(eks) == ("ACTIVE", "1.36")
    assert eks.describe_update(name="demo", updateId=update)["update"]["status"] == "Successful"


def test_an_update_that_fails_leaves_the_version(eks: Any, subnets: list[str], switches: Switches) -> None:
    create_cluster(eks, subnets)
    switches.work.set_result(None)
    update = eks.update_cluster_version(name="demo", version="1.36")["update"]["id"]
    switches.work.set_exception(RuntimeError("the API server does not start"))
    assert described(eks) == ("ACTIVE", "1.35")
    told = eks.describe_update(name="demo", updateId=update)["update"]
    assert (told["status"], told["errors"][0]["errorMessage"]) == ("Failed", "the API server does not start")


def test_switches_are_made_one_after_the_other() -> None:
    done: list[tuple[int, str]] = []
    background = InBackground(lambda index, version: done.append((index, version)))
    for name in ("1", "0"):
        background(ControlPlane(name, None, "", ""), "1.36").result()  # type: ignore[arg-type]
    assert done == [(1, "1.36"), (0, "1.36")]


def test_insights_are_told_for_every_version_above(emulator: Emulator, eks: Any, subnets: list[str]) -> None:
    create_cluster(eks, subnets, version="1.33")
    create_nodegroup(eks, subnets)
    rows = eks.list_insights(clusterName="demo")["insights"]
    assert {row["kubernetesVersion"] for row in rows} == {"1.34", "1.35", "1.36"}
    assert {row["insightStatus"]["status"] for row in rows} == {"PASSING"}
    assert "recommendation" not in rows[0]
    told = eks.describe_insight(clusterName="demo", id=rows[0]["id"])["insight"]
    assert told["recommendation"] == "Update the nodes."
    with refusal(eks, "ResourceNotFoundException"):
        eks.describe_insight(clusterName="demo", id="none")


def test_an_addon_without_a_build_is_an_error(eks: Any, subnets: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    create_cluster(eks, subnets)
    eks.create_addon(clusterName="demo", addonName="coredns")
    errors = {"statuses": ["ERROR"], "kubernetesVersions": ["1.36"], "categories": ["UPGRADE_READINESS"]}
    assert eks.list_insights(clusterName="demo", filter=errors)["insights"] == []
    monkeypatch.setattr("sandbox.emulator.eks.versions.builds", lambda addon, version: [])
    (row,) = eks.list_insights(clusterName="demo", filter=errors)["insights"]
    assert row["insightStatus"] == {"status": "ERROR", "reason": "No build of coredns is compatible."}
