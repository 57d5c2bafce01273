"""The charts of both platforms on their networks: what is open is what was declared, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from copy import deepcopy
from dataclasses import replace
from ipaddress import IPv4Address
from itertools import permutations, product
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.matrix import (
    Edges,
    Pair,
    differences,
    matrix,
)
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.model import Endpoint
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.policies import policy as parsed
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.ports import EVERY_PORT

from tests.unit.charts.binary import MISSING, helm_binary
from tests.unit.reachability.expected import declared, of_policies_in, of_policies_out
from tests.unit.reachability.page import PATH, page
from tests.unit.reachability.platforms import RUNS, Platform, build, platform
from tests.unit.reachability.rendered import inventory

pytestmark = pytest.mark.skipif(not helm_binary(), reason=MISSING)
Object = dict[str, Any]
ANYWHERE = IPv4Address(0)
SIDES = {"ingress": "from", "egress": "to"}


def findings(found: Platform, near: Collection[Endpoint] = ()) -> Iterator[str]:
    """Each side by itself, then policies and security groups together; only about C(near) where it is given."""
    names = {each.name for each in near}
    pairs = [pair for pair in found.pairs() if not near or names & {each.name for each in pair}]
    yield from one_sided(found, names)
    yield from differences(matrix(found.world, pairs), about(declared(found), names))


def about(declared: Edges, names: Collection[str]) -> Edges:
    return {pair: ports for pair, ports in declared.items() if not names or set(names) & set(pair)}


def one_sided(found: Platform, names: Collection[str] = ()) -> Iterator[str]:
    """Either side is to be narrow without the help of the other one, and of security groups."""
    bare = [replace(each, groups=frozenset(), listens=EVERY_PORT) for each in found.endpoints]
    pods = [each for each in bare if each.name in {pod.name for pod in found.inside}]
    chosen = [each for each in pods if not names or each.name in names]
    out = matrix(only(found, "Egress"), product(chosen, bare))
    into = matrix(only(found, "Ingress"), product(bare, chosen))
    own = {each.name for each in chosen}
    yield from differences(out, {pair: ports for pair, ports in of_policies_out(found).items() if pair[0] in own})
    yield from differences(into, {pair: ports for pair, ports in of_policies_in(found).items() if pair[1] in own})


def only(found: Platform, direction: str) -> Any:
    kept = (
        replace(each, rules={kind: rules for kind, rules in each.rules.items() if kind == direction})
        for each in found.world.policies
    )
    return replace(found.world, policies=tuple(kept), groups={})


def across(found: Platform) -> dict[Pair, str]:
    """What pods of one namespace of the platform reach in another, at any port at all."""
    pairs = [
        (one, other)
        for source, target in permutations(found.environments, 2)
        for one in found.of(source)
        for other in found.of(target)
    ]
    assert pairs
    reached = {(one.name, other.name): found.world.reach(one, other).possible for one, other in pairs}
    return {pair: str(ports) for pair, ports in reached.items() if ports}


@pytest.mark.parametrize("run", RUNS, ids="-".join)
def test_what_is_open_is_what_was_declared(run: tuple[str, str]) -> None:
    found = platform(*run)
    assert differences(matrix(found.world, found.pairs()), declared(found)) == []


@pytest.mark.parametrize("run", RUNS, ids="-".join)
def test_each_side_is_narrow_by_itself(run: tuple[str, str]) -> None:
    assert list(one_sided(platform(*run))) == []


@pytest.mark.parametrize("run", RUNS, ids="-".join)
def test_every_selector_means_somebody(run: tuple[str, str]) -> None:
    """A misspelt label opens nothing, and nobody would miss it but those who wait for an answer."""
    found = platform(*run)
    nobody = [
        f"{each.namespace}/{each.name}: {peer}"
        for each in found.world.policies
        for rules in each.rules.values()
        for peer in (peer for rule in rules for peer in rule.peers if peer.block is None)
        if not any(peer.matches(other, ANYWHERE, each.namespace, found.world.labels) for other in found.endpoints)
    ]
    chosen = [each for each in found.world.policies if not any(each.selects(pod) for pod in found.inside)]
    assert (nobody, chosen) == ([], [])


def test_dev_reaches_nothing_in_prod_nor_prod_in_dev() -> None:
    assert across(platform("prod", "pingvas")) == {}


def test_nobody_but_pgbouncer_and_the_job_of_the_schemas_reaches_the_database() -> None:
    found = platform("prod", "pingvas")
    (database,) = (each for each in found.stores if each.name.endswith("-aurora"))
    near = [each.name for each in found.inside if found.world.reach(each, database).possible]
    assert sorted(near) == ["databases/database-job", "dev/pgbouncer", "prod/pgbouncer"]


@pytest.mark.xfail(strict=True, reason="ElastiCache of dev and prod is in the same subnets, and lets in the same nodes")
def test_dev_does_not_reach_the_elasticache_of_prod() -> None:
    given = inventory("prod", "pingvas", redis_mode="elasticache")
    found = build(given, platform("prod", "pingvas").objects)
    (store,) = (each for each in found.stores if each.name.endswith("-redis-prod"))
    assert [each.name for each in found.of("dev") if found.world.reach(each, store).possible] == []


@pytest.mark.parametrize("gone", [("prod",), ("dev", "prod")], ids="-".join)
def test_without_default_deny_dev_reaches_prod(gone: tuple[str, ...]) -> None:
    found = platform("prod", "pingvas")
    denying = [("default-deny", namespace) for namespace in gone]
    kept = (each for each in found.world.policies if (each.name, each.namespace) not in denying)
    reached = across(found.with_policies(kept))
    assert any(source.startswith("dev/") and target.startswith("prod/") for source, target in reached)


def policies(found: Platform) -> list[Object]:
    return [each for each in found.objects if each["kind"] == "NetworkPolicy"]


def widened(policy: Object) -> Iterator[tuple[str, Object]]:
    """The policy with one thing of it taken away, or one thing more let through."""
    for kind, side in SIDES.items():
        for index, rule in enumerate(policy["spec"].get(kind) or []):
            for key in (side, "ports"):
                if key in rule:
                    changed = deepcopy(policy)
                    del changed["spec"][kind][index][key]
                    yield f"{kind}[{index}] without {key}", changed
            changed = deepcopy(policy)
            del changed["spec"][kind][index]
            yield f"without {kind}[{index}]", changed
        changed = deepcopy(policy)
        changed["spec"].setdefault(kind, []).append({})
        yield f"{kind} with everything", changed
        if kind in policy["spec"] or policy["metadata"]["name"] == "default-deny":  # else that one says the same
            changed = deepcopy(policy)
            changed["spec"]["policyTypes"].remove(kind.capitalize())
            yield f"without {kind}", changed


@pytest.mark.parametrize("run", RUNS[:2], ids="-".join)
def test_no_policy_can_be_dropped_or_changed_without_a_finding(run: tuple[str, str]) -> None:
    found = platform(*run)
    unseen = []
    for policy, own in zip(policies(found), found.world.policies, strict=True):
        others = [each for each in found.world.policies if each is not own]
        name = f"{policy['metadata']['namespace']}/{policy['metadata']['name']}"
        near = [each for each in found.inside if own.selects(each)]
        for what, changed in [("gone", None), *widened(policy)]:
            mutant = found.with_policies([*others, *([parsed(changed)] if changed else [])])
            if not any(findings(mutant, near)):
                unseen.append(f"{name}: {what}")
    assert unseen == []


@pytest.mark.parametrize("run", RUNS[:2], ids="-".join)
def test_no_rule_of_a_store_can_be_dropped_or_opened_without_a_finding(run: tuple[str, str]) -> None:
    found = platform(*run)
    items = found.given["security_groups_groups"]
    used = {name for store in found.stores for name in store.groups}
    unseen = []
    for group in (each for each in items if each["name"] in used):
        near = [store for store in found.stores if group["name"] in store.groups]
        for index, rule in enumerate(group["rules_in"]):
            peer = {key: value for key, value in rule.items() if key not in ("group", "cidr")}
            rest = [*group["rules_in"][:index], *group["rules_in"][index + 1 :]]
            for what, rules in (("gone", rest), ("open", [*rest, {**peer, "cidr": "0.0.0.0/0"}])):
                others = [each for each in items if each is not group]
                if not any(findings(found.with_groups([*others, {**group, "rules_in": rules}]), near)):
                    unseen.append(f"{group['name']}: {rule['description']} {what}")
    # ElastiCache without Sentinels has nothing at their port.
    assert [each for each in unseen if ": Sentinel " not in each] == []


def test_the_page_in_docs_shows_what_is_open() -> None:
    """After a change that is meant: make docs."""
    assert PATH.read_text() == page()
