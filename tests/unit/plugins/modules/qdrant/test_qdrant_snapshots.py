"""qdrant_snapshots and qdrant_restores against a stand-in of Qdrant and the emulator's S3."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import qdrant_restores, qdrant_shards, qdrant_snapshots

from .conftest import Bench

BUCKET = "rag-snapshots-123456789012"
KEEPING = {"bucket": BUCKET, "prefix": "qdrant/hourly"}
BACK = {**KEEPING, "collection": "documents", "into": "documents-drill"}
Options = dict[str, Any]


@pytest.fixture
def s3(client: Callable[[str], Any]) -> Iterator[Any]:
    s3 = client("s3")
    s3.create_bucket(Bucket=BUCKET)
    yield s3
    for key in keys(s3):
        s3.delete_object(Bucket=BUCKET, Key=key)
    s3.delete_bucket(Bucket=BUCKET)


@pytest.fixture
def connection(s3: Any) -> Options:
    keys = {"access_key": "testing", "secret_key": "testing"}
    return {"endpoint_url": s3.meta.endpoint_url, "region": "us-east-1", **keys}


@pytest.fixture
def take(bench: Bench, connection: Options) -> Callable[..., Options]:
    def run(**options: Any) -> Options:
        given = {"nodes": bench.fake.urls(), "collections": ["documents"], **KEEPING, **connection, **options}
        return bench.run(qdrant_snapshots, **given)

    return run


@pytest.fixture
def restore(bench: Bench, connection: Options) -> Callable[..., Options]:
    def run(**options: Any) -> Options:
        return bench.run(qdrant_restores, **{"nodes": bench.fake.urls(), **BACK, **connection, **options})

    return run


def keys(s3: Any) -> list[str]:
    return [row["Key"] for row in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def on_nodes(bench: Bench) -> int:
    return sum(len(files) for files in bench.cluster.snapshots.values())


def test_a_set_of_all_nodes(bench: Bench, take: Callable[..., Options], s3: Any) -> None:
    bench.documents()
    planned = take(check=True)
    assert planned["changes"] == [{"action": "create", "kind": "qdrant_snapshot", "name": "documents"}]
    assert (planned["snapshots"], keys(s3), on_nodes(bench)) == ({"documents": []}, [], 0)

    made = take()
    assert (made["changes"], made["diff"]) == (planned["changes"], planned["diff"])
    (stamp,) = made["snapshots"]["documents"]
    files = ["manifest.json", "qdrant-0.snapshot", "qdrant-1.snapshot", "qdrant-2.snapshot"]
    assert keys(s3) == [f"qdrant/hourly/documents/{stamp}/{file}" for file in files]
    assert on_nodes(bench) == 0, "the disks of the nodes would fill up"

    for check in (True, False):
        again = take(max_age=3000, check=check)
        assert (again["changed"], again["snapshots"]) == (False, {"documents": [stamp]})
    assert take(max_age=0, check=True)["changed"]


def test_what_a_killed_run_left_on_a_node_goes_with_the_next(bench: Bench, take: Callable[..., Options]) -> None:
    bench.documents()
    bench.cluster.snapshot(next(iter(bench.cluster.peers)), "documents")
    take()
    assert on_nodes(bench) == 0


def test_a_file_that_does_not_arrive_whole(bench: Bench, take: Callable[..., Options], s3: Any) -> None:
    bench.documents()
    bench.fake.cut = 3
    message = take()["msg"]
    assert message.startswith("s3_object qdrant/hourly/documents/")
    assert message.endswith(".snapshot: what arrived is not the snapshot the node has, run again.")
    assert [key for key in keys(s3) if key.endswith("manifest.json")] == []
    bench.fake.cut = 0
    assert len(take()["snapshots"]["documents"]) == 1


def test_a_node_that_is_left_out(bench: Bench, take: Callable[..., Options]) -> None:
    bench.documents()
    assert take(nodes=bench.fake.urls()[:2])["msg"] == (
        "nodes leaves out qdrant-2, whose shards would be missing: give the address of every node."
    )


def test_what_there_is_nothing_to_take_of(bench: Bench, take: Callable[..., Options]) -> None:
    url = bench.fake.urls()[0]
    assert take(check=True)["msg"] == (
        f"qdrant {url} refuses GET /collections/documents (404): Not found: Collection `documents` doesn't exist."
    )
    bench.documents()
    assert take(bucket="no-such-bucket")["msg"] == "s3_bucket no-such-bucket does not exist: run site.yml first."


@pytest.mark.parametrize("via", ["url", "upload"])
def test_restored_beside_the_original(
    bench: Bench, take: Callable[..., Options], restore: Callable[..., Options], via: str
) -> None:
    bench.documents()
    (stamp,) = take()["snapshots"]["documents"]
    planned = restore(check=True, via=via)
    assert "documents-drill" not in bench.cluster.collections
    made = restore(via=via, compare=True)
    assert (made["changes"], made["diff"]) == (planned["changes"], planned["diff"])
    assert made["changes"] == [{"action": "create", "kind": "qdrant_collection", "name": "documents-drill"}]
    result = made["restored"]
    assert (result["snapshot"], result["points"]) == (stamp, 41)
    assert result["differences"] == {"missing": 0, "surplus": 0, "different": 0}
    original, copy = bench.cluster.find("documents"), bench.cluster.find("documents-drill")
    assert copy.replicas == original.replicas
    assert copy.points == original.points


def test_a_planted_difference_is_found(
    bench: Bench, take: Callable[..., Options], restore: Callable[..., Options]
) -> None:
    bench.documents()
    take()
    changed = {"id": 7, "vector": [0, 0, 0, 1], "payload": {"source": "s1"}}
    relabelled = {"id": 8, "vector": [8, 1, 0, 0.5], "payload": {"source": "another"}}
    bench.cluster.find("documents").upsert([changed, relabelled, {"id": 99, "vector": [1, 2, 3, 4], "payload": {}}])
    assert restore(compare=True)["msg"] == (
        "qdrant_collection documents-drill is not as documents is: 1 points are missing, 0 are too many, 2 differ; "
        "without writers since the snapshot it has to be the same."
    )


@pytest.mark.parametrize("peers", [2, 4])
def test_restored_on_another_number_of_nodes(
    benches: Callable[[int], Bench], bench: Bench, take: Callable[..., Options], connection: Options, peers: int
) -> None:
    bench.documents()
    take()
    other = benches(peers)
    made = other.done(qdrant_restores, nodes=other.fake.urls(), **BACK, **connection)
    assert made["restored"]["points"] == 41
    copy = other.cluster.find("documents-drill")
    assert copy.all_points() == bench.cluster.find("documents").all_points()
    assert all(len(holders) >= 2 for holders in copy.replicas.values())


def test_over_what_exists_only_when_told(
    bench: Bench, take: Callable[..., Options], restore: Callable[..., Options]
) -> None:
    bench.documents()
    before = bench.cluster.find("documents").all_points()
    take()
    bench.cluster.find("documents").upsert([{"id": 3, "vector": [0, 0, 0, 1]}])
    assert restore(into="documents", check=True)["msg"] == (
        "qdrant_collection documents exists with 41 points: restore into another name, or set replace if they may be "
        "lost."
    )
    made = restore(into="documents", replace=True)
    assert made["changes"] == [{"action": "update", "kind": "qdrant_collection", "name": "documents"}]
    assert bench.cluster.find("documents").all_points() == before


def test_a_set_that_is_not_whole(
    bench: Bench, take: Callable[..., Options], restore: Callable[..., Options], s3: Any
) -> None:
    assert restore()["msg"] == (
        f"snapshot (newest) of documents is not in {BUCKET}/qdrant/hourly/documents: choose one of none, take one "
        "first."
    )
    bench.documents()
    (stamp,) = take()["snapshots"]["documents"]
    folder = f"qdrant/hourly/documents/{stamp}"
    s3.put_object(Bucket=BUCKET, Key=f"{folder}/qdrant-1.snapshot", Body=b"mine")
    s3.delete_object(Bucket=BUCKET, Key=f"{folder}/qdrant-2.snapshot")
    assert restore()["msg"].splitlines() == [
        f"s3_object {folder}/qdrant-1.snapshot is not what was stored there: choose another snapshot.",
        f"s3_object {folder}/qdrant-2.snapshot of the snapshot is gone: choose another snapshot.",
    ]
    assert "documents-drill" not in bench.cluster.collections
    assert restore(snapshot="20200101T000000Z")["msg"].endswith(f"choose one of {stamp}.")


def test_fewer_points_than_the_snapshot_was_of(
    bench: Bench, take: Callable[..., Options], restore: Callable[..., Options], s3: Any
) -> None:
    bench.documents()
    (stamp,) = take()["snapshots"]["documents"]
    key = f"qdrant/hourly/documents/{stamp}/manifest.json"
    manifest = json.load(
        s3.get_object(Bucket=BUCKET, Key=key)["Body"],
        object_hook=lambda part: part | {"points": [42]} if "points" in part else part,
    )
    s3.put_object(Bucket=BUCKET, Key=key, Body=json.dumps(manifest))
    assert restore()["msg"] == (
        "qdrant_collection documents-drill has 41 points and the snapshot was of 42 to 42: do not use it, restore "
        "another snapshot."
    )


def test_one_that_stands_alone(benches: Callable[[int], Bench], connection: Options) -> None:
    """Without clustering a server knows no peers, yet names one as that which has the shards."""
    bench = benches(1)
    bench.cluster.alone = True
    bench.documents(replication_factor=1)
    given = {"nodes": bench.fake.urls(), **connection}
    bench.done(qdrant_snapshots, collections=["documents"], **KEEPING, **given)
    made = bench.done(qdrant_restores, compare=True, **BACK, **given)
    assert made["restored"]["points"] == 41
    assert not bench.done(qdrant_shards, peers=["alone"])["changed"]
