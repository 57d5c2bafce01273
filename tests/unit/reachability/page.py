"""The page docs/reachability.md."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path

from ansible_collections.pinksea.platform.plugins.module_utils.reachability.matrix import Edges, edges, matrix
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.model import Endpoint
from ansible_collections.pinksea.platform.plugins.module_utils.reachability.picture import mermaid, table

from tests.unit.reachability.platforms import Platform, platform

PATH = Path(__file__).parents[3] / "docs" / "reachability.md"
HEAD = """\
# Who reaches whom

`make docs` writes this page from the charts as Helm renders them, the security groups and subnets of the inventories,
and a solver of both (`plugins/module_utils/reachability/`). Tests compare it with what the catalogue declares: nothing
more is open, and nothing that was declared is closed. They go red when a rule of any policy is dropped or widened.

- A number is a TCP port. Both sides have to allow it: policies and security groups of the one, and of the other.
- A pod may have any address of its subnets. Shown is what is open for some of them.
- A block of addresses may mean a pod behind a ClusterIP or the ClusterIP itself, as Kubernetes leaves that open. What
  either of the two opens counts as open.
- A pod that no chart knows, such as somebody's shell, reaches nothing, so that it has no row. `other namespaces` are
  those without policies.
- The kubelet reaches the pods of its own node, and a pod reaches itself, whatever policies say.

It cannot show whether a network plugin does as it is told. Staging differs from production in names only. With
`redis_mode: elasticache`, pods of `dev` reach the Redis of `prod` at 6379 and only its password holds them back: both
are in the same subnets, where policies cannot tell them apart, and both let in the same nodes.
"""
QUIET = {"kube-dns", "prometheus"}


def page() -> str:
    lines = [HEAD.rstrip()]
    for host in ("pingvas", "rag"):
        found = platform("prod", host)
        lines += ["", f"## {host}", *across(found)]
        for environment in sorted(found.environments):
            lines += ["", f"### {environment}", "", *of_environment(found, environment)]
        lines += ["", "### Data stores", "", *of_stores(found)]
    return "\n".join(lines) + "\n"


def across(found: Platform) -> Iterator[str]:
    """At all ports, listened on or not."""
    for one, other in combinations(sorted(found.environments), 2):
        ways = [*product(found.of(one), found.of(other)), *product(found.of(other), found.of(one))]
        some = [pair for pair in ways if found.world.reach(*pair).possible]
        yield ""
        yield f"From `{one}` to `{other}` and back: {len(ways)} pairs, {len(some) or 'none'} with an open port."


def of_environment(found: Platform, environment: str) -> Iterator[str]:
    pods = found.of(environment)
    names = {each.name for each in pods}
    pairs = (pair for pair in found.pairs() if names & {each.name for each in pair})
    seen = edges(matrix(found.world, pairs))
    title = {environment: [name for name in names if any(name in pair for pair in drawn(seen))]}
    yield from mermaid(drawn(seen), title)
    yield ""
    yield from table(seen, *(in_order(found.endpoints, ends) for ends in zip(*seen, strict=True)))


def drawn(seen: Edges) -> Edges:
    """Everybody asks for names and is measured, and tests are gone before anybody looks."""
    return {
        pair: ports
        for pair, ports in seen.items()
        if not QUIET & set(pair) and not any(name.endswith("-test") for name in pair)
    }


def of_stores(found: Platform) -> Iterator[str]:
    yield "Security groups let in the nodes, and with them every pod that no policy holds back."
    yield ""
    pairs = ((one, other) for one, other in found.pairs() if other in found.stores)
    seen = edges(matrix(found.world, pairs))
    yield from table(seen, *(in_order(found.endpoints, ends) for ends in zip(*seen, strict=True)))


def in_order(endpoints: tuple[Endpoint, ...], names: tuple[str, ...]) -> list[str]:
    return [each.name for each in endpoints if each.name in names]
