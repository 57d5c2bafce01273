"""What the well-known recipes do, and what the API server would refuse."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.model import Endpoint, networks
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.policies import policies
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.ports import EVERY_PORT, NO_PORT, Ports
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.solver import World

Object = dict[str, Any]
PODS = {
    "web": Endpoint("web", networks(["10.0.0.1/32"]), "shop", {"app": "web"}, {"http": ("TCP", 8080)}),
    "api": Endpoint("api", networks(["10.0.0.2/32"]), "shop", {"app": "api", "role": "backend"}),
    "other": Endpoint("other", networks(["10.0.0.3/32"]), "test", {"app": "other"}),
    "probe": Endpoint("probe", networks(["10.0.0.4/32"]), "watch", {"type": "monitoring"}),
    "internet": Endpoint("internet", networks(["203.0.113.0/24"])),
}
NAMESPACES = {"shop": {}, "test": {"purpose": "testing"}, "watch": {"team": "operations"}}
ANY: Object = {}
NOBODY: list[str] = []
EVERYBODY = ["api", "internet", "other", "probe"]


def labelled(**labels: str) -> Object:
    return {"matchLabels": labels}


def pods(**labels: str) -> Object:
    return {"podSelector": labelled(**labels)}


def expressed(**expression: Any) -> Object:
    return {**SPACES, "podSelector": {"matchExpressions": [{"key": "app", **expression}]}}


def come(*peers: Object, to: Object = ANY) -> Object:
    return {"podSelector": to, "ingress": [{"from": list(peers)}]}


WEB = labelled(app="web")
SPACES: Object = {"namespaceSelector": ANY}
TESTING = {"namespaceSelector": labelled(purpose="testing")}
NAMED = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "test"}}}
WATCH = {"namespaceSelector": labelled(team="operations")}
OUTSIDE = {"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}
INTO: list[tuple[str, Object, list[str]]] = [
    ("deny all to an application", {"podSelector": WEB, "ingress": []}, NOBODY),
    ("allow all to an application", {"podSelector": WEB, "ingress": [ANY]}, EVERYBODY),
    ("an empty list of peers", come(to=WEB), EVERYBODY),
    ("limit to an application", come(pods(app="api"), to=WEB), ["api"]),
    ("deny all of a namespace", {"podSelector": ANY}, NOBODY),
    ("deny from other namespaces", come(pods()), ["api"]),
    ("from all namespaces", come(SPACES), ["api", "other", "probe"]),
    ("from a namespace by label", come(TESTING), ["other"]),
    ("from a namespace by name", come(NAMED), ["other"]),
    ("some pods of a namespace", come({**WATCH, **pods(type="monitoring")}), ["probe"]),
    ("no pods of a namespace", come({**WATCH, **pods(type="web")}), NOBODY),
    ("either of two peers", come(WATCH, pods(role="backend")), ["api", "probe"]),
    ("from outside", come(OUTSIDE), ["internet"]),
    ("pods by their addresses", come({"ipBlock": {"cidr": "10.0.0.2/31"}}), ["api", "other"]),
    ("to another application", {"podSelector": labelled(app="api"), "ingress": []}, EVERYBODY),
    ("of the other direction", {"podSelector": WEB, "policyTypes": ["Egress"]}, EVERYBODY),
    ("not one of these", come(expressed(operator="NotIn", values=["other"])), ["api", "probe"]),
    ("one of these", come(expressed(operator="In", values=["other", "api"])), ["api", "other"]),
    ("with a label", come(expressed(operator="Exists")), ["api", "other"]),
    ("without a label", come(expressed(operator="DoesNotExist")), ["probe"]),
]


def world(*specs: Object) -> World:
    metadata = {"namespace": "shop", "name": "some"}
    objects = ({"kind": "NetworkPolicy", "metadata": metadata, "spec": spec} for spec in specs)
    return World(NAMESPACES, policies(objects), {})


def into(name: str, *specs: Object) -> dict[str, Ports]:
    target = PODS[name]
    return {each.name: world(*specs).reach(each, target).possible for each in PODS.values() if each is not target}


@pytest.mark.parametrize(("spec", "who"), [case[1:] for case in INTO], ids=[case[0] for case in INTO])
def test_into_a_pod(spec: Object, who: list[str]) -> None:
    assert into("web", spec) == {name: EVERY_PORT if name in who else NO_PORT for name in EVERYBODY}


PORTS: list[tuple[list[Object], Ports]] = [
    ([], EVERY_PORT),
    ([{"port": 5000}], Ports.one("TCP", 5000)),
    ([{"port": 5000}, {"port": 53, "protocol": "UDP"}], Ports.one("TCP", 5000) | Ports.one("UDP", 53)),
    ([{"protocol": "UDP"}], Ports.between("UDP")),
    ([{"port": 32000, "endPort": 32768}], Ports.between("TCP", 32000, 32768)),
    ([{"port": "http"}], Ports.one("TCP", 8080)),
    ([{"port": "http", "protocol": "UDP"}], NO_PORT),
    ([{"port": "https"}], NO_PORT),
]


@pytest.mark.parametrize(("ports", "expected"), PORTS, ids=[str(ports) for ports, _ in PORTS])
def test_only_to_some_ports(ports: list[Object], expected: Ports) -> None:
    assert into("web", {"podSelector": WEB, "ingress": [{"ports": ports}]})["api"] == expected


def test_several_policies_add_up() -> None:
    one = {"ingress": [{"ports": [{"port": 80}]}]}
    other = {"podSelector": WEB, "ingress": [{"from": [{"podSelector": ANY}], "ports": [{"port": 81}]}]}
    deny: Object = {"podSelector": ANY, "policyTypes": ["Ingress"]}
    assert into("web", one, other, deny)["api"] == Ports.between("TCP", 80, 81)
    assert into("web", one, other, deny)["other"] == Ports.one("TCP", 80)


def out_of_web(*specs: Object) -> dict[str, Ports]:
    return {name: world(*specs).reach(PODS["web"], PODS[name]).possible for name in EVERYBODY}


def test_out_of_a_pod() -> None:
    deny = {"podSelector": WEB, "policyTypes": ["Egress"]}
    assert out_of_web(deny) == dict.fromkeys(EVERYBODY, NO_PORT)
    dns = {**deny, "egress": [{"ports": [{"port": 53, "protocol": "UDP"}]}]}
    assert out_of_web(deny, dns) == dict.fromkeys(EVERYBODY, Ports.one("UDP", 53))
    inside = {**deny, "egress": [{"to": [{"namespaceSelector": ANY}]}]}
    assert [name for name, ports in out_of_web(inside).items() if ports] == ["api", "other", "probe"]


def test_both_sides_have_to_allow() -> None:
    out = {"podSelector": WEB, "policyTypes": ["Egress"], "egress": [{"ports": [{"port": 80}, {"port": 81}]}]}
    back = {"podSelector": {"matchLabels": {"app": "api"}}, "ingress": [{"ports": [{"port": 81}, {"port": 82}]}]}
    assert out_of_web(out, back)["api"] == Ports.one("TCP", 81)


def test_where_no_types_are_given_only_a_list_with_something_makes_it_a_policy_of_egress() -> None:
    found = out_of_web({"podSelector": WEB, "egress": [{"to": [{"podSelector": ANY}]}]})
    assert [name for name, ports in found.items() if ports] == ["api"]
    assert out_of_web({"podSelector": WEB, "egress": []}) == dict.fromkeys(EVERYBODY, EVERY_PORT)


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ({"policyTypes": ["ingress"]}, "NetworkPolicy shop/some: policyTypes has 'ingress': give Ingress or Egress."),
        ({"ingress": [{"from": [{}]}]}, "ingress[0]: a peer is {}: give an ipBlock, or selectors"),
        ({"ingress": [{"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}, "podSelector": {}}]}]}, "give an ipBlock, or"),
        ({"ingress": [{"from": [{"ipBlock": {"cidr": "10.0.0.1/8"}}]}]}, "'10.0.0.1/8' is not an IPv4 network"),
        ({"ingress": [{"ports": [{"port": 90, "endPort": 80}]}]}, "ingress[0]: ports 90 to 80 are no range"),
        ({"ingress": [{"ports": [{"port": 70000}]}]}, "ports 70000 to 70000 are no range"),
        ({"ingress": [{"ports": [{"protocol": "ICMP"}]}]}, "protocol 'ICMP' is unknown: give one of TCP, UDP, SCTP."),
        ({"podSelector": {"matchExpressions": [{"key": "a", "operator": "Is"}]}}, "operator 'Is' is unknown"),
        ({"podSelector": {"matchExpressions": [{"key": "a", "operator": "In"}]}}, "In has 0 values: give some"),
        (
            {"podSelector": {"matchExpressions": [{"key": "a", "operator": "Exists", "values": ["b"]}]}},
            "Exists has 1 values: give some to In and NotIn, else none.",
        ),
    ],
)
def test_what_kubernetes_refuses_is_refused(spec: Object, sentence: str) -> None:
    with pytest.raises(PlatformError) as refusal:
        world(spec)
    assert sentence in str(refusal.value)
