"""The solver against a slow reference on random networks, and what must hold of any network."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.reachability.model import ClusterIp, Endpoint, networks
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.policies import policies
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.ports import EVERY_PORT, NO_PORT, Ports
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.solver import Reach, World
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.plugins.module_utils.reachability.reference import connects
from tests.unit.plugins.module_utils.reachability.worlds import (
    NAMESPACES,
    PORTS,
    PROTOCOLS,
    endpoint,
    group_items,
    pods,
    policy_objects,
    rules,
    world,
)

Object = dict[str, Any]
objects = st.lists(policy_objects, max_size=4)
AT = [(protocol, port) for protocol in PROTOCOLS for port in PORTS]


def addresses(pod: Object) -> list[int]:
    return [int(address) for address in IPv4Network(pod["network"])]


@settings(max_examples=400, deadline=None)
@given(objects=objects, items=group_items, source=pods, target=pods)
def test_every_address_and_port_as_the_reference_says(
    objects: list[Object], items: list[Object], source: Object, target: Object
) -> None:
    reach = world(objects, items).reach(endpoint(source), endpoint(target))
    pairs = [(one, other) for one in addresses(source) for other in addresses(target)]
    for protocol, port in AT:
        answers = {connects(objects, NAMESPACES, items, (source, target, *pair, protocol, port)) for pair in pairs}
        assert ((protocol, port) in reach.possible) == (True in answers)
        assert ((protocol, port) in reach.certain) == (False not in answers)


def narrower(one: Reach, other: Reach) -> bool:
    return not (one.possible - other.possible or one.certain - other.certain)


@settings(max_examples=200, deadline=None)
@given(objects=st.lists(policy_objects, min_size=1, max_size=4), items=group_items, data=st.data())
def test_one_more_rule_never_takes_anything_away(
    objects: list[Object], items: list[Object], data: st.DataObject
) -> None:
    source, target = (endpoint(data.draw(pods)) for _ in range(2))
    first, *others = objects
    kind, side = data.draw(st.sampled_from([("ingress", "from"), ("egress", "to")]))
    spec = first["spec"]
    types = spec.get("policyTypes") or ["Ingress", *(["Egress"] if spec.get("egress") else [])]
    longer = {**spec, "policyTypes": types, kind: [*spec.get(kind, []), data.draw(rules(side))]}
    before = world(objects, items).reach(source, target)
    after = world([{**first, "spec": longer}, *others], items).reach(source, target)
    assert narrower(before, after)


@settings(max_examples=200, deadline=None)
@given(objects=objects, extra=policy_objects, items=group_items, source=pods, target=pods)
def test_one_more_policy_only_touches_the_pods_it_selects(
    objects: list[Object], extra: Object, items: list[Object], source: Object, target: Object
) -> None:
    """The first one that selects a pod can only take away, every further one can only add."""
    ends = endpoint(source), endpoint(target)
    before, after = (world(each, items).reach(*ends) for each in (objects, [*objects, extra]))
    (policy,), present = policies([extra]), policies(objects)
    touched = [kind for end, kind in zip(ends, ("Egress", "Ingress"), strict=True) if speaks(policy, end, kind)]
    first = [
        kind
        for end, kind in zip(ends, ("Egress", "Ingress"), strict=True)
        if kind in touched and not any(speaks(each, end, kind) for each in present)
    ]
    if not touched:
        assert before == after
    elif touched == first:
        assert narrower(after, before)
    elif not first:
        assert narrower(before, after)


def speaks(policy: Any, end: Endpoint, kind: str) -> bool:
    return kind in policy.rules and policy.selects(end)


@given(objects=objects, items=group_items, source=pods, target=pods)
def test_what_is_certain_is_possible(
    objects: list[Object], items: list[Object], source: Object, target: Object
) -> None:
    reach = world(objects, items).reach(endpoint(source), endpoint(target))
    assert not reach.certain - reach.possible


def egress(*to: Object, **more: Any) -> Object:
    spec = {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"to": list(to), **more}]}
    return {"kind": "NetworkPolicy", "metadata": {"namespace": "blue", "name": "out"}, "spec": spec}


def test_a_block_may_mean_the_address_of_a_service() -> None:
    service = ClusterIp(networks(["172.20.0.0/16"]), {("TCP", 443): 8443})
    source = Endpoint("a", networks(["10.0.0.0/30"]), "blue")
    target = Endpoint("b", networks(["10.0.0.4/30"]), "green", cluster_ips=(service,))
    out = {"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}
    to_https = world([egress(out, ports=[{"port": 443}])], [])
    assert to_https.reach(source, target) == Reach(Ports.one("TCP", 8443), NO_PORT)
    out["ipBlock"]["except"].append("172.16.0.0/12")
    assert world([egress(out)], []).reach(source, target) == Reach(NO_PORT, NO_PORT)


def test_a_part_of_the_addresses_is_possible_and_not_certain() -> None:
    source, target = (Endpoint(name, networks(["10.0.0.0/30"]), "blue") for name in ("a", "b"))
    for block in ({"cidr": "10.0.0.2/31"}, {"cidr": "10.0.0.0/24", "except": ["10.0.0.2/32"]}):
        part = world([egress({"ipBlock": block})], [])
        assert part.reach(source, target) == Reach(EVERY_PORT, NO_PORT)


def test_where_nobody_says_anything_everything_is_open() -> None:
    ends = (Endpoint(name, networks(["10.0.0.0/30"]), "blue") for name in ("a", "b"))
    assert World(NAMESPACES, (), {}).reach(*ends) == Reach(EVERY_PORT, EVERY_PORT)
