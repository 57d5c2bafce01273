"""eks_clusters against the emulator."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.questions import QUESTIONS
from ansible_collections.pinksea.platform.plugins.modules import aws_ready, eks_clusters

from tests.unit.plugins.modules.ladder import done, ladder, refused

ROLE = "arn:aws:iam::123456789012:role/eks"
KEY = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000"


@pytest.fixture
def eks(client: Callable[[str], Any]) -> Any:
    return client("eks")


@pytest.fixture
def subnets(new_subnet: Callable[[], str]) -> list[str]:
    return [new_subnet(), new_subnet()]


def arguments(subnets: list[str], **more: Any) -> dict[str, Any]:
    cluster = {"name": "rag-eks", "version": "1.35", "role_arn": ROLE, "subnet_ids": subnets, **more}
    return {"clusters": [cluster], "wait_interval": 0}


@pytest.fixture
def cluster(eks: Any, subnets: list[str]) -> Iterator[dict[str, Any]]:
    given = arguments(subnets)
    done(eks_clusters, given, eks)
    yield given
    done(eks_clusters, given | {"state": "absent"}, eks)


def test_ladder(eks: Any, subnets: list[str]) -> None:
    _, modified, _ = ladder(
        eks_clusters,
        create=arguments(subnets, log_types=["audit", "api"], endpoint_public_access=True, support_type="STANDARD"),
        modify={
            **arguments(
                subnets,
                version="1.36",
                log_types=["api"],
                endpoint_public_access=True,
                endpoint_private_access=True,
                public_access_cidrs=["203.0.113.0/24"],
                support_type="EXTENDED",
                secrets_key_arn=KEY,
            ),
            "tags": {"environment": "prod"},
        },
        key="clusters",
        client=eks,
    )
    cluster = modified["clusters"]["rag-eks"]
    assert cluster["version"] == "1.36"
    assert cluster["log_types"] == ["api"]
    assert cluster["secrets_key_arn"] == KEY
    assert cluster["tags"] == {"environment": "prod"}


def test_a_plan_has_stand_ins(eks: Any, subnets: list[str]) -> None:
    planned = done(eks_clusters, arguments(subnets), eks, check=True)["clusters"]["rag-eks"]
    assert planned["endpoint"] == "planned:eks_cluster/rag-eks"


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("1.34", "version 1.34 is below the present 1.35, and EKS cannot go back: give 1.35 or 1.36."),
        ("1.37", "version 1.37 is more than one minor above the present 1.35: go to 1.36 first."),
    ],
)
def test_versions_go_up_one_by_one(cluster: dict[str, Any], eks: Any, version: str, message: str) -> None:
    wanted = {"clusters": [cluster["clusters"][0] | {"version": version}]}
    assert refused(eks_clusters, wanted, eks) == f"eks_cluster rag-eks: {message}"


def test_a_protected_cluster_stays(cluster: dict[str, Any], eks: Any) -> None:
    protected = {"clusters": [{"name": "rag-eks", "deletion_protection": True}], "wait_interval": 0}
    done(eks_clusters, protected, eks)
    message = refused(eks_clusters, protected | {"state": "absent"}, eks)
    assert message == (
        "eks_cluster rag-eks: deletion_protection is on: set it to false first, then remove the cluster."
    )
    done(eks_clusters, {"clusters": [{"name": "rag-eks", "deletion_protection": False}], "wait_interval": 0}, eks)


def test_what_is_under_way_is_waited_for_elsewhere(
    eks: Any, subnets: list[str], hold: Callable[[float], None], tmp_path: Any
) -> None:
    hold(0.05)
    given = arguments(subnets)
    started = done(eks_clusters, given | {"wait": False}, eks)
    assert started["pending"] == [{"kind": "eks_cluster", "name": "rag-eks"}]
    progress = tmp_path / "progress"
    waiting = {"targets": started["pending"], "wait_interval": 0.05, "progress": str(progress)}
    waited = done(aws_ready, waiting, eks)["waited"]
    assert [(row["name"], row["state"]) for row in waited] == [("eks_cluster rag-eks", "ACTIVE")]
    assert [word in progress.read_text() for word in ("CREATING", "ACTIVE")] == [True, True]
    done(eks_clusters, given | {"state": "absent", "wait_interval": 0.05}, eks)


def test_waiting_for_the_unknown_is_refused(eks: Any) -> None:
    sentence = refused(aws_ready, {"targets": [{"kind": "moon", "name": "full"}]}, eks)
    assert sentence == f"kind 'moon' cannot be waited for: choose one of {', '.join(sorted(QUESTIONS))}."
