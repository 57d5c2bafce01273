"""Trust in stores whose certificate an authority of the cluster has signed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

One = Callable[..., dict[str, dict[str, Any]]]
SHOP = {"port": 8001, "needs": [{"qdrant": {"collection": "documents"}}, "redis"]}
ISSUER = {"stores": {"qdrant": {"issuer": "platform-ca"}}}


def test_a_service_gets_the_certificate_of_the_authority(one: One) -> None:
    objects = one(SHOP, ISSUER)
    certificate = objects["qdrant Certificate"]
    assert certificate["metadata"]["namespace"] == "prod"
    assert certificate["spec"]["issuerRef"] == {
        "group": "cert-manager.io",
        "kind": "ClusterIssuer",
        "name": "platform-ca",
    }
    assert certificate["spec"]["usages"] == ["digital signature", "client auth"], "it is no server's"
    assert objects["ConfigMap"]["data"]["QDRANT_CA_FILE"] == "/etc/tls/qdrant/ca.crt"
    spec = objects["Deployment"]["spec"]["template"]["spec"]
    (volume,) = (each for each in spec["volumes"] if each["name"] == "qdrant-tls")
    assert volume["secret"] == {
        "secretName": certificate["spec"]["secretName"],
        "items": [{"key": "ca.crt", "path": "ca.crt"}],
    }
    (mount,) = (each for each in spec["containers"][0]["volumeMounts"] if each["name"] == "qdrant-tls")
    assert mount == {"name": "qdrant-tls", "mountPath": "/etc/tls/qdrant", "readOnly": True}


def test_without_an_authority_there_is_nothing_to_trust(one: One) -> None:
    objects = one(SHOP)
    assert not any("Certificate" in key for key in objects)
    assert not any(name.endswith("_CA_FILE") for name in objects["ConfigMap"]["data"])


def test_who_does_not_need_the_store_does_not_trust_its_authority(one: One) -> None:
    objects = one({"port": 8001, "needs": ["redis"]}, ISSUER)
    assert not any("Certificate" in key for key in objects)
