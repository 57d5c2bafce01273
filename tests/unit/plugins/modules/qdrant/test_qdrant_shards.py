"""qdrant_shards against a stand-in of Qdrant, whose transfers take several looks."""

from collections.abc import Callable

from ansible_collections.pinksea.platform.plugins.modules import qdrant_shards

from .conftest import Bench

THREE = ["qdrant-0", "qdrant-1", "qdrant-2"]
FOUR = [*THREE, "qdrant-3"]


def points(bench: Bench) -> list[int | str]:
    return [point["id"] for point in bench.cluster.find("documents").all_points()]


def test_up_and_down_again(bench: Bench) -> None:
    bench.documents()
    before = points(bench)
    bench.fake.join()
    planned = bench.done(qdrant_shards, peers=FOUR, check=True)
    assert bench.spread() == {"qdrant-0": 4, "qdrant-1": 4, "qdrant-2": 4, "qdrant-3": 0}
    made = bench.done(qdrant_shards, peers=FOUR)
    assert bench.spread() == dict.fromkeys(FOUR, 3)
    assert (made["changes"], made["diff"]) == (planned["changes"], planned["diff"])
    assert {change["kind"] for change in made["changes"]} == {"qdrant_shard"}
    assert not bench.done(qdrant_shards, peers=FOUR)["changed"]

    planned = bench.done(qdrant_shards, peers=THREE, check=True)
    made = bench.done(qdrant_shards, peers=THREE)
    assert made["changes"] == planned["changes"]
    assert made["changes"][-1] == {"action": "delete", "kind": "qdrant_peer", "name": "qdrant-3"}
    assert bench.spread() == dict.fromkeys(THREE, 4)
    assert len(bench.cluster.peers) == 3
    assert not bench.done(qdrant_shards, peers=THREE)["changed"]
    assert points(bench) == before


def test_a_plan_counts_on_peers_that_are_still_to_come(bench: Bench) -> None:
    bench.documents()
    planned = bench.done(qdrant_shards, peers=FOUR, check=True)
    bench.fake.join()
    assert bench.done(qdrant_shards, peers=FOUR)["changes"] == planned["changes"]


def test_nothing_moves_until_the_new_peer_is_there(bench: Bench) -> None:
    bench.documents()
    assert bench.refused(qdrant_shards, peers=FOUR, wait_timeout=0.01) == (
        "peers is still incomplete after 0 s (wait_timeout): qdrant-3 has not joined, look at the log of its pod."
    )
    assert bench.spread() == dict.fromkeys(THREE, 4)


def test_copies_that_a_higher_factor_asks_for(bench: Bench) -> None:
    bench.documents()
    bench.documents(replication_factor=3)
    made = bench.done(qdrant_shards, peers=THREE)
    assert {(change["action"], change["kind"]) for change in made["changes"]} == {("create", "qdrant_replica")}
    assert bench.spread() == dict.fromkeys(THREE, 6)


def test_too_few_would_stay(bench: Bench) -> None:
    bench.documents()
    assert bench.refused(qdrant_shards, peers=["qdrant-0"]) == (
        "qdrant_collection documents: replication_factor is 2 and 1 peers would stay: keep as many peers, or lower "
        "the factor first."
    )
    assert bench.spread() == dict.fromkeys(THREE, 4)


def test_a_shard_that_is_lost(bench: Bench) -> None:
    bench.documents()
    lost = bench.cluster.find("documents").replicas[4]
    for peer in lost:
        lost[peer] = "Dead"
    assert bench.refused(qdrant_shards, peers=THREE[:2], check=True) == (
        "qdrant_collection documents: shard 4 has no active replica, and moving others would not bring it back: bring "
        "its peer back, or restore a snapshot."
    )


def test_names_that_nobody_has(bench: Bench) -> None:
    assert bench.refused(qdrant_shards, peers=["vectors-0"]) == (
        "peers vectors-0 has none of those in the cluster, qdrant-0, qdrant-1, qdrant-2: give the names of the pods "
        "that are to stay."
    )


def test_a_peer_that_is_dead_already(benches: Callable[[int], Bench]) -> None:
    """Its copies are made anew from the others, and the dead ones dropped."""
    bench = benches(4)
    bench.documents()
    collection, (*_, dead) = bench.cluster.find("documents"), bench.cluster.peers
    for holders in collection.replicas.values():
        if dead in holders:
            holders[dead] = "Dead"
    before = points(bench)
    bench.done(qdrant_shards, peers=THREE)
    assert bench.spread() == dict.fromkeys(THREE, 4)
    assert points(bench) == before


def test_a_run_that_was_killed_is_taken_up(bench: Bench) -> None:
    """A transfer that is under way is waited for before anything is planned."""
    bench.documents()
    bench.fake.join()
    first, *_, last = bench.cluster.peers
    shard = next(n for n, holders in bench.cluster.find("documents").replicas.items() if first in holders)
    bench.cluster.operate("documents", {"move_shard": {"shard_id": shard, "from_peer_id": first, "to_peer_id": last}})
    made = bench.done(qdrant_shards, peers=FOUR)
    assert len(made["changes"]) == 2
    assert bench.spread() == dict.fromkeys(FOUR, 3)


def test_a_transfer_that_qdrant_gives_up(bench: Bench) -> None:
    bench.documents()
    bench.fake.join()
    bench.cluster.aborts = 1
    message = bench.refused(qdrant_shards, peers=FOUR)
    assert message == (
        "shard 0 of documents ended as not moved after 0 s: Qdrant gave up, look at the logs of qdrant-0 and qdrant-3."
    )
    assert bench.spread() == {"qdrant-0": 4, "qdrant-1": 4, "qdrant-2": 4, "qdrant-3": 0}
    bench.done(qdrant_shards, peers=FOUR)
    assert bench.spread() == dict.fromkeys(FOUR, 3)
