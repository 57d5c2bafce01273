"""qdrant_collections against a stand-in of Qdrant."""

import json
import socket
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import qdrant_collections

from .conftest import DOCUMENTS, Bench

INDEXED = {**DOCUMENTS, "indexes": {"source": "keyword", "created_at": "datetime"}}


def state(bench: Bench) -> str:
    rows = {name: (each.config, each.schema) for name, each in bench.cluster.collections.items()}
    return json.dumps(rows, sort_keys=True)


def climb(bench: Bench, **options: Any) -> list[str]:
    """One change: planned without a trace, made, and nothing left to do; what was done to what."""
    before = state(bench)
    planned = bench.done(qdrant_collections, check=True, **options)
    assert state(bench) == before
    made = bench.done(qdrant_collections, **options)
    assert (made["changed"], made["changes"], made["diff"]) == (True, planned["changes"], planned["diff"])
    assert made["collections"].keys() == planned["collections"].keys()
    for check in (True, False):
        again = bench.done(qdrant_collections, check=check, **options)
        assert (again["changed"], again["changes"]) == (False, [])
    return [" ".join(change.values()) for change in made["changes"]]


def test_ladder(bench: Bench) -> None:
    assert climb(bench, collections=[INDEXED]) == [
        "create qdrant_collection documents",
        "create qdrant_index documents/source",
        "create qdrant_index documents/created_at",
    ]
    changed = {
        **INDEXED,
        "replication_factor": 3,
        "write_consistency_factor": 2,
        "on_disk": True,
        "on_disk_payload": False,
        "hnsw_m": 32,
        "hnsw_ef_construct": 128,
        "indexing_threshold": 0,
        "quantization": "int8",
        "indexes": {"source": "text"},
    }
    assert climb(bench, collections=[changed]) == [
        "update qdrant_collection documents",
        "update qdrant_index documents/source",
    ]
    config = bench.cluster.find("documents").config
    assert config["params"]["vectors"] == {"size": 4, "distance": "Cosine", "on_disk": True}
    assert config["params"]["shard_number"] == 6
    assert config["quantization_config"] == {"scalar": {"type": "int8", "always_ram": True}}
    assert bench.cluster.find("documents").schema == {"source": "text", "created_at": "datetime"}
    assert climb(bench, collections=[{**changed, "quantization": "none"}]) == ["update qdrant_collection documents"]
    assert climb(bench, collections=[{"name": "documents"}], state="absent", delete=["documents"]) == [
        "delete qdrant_collection documents"
    ]
    assert bench.cluster.collections == {}


def test_it_waits_until_the_collection_is_green(bench: Bench) -> None:
    made = bench.done(qdrant_collections, collections=[DOCUMENTS])
    assert made["collections"]["documents"]["status"] == "green"


def test_what_stays_yellow(bench: Bench) -> None:
    bench.cluster.looks = 10**6
    assert bench.refused(qdrant_collections, collections=[DOCUMENTS], wait_timeout=0.01) == (
        "qdrant_collection documents is still yellow after 0 s (wait_timeout): run again to go on waiting."
    )


def test_a_plan_for_a_qdrant_that_is_not_there_yet(bench: Bench) -> None:
    planned = bench.done(qdrant_collections, collections=[INDEXED], url="planned:helm_release/qdrant", check=True)
    assert [change["name"] for change in planned["changes"]] == [
        "documents",
        "documents/source",
        "documents/created_at",
    ]


@pytest.mark.parametrize(("field", "value"), [("size", 8), ("distance", "Dot"), ("shard_number", 12)])
def test_points_are_not_lost_by_a_change(bench: Bench, field: str, value: Any) -> None:
    bench.documents(points=40)
    before = state(bench)
    message = bench.refused(qdrant_collections, collections=[{**INDEXED, "replication_factor": 1, field: value}])
    assert message == (
        f"qdrant_collection documents: {field} is {DOCUMENTS[field]!r} and becomes {value!r} only in a new one, which "
        "would lose its 41 points: keep the present value, or give the new one another name, fill it, and then remove "
        "this one by qdrant_delete."
    )
    assert state(bench) == before


def test_a_collection_goes_only_by_name(bench: Bench) -> None:
    bench.documents()
    assert bench.refused(qdrant_collections, collections=[DOCUMENTS], state="absent") == (
        "qdrant_collection documents exists and qdrant_delete does not name it: add it there if its points may be "
        "lost, or keep it by leaving its role out."
    )
    assert "documents" in bench.cluster.collections


REFUSED = {
    "twice": ([DOCUMENTS, DOCUMENTS], "name 'documents' is given twice: every item needs a name of its own."),
    "size": (
        [{"name": "documents", "distance": "Dot"}],
        "qdrant_collection documents has no size or no distance: state both.",
    ),
    "factor": (
        [{**DOCUMENTS, "replication_factor": 4}],
        "qdrant_collection documents: replication_factor is 4 and Qdrant has 3 peers: add peers by "
        "playbooks/scale_qdrant.yml, or lower it.",
    ),
    "consistency": (
        [{**DOCUMENTS, "write_consistency_factor": 3}],
        "qdrant_collection documents: write_consistency_factor is 3, more than its replication_factor 2: no write "
        "would ever succeed, lower it.",
    ),
    "schema": (
        [{**DOCUMENTS, "indexes": {"source": "varchar"}}],
        "qdrant_index documents/source: schema 'varchar' is unknown: use one of bool, datetime, float, geo, integer, "
        "keyword, text, uuid.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_come_before_anything_is_made(bench: Bench, case: str) -> None:
    collections, message = REFUSED[case]
    assert bench.refused(qdrant_collections, collections=collections) == message
    assert bench.cluster.collections == {}


def test_named_vectors_are_left_to_others(bench: Bench) -> None:
    bench.documents()
    bench.cluster.find("documents").config["params"]["vectors"] = {"text": {"size": 4, "distance": "Dot"}}
    assert bench.refused(qdrant_collections, collections=[DOCUMENTS]) == (
        "qdrant_collection documents has named vectors, which are not managed here: leave it out."
    )


def test_who_cannot_be_asked(bench: Bench) -> None:
    url = bench.fake.urls()[0]
    assert bench.refused(qdrant_collections, collections=[DOCUMENTS], api_key="guessed") == (
        f"qdrant {url} refuses the api_key: give the one that may write."
    )
    assert bench.refused(qdrant_collections, collections=[DOCUMENTS], url="qdrant:6333") == (
        "qdrant 'qdrant:6333' is no address: give one such as https://qdrant.qdrant.svc:6333."
    )
    assert bench.refused(qdrant_collections, collections=[DOCUMENTS], url="http://127.0.0.1:9") == (
        "qdrant http://127.0.0.1:9 could not be reached ([Errno 111] Connection refused): check the address, the "
        "network and that it runs."
    )
    assert bench.refused(qdrant_collections, collections=[DOCUMENTS], ca_file="/no/such/file").startswith(
        "ca_file /no/such/file cannot be read ("
    )
    bench.fake.version = "1.7.4"
    assert bench.refused(qdrant_collections, collections=[DOCUMENTS]) == (
        f"qdrant {url} is of version 1.7.4: upgrade it to 1.9 or later."
    )


def test_one_that_does_not_answer(bench: Bench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert bench.refused(qdrant_collections, collections=[DOCUMENTS], url=url, timeout=0.05) == (
            f"qdrant {url} did not answer within 0.05 s: look at its log, or raise timeout."
        )


def test_a_refusal_of_qdrant_itself(bench: Bench) -> None:
    assert bench.refused(qdrant_collections, collections=[{**DOCUMENTS, "size": 0, "name": "a b"}]).startswith(
        f"qdrant {bench.fake.urls()[0]} refuses PUT /collections/a%20b (400): "
    )
