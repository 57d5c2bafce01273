"""One connection at a time, straight from the objects: slow, and apart from the code under test."""

from __future__ import annotations

from typing import Any

Pod = dict[str, Any]
Peer = dict[str, Any]
Connection = tuple[Pod, Pod, int, int, str, int]


def number(address: str) -> int:
    result = 0
    for part in address.split("."):
        result = result * 256 + int(part)
    return result


def in_network(address: int, cidr: str) -> bool:
    base, length = cidr.split("/")
    size = 2 ** (32 - int(length))
    return address // size == number(base) // size


def selected(selector: dict[str, Any] | None, labels: dict[str, str]) -> bool:
    selector = selector or {}
    for key, value in (selector.get("matchLabels") or {}).items():
        if labels.get(key) != value:
            return False
    for row in selector.get("matchExpressions") or []:
        key, operator, values = row["key"], row["operator"], row.get("values") or []
        if operator == "Exists" and key not in labels:
            return False
        if operator == "DoesNotExist" and key in labels:
            return False
        if operator == "In" and (key not in labels or labels[key] not in values):
            return False
        if operator == "NotIn" and key in labels and labels[key] in values:
            return False
    return True


def is_peer(peer: Peer, policy: Peer, pod: Pod, address: int, namespaces: dict[str, dict[str, str]]) -> bool:
    if "ipBlock" in peer:
        inside = in_network(address, peer["ipBlock"]["cidr"])
        return inside and not any(in_network(address, hole) for hole in peer["ipBlock"].get("except") or [])
    if pod["namespace"] is None:
        return False
    if "namespaceSelector" not in peer:
        near = pod["namespace"] == policy["metadata"]["namespace"]
        return near and selected(peer.get("podSelector"), pod["labels"])
    labels = {**namespaces[pod["namespace"]], "kubernetes.io/metadata.name": pod["namespace"]}
    return selected(peer["namespaceSelector"], labels) and selected(peer.get("podSelector"), pod["labels"])


def is_port(entry: dict[str, Any], target: Pod, protocol: str, port: int) -> bool:
    if entry.get("protocol", "TCP") != protocol:
        return False
    wanted = entry.get("port")
    if wanted is None:
        return True
    if isinstance(wanted, str):
        return target["ports"].get(wanted) == (protocol, port)
    if "endPort" in entry:
        return bool(wanted <= port <= entry["endPort"])
    return bool(wanted == port)


def policies_allow(
    objects: list[dict[str, Any]], namespaces: dict[str, dict[str, str]], side: str, connection: Connection
) -> bool:
    source, target, source_address, target_address, protocol, port = connection
    own, other, address = (source, target, target_address) if side == "Egress" else (target, source, source_address)
    if own["namespace"] is None:
        return True
    isolated = False
    for policy in objects:
        spec = policy["spec"]
        if policy["metadata"]["namespace"] != own["namespace"] or not selected(spec.get("podSelector"), own["labels"]):
            continue
        types = spec.get("policyTypes")
        if not types:
            types = ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"]
        if side not in types:
            continue
        isolated = True
        for rule in spec.get(side.lower()) or []:
            peers, ports = rule.get("to" if side == "Egress" else "from"), rule.get("ports")
            if peers and not any(is_peer(peer, policy, other, address, namespaces) for peer in peers):
                continue
            if ports and not any(is_port(entry, target, protocol, port) for entry in ports):
                continue
            return True
    return not isolated


def group_allows(rule: dict[str, Any], other: Pod, address: int, protocol: str, port: int) -> bool:
    if "group" in rule and rule["group"] not in other["groups"]:
        return False
    if "cidr" in rule and not in_network(address, rule["cidr"]):
        return False
    if rule["protocol"] == "all":
        return True
    return bool(rule["protocol"].upper() == protocol and rule["from_port"] <= port <= rule["to_port"])


def groups_allow(items: list[dict[str, Any]], side: str, connection: Connection) -> bool:
    source, target, source_address, target_address, protocol, port = connection
    out = side == "rules_out"
    own, other, address = (source, target, target_address) if out else (target, source, source_address)
    rules = [rule for item in items if item["name"] in own["groups"] for rule in item[side]]
    return not own["groups"] or any(group_allows(rule, other, address, protocol, port) for rule in rules)


def connects(
    objects: list[dict[str, Any]],
    namespaces: dict[str, dict[str, str]],
    groups: list[dict[str, Any]],
    connection: Connection,
) -> bool:
    return (
        policies_allow(objects, namespaces, "Egress", connection)
        and policies_allow(objects, namespaces, "Ingress", connection)
        and groups_allow(groups, "rules_out", connection)
        and groups_allow(groups, "rules_in", connection)
    )
