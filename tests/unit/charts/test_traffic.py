"""Service, Ingress and NetworkPolicy: who reaches whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

One = Callable[..., dict[str, dict[str, Any]]]
TCP = "TCP"
DNS = {
    "to": [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
            "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
        }
    ],
    "ports": [{"protocol": "UDP", "port": 53}, {"protocol": TCP, "port": 53}],
}
PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"]
OUTSIDE = {
    "to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/16", *PRIVATE]}}],
    "ports": [{"protocol": TCP, "port": 443}],
}
AWS = [
    OUTSIDE,
    {"to": [{"ipBlock": {"cidr": "169.254.170.23/32"}}], "ports": [{"protocol": TCP, "port": 80}]},
    {"to": [{"ipBlock": {"cidr": "10.0.11.0/24"}}], "ports": [{"protocol": TCP, "port": 443}]},
]
POSTGRES = {"to": [{"ipBlock": {"cidr": "10.0.21.0/24"}}], "ports": [{"protocol": TCP, "port": 5432}]}
REDIS = {
    "to": [{"ipBlock": {"cidr": "10.0.22.0/24"}}, {"ipBlock": {"cidr": "10.0.23.0/24"}}],
    "ports": [{"protocol": TCP, "port": 6379}, {"protocol": TCP, "port": 26379}],
}
QDRANT = {
    "to": [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "qdrant"}},
            "podSelector": {"matchLabels": {"app.kubernetes.io/name": "qdrant"}},
        }
    ],
    "ports": [{"protocol": TCP, "port": 6333}],
}
COLLECTOR = {
    "to": [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}},
            "podSelector": {"matchLabels": {"app.kubernetes.io/name": "opentelemetry-collector"}},
        }
    ],
    "ports": [{"protocol": TCP, "port": 4318}],
}
STOCK = {
    "to": [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": "stock"}}}],
    "ports": [{"protocol": TCP, "port": 8002}],
}
CASES: list[tuple[Any, list[Any]]] = [
    ({"postgres": {"tables": ["a"]}}, [POSTGRES]),
    ("redis", [REDIS]),
    ({"qdrant": {"collection": "documents"}}, [QDRANT]),
    ({"service": "stock"}, [STOCK]),
    ({"bucket": {"name": "images", "access": ["read"]}}, AWS),
    ({"queue": {"name": "documents", "access": ["send"]}}, AWS),
    ({"bedrock": {"model": "m"}}, AWS),
    ("openai", [OUTSIDE]),
    ("tracing", [COLLECTOR]),
    ({"external": {"name": "mail", "url": "https://mail.example.com"}}, [OUTSIDE]),
    ({"secret": "jwt"}, []),
    ({"efs": {"name": "models", "path": "/models"}}, []),
]


@pytest.mark.parametrize(("need", "rules"), CASES, ids=[str(need)[:30] for need, _ in CASES])
def test_egress_is_dns_and_the_declared_peer(one: One, need: object, rules: list[object]) -> None:
    policy = one({"port": 8001, "needs": [need]}, others={"stock": {"port": 8002}})["NetworkPolicy"]
    assert policy["spec"]["policyTypes"] == ["Ingress", "Egress"]
    assert policy["spec"]["egress"] == [DNS, *rules]


def test_a_service_without_needs_reaches_dns_alone_and_is_reached_by_its_test(one: One) -> None:
    objects = one({"port": 8001})
    policy = objects["NetworkPolicy"]["spec"]
    test = {"podSelector": {"matchLabels": {"app.kubernetes.io/name": "shop-test"}}}
    assert policy["ingress"] == [{"from": [test], "ports": [{"protocol": TCP, "port": 8001}]}]
    assert policy["egress"] == [DNS]
    assert policy["podSelector"] == objects["Deployment"]["spec"]["selector"]


def test_ingress_is_the_load_balancer_the_declared_callers_its_test_and_prometheus(one: One) -> None:
    caller = {"kind": "worker", "needs": [{"service": "shop"}]}
    policy = one({"port": 8001, "route": "/shop", "metrics": {"port": 9090}}, others={"cart": caller})["NetworkPolicy"]
    assert policy["spec"]["ingress"] == [
        {"from": [{"ipBlock": {"cidr": "10.0.1.0/24"}}], "ports": [{"protocol": TCP, "port": 8001}]},
        {
            "from": [
                {"podSelector": {"matchLabels": {"app.kubernetes.io/name": name}}} for name in ("cart", "shop-test")
            ],
            "ports": [{"protocol": TCP, "port": 8001}],
        },
        {
            "from": [
                {
                    "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}},
                    "podSelector": {"matchLabels": {"app.kubernetes.io/name": "prometheus"}},
                }
            ],
            "ports": [{"protocol": TCP, "port": 9090}],
        },
    ]


def test_a_service_answers_at_its_name_and_port(one: One) -> None:
    objects = one({"port": 8001})
    spec = objects["Service"]["spec"]
    assert spec["ports"] == [{"name": "http", "port": 8001, "targetPort": "http", "appProtocol": "http"}]
    assert spec["selector"] == objects["Deployment"]["spec"]["selector"]["matchLabels"]
    assert "Ingress" not in objects


def test_a_route_is_a_path_of_the_load_balancer_of_the_namespace(one: One) -> None:
    ingress = one({"port": 8001, "route": "/shop"}, {"ingress": {"host": "api.example.com"}})["Ingress"]
    annotations = ingress["metadata"]["annotations"]
    assert annotations["alb.ingress.kubernetes.io/target-type"] == "ip"
    assert annotations["alb.ingress.kubernetes.io/group.name"] == "acme-prod"
    assert ingress["spec"]["ingressClassName"] == "alb"
    backend = {"service": {"name": "shop", "port": {"name": "http"}}}
    path = {"path": "/shop", "pathType": "Prefix", "backend": backend}
    assert ingress["spec"]["rules"] == [{"host": "api.example.com", "http": {"paths": [path]}}]


def test_annotations_of_the_environment_win(one: One) -> None:
    given = {"alb.ingress.kubernetes.io/scheme": "internal", "example.com/a": "b"}
    annotations = one({"port": 8001, "route": "/shop"}, {"ingress": {"annotations": given}})["Ingress"]["metadata"][
        "annotations"
    ]
    assert given.items() <= annotations.items()
    assert annotations["alb.ingress.kubernetes.io/target-type"] == "ip"
