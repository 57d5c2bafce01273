from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Template = Callable[..., list[dict[str, Any]]]
CHART = Path(__file__).parents[3] / "charts" / "qdrant-access"


DNS = {
    "to": [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
            "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
        }
    ],
    "ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}],
}


@pytest.fixture(scope="module")
def objects(template: Template) -> dict[str, dict[str, Any]]:
    return {each["kind"]: each["spec"] for each in template(CHART, {"peers": 6})}


def test_the_certificate_names_every_peer_that_there_may_be(objects: dict[str, dict[str, Any]]) -> None:
    """No wildcard: of two labels, as peers call each other, none is accepted."""
    names = objects["Certificate"]["dnsNames"]
    peers = [name for name in names if "headless" in name]
    assert {f"qdrant-{peer}.qdrant-headless" for peer in range(6)} <= set(peers)
    assert len(peers) == 12
    assert not [name for name in names if "*" in name]
    assert objects["Certificate"]["issuerRef"]["kind"] == "ClusterIssuer"


def test_peers_are_servers_and_clients(objects: dict[str, dict[str, Any]]) -> None:
    assert {"server auth", "client auth"} <= set(objects["Certificate"]["usages"])
    assert objects["Certificate"]["privateKey"]["encoding"] == "PKCS8"


def test_metrics_are_read_over_tls_with_the_key_and_once(objects: dict[str, dict[str, Any]]) -> None:
    (endpoint,) = objects["ServiceMonitor"]["endpoints"]
    assert endpoint["scheme"] == "https"
    assert endpoint["tlsConfig"]["serverName"] in objects["Certificate"]["dnsNames"]
    assert endpoint["tlsConfig"]["ca"]["secret"]["name"] == objects["Certificate"]["secretName"]
    assert endpoint["authorization"]["credentials"] == {"name": "qdrant", "key": "api-key"}
    # The other service has the same labels but this one.
    labels = objects["ServiceMonitor"]["selector"]["matchLabels"]
    assert labels["app.kubernetes.io/component"] == "cluster-discovery"


def client(namespace: str, name: str) -> dict[str, Any]:
    return {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}},
        "podSelector": {"matchLabels": {"app.kubernetes.io/name": name}},
    }


def policy(template: Template, **values: Any) -> dict[str, Any]:
    (found,) = (each["spec"] for each in template(CHART, values) if each["kind"] == "NetworkPolicy")
    return dict(found)


def at(rule: dict[str, Any]) -> list[int]:
    return [port["port"] for port in rule["ports"]]


def test_clients_of_every_namespace_are_let_in_and_nobody_else(template: Template) -> None:
    peers, jobs, scrape, clients = policy(template, clients=["api", "worker"], namespaces=["dev", "prod"])["ingress"]
    assert clients["from"] == [client(space, name) for space in ("dev", "prod") for name in ("api", "worker")]
    assert [at(rule) for rule in (peers, jobs, scrape, clients)] == [[6333, 6335], [6333], [6333], [6333, 6334]]
    assert [len(policy(template, **half)["ingress"]) for half in ({"clients": ["api"]}, {"namespaces": ["dev"]})] == [
        3,
        3,
    ]


def test_without_a_vpc_qdrant_reaches_its_peers_alone(template: Template) -> None:
    near, far = policy(template)["egress"], policy(template, network={"vpc": "10.0.0.0/16"})["egress"]
    assert near[0] == DNS
    assert at(near[1]) == [6333, 6335]
    assert far[:2] == near
    assert "10.0.0.0/16" in far[2]["to"][0]["ipBlock"]["except"]
