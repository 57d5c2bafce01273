"""elasticache_replication_groups against the emulator."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.elasticache.groups import ReplicationGroups
from ansible_collections.pinksea.platform.plugins.module_utils.elasticache.requests import create_request
from ansible_collections.pinksea.platform.plugins.module_utils.elasticache.snapshots import origin
from ansible_collections.pinksea.platform.plugins.modules import aws_ready, elasticache_replication_groups
from botocore.stub import Stubber

from tests.unit.plugins.modules.ladder import done, fingerprint, ladder, refused

NAME = "rag-redis"
TOKEN = "a-token-of-16-characters-at-least"
KEY = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000"
GONE = {"state": "absent", "delete": [NAME], "final_snapshot": False}


@pytest.fixture
def cache(client: Callable[[str], Any]) -> Any:
    return client("elasticache")


@pytest.fixture
def subnets(new_subnet: Callable[[], str]) -> list[str]:
    return [new_subnet(), new_subnet()]


@pytest.fixture
def secret(client: Callable[[str], Any]) -> Iterator[str]:
    manager = client("secretsmanager")
    manager.create_secret(Name="rag/redis", SecretString=json.dumps({"password": TOKEN}))
    yield "rag/redis"
    manager.delete_secret(SecretId="rag/redis", ForceDeleteWithoutRecovery=True)


def arguments(subnets: list[str], **more: Any) -> dict[str, Any]:
    group = {"name": NAME, "node_type": "cache.t4g.medium", "engine_version": "7.0", "subnet_ids": subnets}
    return {"groups": [group | more], "wait_interval": 0, "delete": [NAME], "final_snapshot": False}


@pytest.fixture
def group(cache: Any, subnets: list[str]) -> Iterator[dict[str, Any]]:
    given = arguments(subnets, nodes=2)
    done(elasticache_replication_groups, given, cache)
    yield given
    done(elasticache_replication_groups, given | GONE, cache)


def test_ladder(cache: Any, subnets: list[str], secret: str) -> None:
    created, modified, deleted = ladder(
        elasticache_replication_groups,
        create=arguments(subnets[:1], parameters={"maxmemory-policy": "allkeys-lru"}),
        modify=arguments(
            subnets,
            description="Cache",
            engine_version="7.1",
            node_type="cache.r6g.large",
            nodes=3,
            multi_az=True,
            security_group_ids=["sg-2", "sg-1"],
            parameters={"maxmemory-policy": "noeviction", "timeout": 300},
            auth_secret=secret,
            snapshot_retention=7,
            snapshot_window="03:00-04:00",
            maintenance_window="sun:05:00-sun:06:00",
        )
        | {"tags": {"environment": "prod"}},
        key="groups",
        client=cache,
    )
    kinds = ["elasticache_subnet_group", "elasticache_parameter_group", "elasticache_replication_group"]
    assert [change["kind"] for change in created["changes"]] == kinds
    assert [change["kind"] for change in deleted["changes"]] == kinds[::-1]
    found = modified["groups"][NAME]
    assert (found["nodes"], found["multi_az"], found["auth"], found["engine_version"]) == (3, True, True, "7.1")
    assert (found["snapshot_retention"], found["security_group_ids"]) == (7, ["sg-1", "sg-2"])
    assert found["endpoint"].startswith("master.rag-redis")
    assert found["reader_endpoint"].startswith("replica.rag-redis")


def test_cluster_mode_is_there_from_the_beginning_or_never(cache: Any, subnets: list[str]) -> None:
    modes = {mode: arguments(subnets, nodes=3, multi_az=True, cluster_mode=mode) for mode in (False, True)}
    for mode, endpoint in ((False, "master."), (True, "clustercfg.")):
        made = done(elasticache_replication_groups, modes[mode], cache)["groups"][NAME]
        assert (made["cluster_mode"], made["nodes"]) == (mode, 3)
        assert made["endpoint"].startswith(endpoint)
        assert made["port"] == 6379
        assert f"cluster_mode is {mode} and is not switched" in refused(
            elasticache_replication_groups, modes[not mode], cache
        )
        done(elasticache_replication_groups, modes[mode] | GONE, cache)


def test_nodes_that_autoscaling_added_stay(cache: Any, subnets: list[str]) -> None:
    given = arguments(subnets, nodes=3, max_nodes=5, multi_az=True, cluster_mode=True)
    done(elasticache_replication_groups, given, cache)

    def scaled(replicas: int) -> int:
        cache.increase_replica_count(ReplicationGroupId=NAME, NewReplicaCount=replicas, ApplyImmediately=True)
        done(elasticache_replication_groups, given, cache)
        return len(cache.describe_replication_groups(ReplicationGroupId=NAME)["ReplicationGroups"][0]["MemberClusters"])

    assert scaled(4) == 5
    assert scaled(5) == 3
    done(elasticache_replication_groups, given | GONE, cache)


def test_back_to_one_node(cache: Any, subnets: list[str]) -> None:
    done(elasticache_replication_groups, arguments(subnets, nodes=3, multi_az=True), cache)
    small = done(elasticache_replication_groups, arguments(subnets), cache)["groups"][NAME]
    assert (small["nodes"], small["multi_az"]) == (1, False)
    done(elasticache_replication_groups, arguments(subnets) | GONE, cache)


def test_the_token_is_shown_to_nobody(cache: Any, subnets: list[str], secret: str) -> None:
    """The invocation is what -vvv prints."""
    given = arguments(subnets, auth_secret=secret) | {"_ansible_inject_invocation": True}
    results = [done(elasticache_replication_groups, given, cache)]
    assert results[0]["groups"][NAME]["auth"]
    assert results[0]["invocation"]["module_args"]["groups"][0]["auth_secret"] == secret
    results.append(done(elasticache_replication_groups, given | GONE, cache))
    assert TOKEN not in json.dumps(results)


def test_a_token_that_elasticache_does_not_take(
    cache: Any, subnets: list[str], client: Callable[[str], Any], secret: str
) -> None:
    client("secretsmanager").put_secret_value(SecretId=secret, SecretString='{"password": "short@1"}')
    given = arguments(subnets, auth_secret=secret)
    assert refused(elasticache_replication_groups, given, cache) == (
        "secret rag/redis: its field password is no token for ElastiCache: "
        "it takes 16 to 128 letters, digits and !&#$^<>-, in a JSON object."
    )
    done(elasticache_replication_groups, given | GONE, cache)


def test_what_is_under_way_is_waited_for_elsewhere(
    cache: Any, subnets: list[str], hold: Callable[[float], None]
) -> None:
    hold(10_000)
    given = arguments(subnets) | {"wait_interval": 0.05}
    started = done(elasticache_replication_groups, given | {"wait": False}, cache)
    assert started["pending"] == [{"kind": "elasticache_replication_group", "name": NAME}]
    assert started["groups"][NAME]["status"] == "creating"
    hold(0.05)
    given = arguments(subnets, nodes=3, node_type="cache.r6g.large") | {"wait_interval": 0.05}
    done(elasticache_replication_groups, given | {"wait": False, "tags": {"environment": "prod"}}, cache)
    waited = done(aws_ready, {"targets": started["pending"], "wait_interval": 0.05}, cache)["waited"]
    assert [(row["name"], row["state"]) for row in waited] == [(f"elasticache_replication_group {NAME}", "available")]
    cache.delete_replication_group(ReplicationGroupId=NAME)
    again = done(elasticache_replication_groups, given, cache)
    assert [change["kind"] for change in again["changes"]] == ["elasticache_replication_group"]
    done(elasticache_replication_groups, given | GONE, cache)


def test_a_removal_that_was_killed_is_ended(cache: Any, subnets: list[str], hold: Callable[[float], None]) -> None:
    given = arguments(subnets) | {"wait_interval": 0.05}
    done(elasticache_replication_groups, given, cache)
    hold(0.05)
    cache.delete_replication_group(ReplicationGroupId=NAME)
    removed = done(elasticache_replication_groups, given | GONE | {"delete": []}, cache)
    assert [change["kind"] for change in removed["changes"]] == ["elasticache_subnet_group"]
    assert cache.describe_cache_subnet_groups()["CacheSubnetGroups"] == []


def test_a_group_goes_only_when_named(group: dict[str, Any], cache: Any) -> None:
    assert refused(elasticache_replication_groups, group | GONE | {"delete": []}, cache) == (
        "elasticache_replication_group rag-redis exists and redis_delete does not name it: add it there if "
        "what it holds may be lost, or keep it by leaving its role out."
    )
    assert cache.describe_replication_groups()["ReplicationGroups"][0]["Status"] == "available"


def test_every_end_leaves_a_snapshot(cache: Any, subnets: list[str]) -> None:
    given = arguments(subnets) | {"final_snapshot": True}
    for _ in range(2):
        done(elasticache_replication_groups, given, cache)
        done(elasticache_replication_groups, given | {"state": "absent"}, cache)
    left = [row["SnapshotName"] for row in cache.describe_snapshots()["Snapshots"]]
    assert left == ["rag-redis-final", "rag-redis-final-2"]
    for name in left:
        cache.delete_snapshot(SnapshotName=name)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"kms_key_arn": KEY}, "kms_key_arn is None and becomes"),
        ({"tls": False}, "tls is True and becomes False only in a new one, which would lose what is cached and queued"),
        ({"engine_version": "6.2"}, "engine_version 6.2 is below the present 7.0, and ElastiCache cannot go back"),
    ],
)
def test_what_only_a_new_group_could_be(
    group: dict[str, Any], cache: Any, option: dict[str, Any], message: str
) -> None:
    """Nothing is touched, though the other difference could be made."""
    before = fingerprint(cache)
    others = {"subnet_ids": group["groups"][0]["subnet_ids"][:1]}
    wanted = group | {"groups": [group["groups"][0] | others | option]}
    assert message in refused(elasticache_replication_groups, wanted, cache)
    assert fingerprint(cache) == before


def test_a_token_cannot_be_taken_back(cache: Any, subnets: list[str], secret: str) -> None:
    done(elasticache_replication_groups, arguments(subnets, auth_secret=secret), cache)
    assert "it demands a token, and ElastiCache cannot take that back" in refused(
        elasticache_replication_groups, arguments(subnets), cache
    )
    done(elasticache_replication_groups, arguments(subnets) | GONE, cache)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"node_type": None}, "node_type is not set: give it, state present needs it."),
        ({"nodes": 7}, "nodes is 7, which is out of range: give one from 1 to 6."),
        ({"multi_az": True}, "multi_az is true with one node: give a second node, or set multi_az to false."),
        (
            {"cluster_mode": True, "nodes": 2},
            "cluster_mode is true without multi_az, and needs a replica that takes over: set multi_az to true.",
        ),
        (
            {"cluster_mode": True, "nodes": 2, "multi_az": True, "engine_version": None},
            "cluster_mode is true without engine_version, on which the family of its parameters depends: give it.",
        ),
        ({"nodes": 3, "max_nodes": 2}, "max_nodes is 2, which is out of range: give one from 3 to 6."),
        (
            {"tls": False, "auth_secret": "x"},
            "auth_secret is set and tls is false, and ElastiCache takes no token in the clear: set tls to true.",
        ),
        (
            {"engine_version": None, "parameters": {"timeout": 1}},
            "parameters are given without engine_version, on which their family depends: give engine_version.",
        ),
    ],
)
def test_refusals(cache: Any, subnets: list[str], option: dict[str, Any], message: str) -> None:
    sentence = f"elasticache_replication_group rag-redis: {message}"
    assert refused(elasticache_replication_groups, arguments(subnets, **option), cache) == sentence


@pytest.mark.parametrize("name", ["Redis", "1redis", "redis-", "re--dis", "r" * 41])
def test_names_that_elasticache_does_not_take(cache: Any, subnets: list[str], name: str) -> None:
    message = refused(elasticache_replication_groups, arguments(subnets, name=name), cache)
    assert message.startswith(f"elasticache_replication_group {name}: is not a name for ElastiCache")


COPY = f"{NAME}-restored"


@pytest.fixture
def copy(group: dict[str, Any], cache: Any, subnets: list[str]) -> Iterator[dict[str, Any]]:
    """A group that is to be made of a snapshot, which there is not yet."""
    given = arguments(subnets, name=COPY, restore_from=NAME)
    yield given
    done(elasticache_replication_groups, given | GONE | {"delete": [COPY]}, cache)


def test_a_group_is_made_of_the_newest_snapshot_of_another(
    cache: Any, group: dict[str, Any], copy: dict[str, Any]
) -> None:
    """What is in it, no emulator shows."""
    for name in ("nightly-1", "nightly-2"):
        cache.create_snapshot(SnapshotName=name, ReplicationGroupId=NAME)
    before = fingerprint(cache)
    planned = done(elasticache_replication_groups, copy, cache, check=True)
    assert fingerprint(cache) == before
    made = done(elasticache_replication_groups, copy, cache)
    assert made["changes"] == planned["changes"] != []
    assert done(elasticache_replication_groups, copy, cache)["changes"] == []
    assert made["groups"][COPY]["tags"] == {"restored-from": NAME, "restored-point": "latest"}
    stood = fingerprint(cache)
    over = {**copy, "groups": [copy["groups"][0] | {"snapshot": "nightly-1"}]}
    assert refused(elasticache_replication_groups, over, cache) == (
        f"elasticache_replication_group {COPY}: it exists and is a restore of {NAME} at latest, not of {NAME} at "
        "nightly-1: choose another name, nothing is restored over a group."
    )
    original = {**copy, "groups": [copy["groups"][0] | {"name": NAME, "restore_from": "other"}]}
    assert refused(elasticache_replication_groups, original | GONE, cache) == (
        f"elasticache_replication_group {NAME}: it is no restore of other: correct its name, or leave restore_from out."
    )
    assert fingerprint(cache) == stood
    for name in ("nightly-1", "nightly-2"):
        cache.delete_snapshot(SnapshotName=name)


def test_what_is_asked_for_is_the_snapshot() -> None:
    """The emulator forgets which it was, so the call is told by botocore's Stubber."""
    client = boto3.client("elasticache", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    given = {"restore_from": NAME, "snapshot": None}
    item: dict[str, Any] = defaultdict(lambda: None, name=COPY, description="d", tags=origin(given))
    kind = ReplicationGroups(client, {COPY: item}, print, print, str, scaled={}, final_snapshot=False)
    taken = [(NAME, "old", 1), (NAME, "new", 2), ("other", "newer", 3)]
    rows = [
        {
            "SnapshotName": name,
            "ReplicationGroupId": source,
            "SnapshotStatus": "available",
            "NodeSnapshots": [{"SnapshotCreateTime": datetime(2026, 1, day, tzinfo=UTC)}],
        }
        for source, name, day in taken
    ]
    with Stubber(client) as stub:
        stub.add_response("describe_snapshots", {"Snapshots": rows})
        stub.add_response("create_replication_group", {}, {**create_request(item), "SnapshotName": "new"})
        kind.create(item)
        stub.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({}, f"there is no snapshot latest of {NAME}: choose one of none, there is not any."),
        ({"snapshot": "x"}, f"there is no snapshot x of {NAME}: choose one of none, there is not any."),
        ({"snapshot": "x", "restore_from": None}, "snapshot is set without restore_from, the group that it was taken"),
        ({"restore_from": COPY}, "restore_from is its own name, and nothing is restored over a group: choose another"),
    ],
)
def test_refused_restores(cache: Any, copy: dict[str, Any], option: dict[str, Any], message: str) -> None:
    before = fingerprint(cache)
    given = copy | {"groups": [copy["groups"][0] | option]}
    assert refused(elasticache_replication_groups, given, cache).startswith(
        f"elasticache_replication_group {COPY}: {message}"
    )
    assert fingerprint(cache) == before


def test_nothing_is_restored_over_a_group(cache: Any, group: dict[str, Any]) -> None:
    before = fingerprint(cache)
    over = group | {"groups": [group["groups"][0] | {"restore_from": "other"}]}
    assert f"{NAME}: it exists and is no restore, not of other at latest" in refused(
        elasticache_replication_groups, over, cache
    )
    assert fingerprint(cache) == before
