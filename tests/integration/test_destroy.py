"""Destroying a platform whose cluster is not what a run would have left: rag alone, without its data stores."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.conftest import DESTROY, Sandbox, succeeded
from tests.integration.rows import REGION, Account

CLUSTER = "rag-eks"
UNDER_WAY = f"eks_cluster {CLUSTER} CREATING"
LAYERS = ("--limit", "rag", "--tags", "identity,network,cluster,platform_base")


@pytest.fixture(scope="module")
def empty(sandbox: Sandbox) -> Iterator[Sandbox]:
    """The sandbox with nothing of ours in it."""
    sandbox.faults()
    succeeded(sandbox.destroy())
    assert sandbox.aws() == set()
    yield sandbox
    sandbox.hold(0)


@pytest.fixture(scope="module")
def eks(sandbox: Sandbox) -> Any:
    return Account(sandbox.endpoints["aws"]).client("eks", REGION)


def words(output: str) -> str:
    """Without the breaks by which Ansible fits a warning into the window."""
    return " ".join(output.split())


def test_a_cluster_that_a_killed_run_left_half_made(empty: Sandbox, eks: Any) -> None:
    """It is waited for, and then has no access entry yet by which anybody could enter."""
    empty.hold(1000)
    empty.kill_when("site.yml", *LAYERS, sign=UNDER_WAY)
    assert eks.describe_cluster(name=CLUSTER)["cluster"]["status"] == "CREATING"
    with empty.running(*DESTROY, "--limit", "rag", until=UNDER_WAY) as output:
        empty.hold(0)
    assert f"Cluster {CLUSTER} answers 401 (Unauthorized): it has no access entry" in words("".join(output))
    assert empty.aws() == set()


def test_a_cluster_that_somebody_deleted(empty: Sandbox, eks: Any) -> None:
    succeeded(empty.play("site.yml", *LAYERS))
    delete(eks)
    run = succeeded(empty.destroy("--limit", "rag"))
    assert f"Cluster {CLUSTER} does not exist: what ran in it is taken as gone with it." in words(run.output)
    assert empty.aws() == set()
    assert empty.namespaces() == set()


def delete(eks: Any) -> None:
    """As by hand, in the order that EKS asks for."""
    for group in eks.list_nodegroups(clusterName=CLUSTER)["nodegroups"]:
        eks.delete_nodegroup(clusterName=CLUSTER, nodegroupName=group)
    eks.update_cluster_config(name=CLUSTER, deletionProtection=False)
    eks.delete_cluster(name=CLUSTER)
