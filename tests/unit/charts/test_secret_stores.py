"""Where secrets come from, and where the sealing key is copied to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.charts import definitions

Template = Callable[..., list[dict[str, Any]]]
CHARTS = Path(__file__).parents[3] / "charts"
STORE = {"region": "us-east-1", "namespaces": ["prod"]}
LABELS = {"sealedsecrets.bitnami.com/sealed-secrets-key": "active"}
KEY: dict[str, Any] = {
    "labels": LABELS,
    "remoteKey": "acme/sealed-secrets/key",
    "kmsKey": "arn:aws:kms:us-east-1:123456789012:key/1234",
    "replicaRegions": ["us-west-2"],
    "tags": {"platform": "acme"},
}


def assert_valid(objects: list[dict[str, Any]]) -> None:
    if not definitions.CHARTS.is_dir():
        pytest.skip(definitions.MISSING)
    assert [problem for each in objects for problem in definitions.problems(each)] == []


def test_the_store_has_no_credentials_and_is_for_some_namespaces(template: Template) -> None:
    (store,) = template(CHARTS / "secret-stores", STORE)
    assert (store["kind"], store["metadata"]["name"]) == ("ClusterSecretStore", "secrets-manager")
    assert store["spec"] == {
        "conditions": [{"namespaces": ["prod"]}],
        "provider": {"aws": {"service": "SecretsManager", "region": "us-east-1"}},
    }
    assert_valid([store])


@pytest.mark.parametrize("missing", ["region", "namespaces"])
def test_what_the_store_needs_is_asked_for(template: Template, missing: str) -> None:
    with pytest.raises(ValueError, match=f"{missing} is empty, and the store needs it"):
        template(CHARTS / "secret-stores", {**STORE, missing: type(STORE[missing])()})


def test_a_copy_is_made_once_and_stays(template: Template) -> None:
    (push,) = template(CHARTS / "secret-backups", {"secrets": {"sealing-key": KEY}})
    spec = push["spec"]
    assert (push["kind"], push["metadata"]["name"]) == ("PushSecret", "sealing-key")
    assert (spec["updatePolicy"], spec["deletionPolicy"]) == ("IfNotExists", "None")
    assert spec["selector"] == {"secret": {"selector": {"matchLabels": LABELS}}}
    (data,) = spec["data"]
    assert data["match"] == {"remoteRef": {"remoteKey": "acme/sealed-secrets/key"}}
    assert data["metadata"]["spec"] == {
        "secretPushFormat": "string",
        "kmsKeyID": KEY["kmsKey"],
        "replicationLocations": ["us-west-2"],
        "tags": {"platform": "acme"},
    }
    assert_valid([push])


def test_the_authority_keeps_its_key(template: Template) -> None:
    found = template(CHARTS / "cluster-issuers", {})
    objects = {(each["kind"], each["metadata"]["name"]): each for each in found}
    assert set(objects) == {
        ("ClusterIssuer", "platform-ca-root"),
        ("Certificate", "platform-ca"),
        ("ClusterIssuer", "platform-ca"),
    }
    certificate = objects["Certificate", "platform-ca"]["spec"]
    assert (certificate["isCA"], certificate["privateKey"]["rotationPolicy"]) == (True, "Never")
    assert certificate["issuerRef"]["name"] == "platform-ca-root"
    assert objects["ClusterIssuer", "platform-ca"]["spec"] == {"ca": {"secretName": certificate["secretName"]}}
    assert_valid(found)
