from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.iam import service_workloads, statements
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.parse import parse
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.iam.policies import Place
from hypothesis import given
from hypothesis import strategies as st

PLACE = {"id": "rag", "cluster": "rag-eks", "region": "us-east-1", "account": "123456789012"}
STORES = {
    "bucket-images": {"name": "rag-images"},
    "bucket-raw": {"name": "rag-raw"},
    "queue-jobs": {"url": "https://sqs.us-east-1.amazonaws.com/123456789012/rag-jobs"},
}
SHOP = {"image": "a/b", "port": 8001, "resources": {"cpu": "1", "memory": "1Gi"}}
NEEDS: list[dict[str, Any]] = [
    {"bucket": {"name": "images", "access": ["read", "write", "delete"]}},
    {"bucket": {"name": "raw", "access": ["read"], "prefix": "in/"}},
    {"queue": {"name": "jobs", "access": ["send", "receive"]}},
    {"bedrock": {"model": "us.anthropic.claude-1:0"}},
    {"postgres": {"tables": ["users"]}},
    {"redis": {}},
    {"secret": "key"},
    {"efs": {"name": "models", "path": "/models"}},
    {"openai": {}},
]


def of(*needs: dict[str, Any]) -> list[dict[str, Any]]:
    catalogue = parse({"shop": {**SHOP, "needs": list(needs)}})
    return statements(catalogue["shop"], STORES, Place(**PLACE))


def pairs(*needs: dict[str, Any]) -> set[tuple[str, str]]:
    """Every action with every resource it is allowed on."""
    return {(action, resource) for each in of(*needs) for action in each["Action"] for resource in each["Resource"]}


BUCKET = "arn:aws:s3:::rag-images"
KEY = "arn:aws:kms:us-east-1:123456789012:key/*"
CASES = [
    (["read"], {("s3:ListBucket", BUCKET), ("s3:GetObject", f"{BUCKET}/*"), ("kms:Decrypt", KEY)}),
    (
        ["write"],
        {
            ("s3:PutObject", f"{BUCKET}/*"),
            ("s3:AbortMultipartUpload", f"{BUCKET}/*"),
            ("kms:Decrypt", KEY),
            ("kms:GenerateDataKey", KEY),
        },
    ),
    (["delete"], {("s3:DeleteObject", f"{BUCKET}/*")}),
]


@pytest.mark.parametrize(("access", "expected"), CASES)
def test_a_bucket_by_its_access(access: list[str], expected: set[tuple[str, str]]) -> None:
    assert pairs({"bucket": {"name": "images", "access": access}}) == expected


def test_a_prefix_limits_objects_and_listing() -> None:
    listing, objects, key = of(NEEDS[1])
    assert listing["Condition"] == {"StringLike": {"s3:prefix": "in/*"}}
    assert objects["Resource"] == ["arn:aws:s3:::rag-raw/in/*"]
    assert key["Condition"] == {
        "StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"},
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/rag-s3"},
    }


def test_a_queue_by_its_access() -> None:
    queue = "arn:aws:sqs:us-east-1:123456789012:rag-jobs"
    asks = ("sqs:GetQueueAttributes", queue)
    sent = pairs({"queue": {"name": "jobs", "access": ["send"]}})
    received = pairs({"queue": {"name": "jobs", "access": ["receive"]}})
    assert sent == {("sqs:SendMessage", queue), asks}
    assert received == {
        *((f"sqs:{action}", queue) for action in ("ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility")),
        asks,
    }


def test_a_model_behind_a_profile_is_reached_through_it_only() -> None:
    profile, model = of(NEEDS[3])
    arn = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-1:0"
    assert profile["Resource"] == [arn]
    assert model["Resource"] == ["arn:aws:bedrock:*::foundation-model/anthropic.claude-1:0"]
    assert model["Condition"] == {"StringEquals": {"bedrock:InferenceProfileArn": arn}}
    (alone,) = of({"bedrock": {"model": "amazon.titan-2"}})
    assert alone["Resource"] == ["arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-2"]
    assert "Condition" not in alone


@given(st.lists(st.sampled_from(NEEDS), unique_by=json.dumps), st.data())
def test_with_a_need_go_its_statements_and_no_others(needs: list[dict[str, Any]], data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(NEEDS))
    kept = [need for need in needs if need != gone]
    assert of(*kept) == [each for each in of(*needs) if gone not in needs or each not in of(gone)]
    assert of(*needs) == [each for need in needs for each in of(need)]


@given(st.lists(st.sampled_from(NEEDS), unique_by=json.dumps))
def test_sids_are_such_as_iam_takes_and_differ(needs: list[dict[str, Any]]) -> None:
    sids = [each["Sid"] for each in of(*needs)]
    assert all(sid.isalnum() and sid.isascii() for sid in sids)
    assert len(set(sids)) == len(sids)


def test_a_service_has_a_role_per_environment_if_it_calls_aws() -> None:
    services = {
        "shop": {**SHOP, "needs": [NEEDS[0]]},
        "quiet": {**SHOP, "port": 8002, "needs": [{"redis": {}}, {"secret": "key"}]},
    }
    environments = {"dev": {"stores": {"bucket-images": {"name": "dev-images"}}}, "prod": {}}
    dev, prod = service_workloads(services, environments, STORES, PLACE)
    assert (dev["name"], dev["namespace"], dev["service_account"]) == ("dev-shop", "dev", "shop")
    assert dev["statements"][0]["Resource"] == ["arn:aws:s3:::dev-images"]
    assert prod["statements"][0]["Resource"] == ["arn:aws:s3:::rag-images"]


def test_a_store_that_nobody_describes() -> None:
    with pytest.raises(PlatformError, match=r"^stores.bucket-lost.name is not set, and services.shop needs it"):
        of({"bucket": {"name": "lost", "access": ["read"]}})
