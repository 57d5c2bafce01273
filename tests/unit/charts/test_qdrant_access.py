from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Template = Callable[..., list[dict[str, Any]]]
CHART = Path(__file__).parents[3] / "charts" / "qdrant-access"


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
