"""Small random networks: few labels, ports and addresses, so that rules meet often."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.reachability.groups import groups
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.model import Endpoint
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.policies import policies
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.solver import World
from hypothesis import strategies as st

Object = dict[str, Any]
NAMESPACES: dict[str, dict[str, str]] = {"blue": {"team": "one"}, "green": {"team": "two"}}
PORTS = range(78, 84)
PROTOCOLS = ("TCP", "UDP")
NETWORKS = ["10.0.0.0/30", "10.0.0.4/30", "10.0.0.2/31", "10.0.0.6/31", "10.0.0.0/29"]

labels = st.fixed_dictionaries(
    {}, optional={"app": st.sampled_from(["web", "db"]), "tier": st.sampled_from(["a", "b"])}
)
expressions = st.one_of(
    st.builds(
        lambda key, operator, values: {"key": key, "operator": operator, "values": values},
        st.sampled_from(["app", "tier"]),
        st.sampled_from(["In", "NotIn"]),
        st.lists(st.sampled_from(["web", "db", "a"]), min_size=1, max_size=2),
    ),
    st.builds(
        lambda key, operator: {"key": key, "operator": operator},
        st.sampled_from(["app", "tier"]),
        st.sampled_from(["Exists", "DoesNotExist"]),
    ),
)
selectors = st.fixed_dictionaries(
    {}, optional={"matchLabels": labels, "matchExpressions": st.lists(expressions, max_size=1)}
)
spaces = st.one_of(
    st.just({}),
    st.sampled_from(["one", "two"]).map(lambda team: {"matchLabels": {"team": team}}),
    st.sampled_from(["blue", "green"]).map(lambda name: {"matchLabels": {"kubernetes.io/metadata.name": name}}),
)
blocks = st.builds(
    lambda cidr, holes: {"ipBlock": {"cidr": cidr, "except": holes}},
    st.sampled_from(NETWORKS),
    st.lists(st.sampled_from(["10.0.0.2/31", "10.0.0.5/32"]), max_size=1),
)
peers = st.one_of(
    blocks,
    selectors.map(lambda pods: {"podSelector": pods}),
    spaces.map(lambda found: {"namespaceSelector": found}),
    st.builds(lambda found, pods: {"namespaceSelector": found, "podSelector": pods}, spaces, selectors),
)
numbers = st.sampled_from(list(PORTS))
entries = st.one_of(
    st.fixed_dictionaries({}, optional={"protocol": st.sampled_from(PROTOCOLS), "port": numbers}),
    st.builds(lambda low, more: {"port": low, "endPort": low + more}, numbers, st.integers(0, 3)),
    st.builds(
        lambda name, kind: {"port": name, "protocol": kind},
        st.sampled_from(["http", "dns"]),
        st.sampled_from(PROTOCOLS),
    ),
)


def rules(side: str) -> st.SearchStrategy[Object]:
    return st.fixed_dictionaries(
        {}, optional={side: st.lists(peers, max_size=2), "ports": st.lists(entries, max_size=2)}
    )


specs = st.fixed_dictionaries(
    {"podSelector": selectors},
    optional={
        "policyTypes": st.sampled_from([["Ingress"], ["Egress"], ["Ingress", "Egress"]]),
        "ingress": st.lists(rules("from"), max_size=2),
        "egress": st.lists(rules("to"), max_size=2),
    },
)
policy_objects = st.builds(
    lambda namespace, spec: {
        "kind": "NetworkPolicy",
        "metadata": {"namespace": namespace, "name": "some"},
        "spec": spec,
    },
    st.sampled_from(sorted(NAMESPACES)),
    specs,
)
group_rules = st.builds(
    lambda peer, protocol, low, more: {**peer, "protocol": protocol, "from_port": low, "to_port": low + more},
    st.sampled_from([{"group": "nodes"}, {"group": "store"}, *({"cidr": cidr} for cidr in NETWORKS)]),
    st.sampled_from(["tcp", "udp"]),
    numbers,
    st.integers(0, 3),
) | st.just({"cidr": "10.0.0.0/29", "protocol": "all"})
# The same rule twice is refused by the module that makes the groups.
rule_lists = st.lists(group_rules, max_size=3, unique_by=str)
group_items = st.builds(
    lambda *lists: [
        {"name": "nodes", "rules_in": lists[0], "rules_out": lists[1]},
        {"name": "store", "rules_in": lists[2], "rules_out": lists[3]},
    ],
    rule_lists,
    rule_lists,
    rule_lists,
    rule_lists,
)
pods = st.fixed_dictionaries(
    {
        "namespace": st.sampled_from(["blue", "green", "blue", "green", None]),
        "labels": labels,
        "ports": st.fixed_dictionaries(
            {}, optional={"http": st.just(("TCP", 80)), "dns": st.sampled_from([("UDP", 81), ("TCP", 81)])}
        ),
        "groups": st.sampled_from([(), ("nodes",), ("store",), ("nodes", "store")]),
        "network": st.sampled_from(NETWORKS),
    }
)


def world(objects: list[Object], items: list[Object]) -> World:
    return World(NAMESPACES, policies(objects), groups(items))


def endpoint(pod: Object) -> Endpoint:
    return Endpoint(
        name="some",
        networks=(IPv4Network(pod["network"]),),
        namespace=pod["namespace"] or "",
        labels=pod["labels"],
        named_ports=pod["ports"],
        groups=frozenset(pod["groups"]),
    )
