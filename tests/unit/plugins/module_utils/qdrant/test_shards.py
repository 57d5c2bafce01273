"""The planner of moves, whatever the layout."""

from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.shards import ACTIVE, Layout, Step, plan, refusals
from hypothesis import given, settings
from hypothesis import strategies as st

NAMES = [f"qdrant-{number}" for number in range(7)]


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    """Any that is not refused: peers that stay, go and come, copies too few and too many, and dead ones."""
    present = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    staying = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    shards = draw(st.integers(1, 12))
    replicas: dict[tuple[int, str], str] = {}
    for shard in range(shards):
        for peer in draw(st.lists(st.sampled_from(present), min_size=1, unique=True)):
            replicas[shard, peer] = ACTIVE
        for peer in draw(st.lists(st.sampled_from(present), unique=True)):
            if peer not in staying and sum(key[0] == shard for key in replicas) > 1:
                dead = {**replicas, (shard, peer): "Dead"}
                replicas = dead if Layout(dead, shards, 1, frozenset(staying)).holders()[shard] else replicas
    return Layout(replicas, shards, draw(st.integers(1, len(staying))), frozenset(staying))


def walk(layout: Layout) -> Layout:
    """The layout after all steps, each of which is looked at."""
    replicas = dict(layout.replicas)
    for step in plan(layout):
        before = holders(replicas, step.shard)
        take(step, replicas)
        after = holders(replicas, step.shard)
        assert len(after) >= min(len(before), layout.factor), "copies were given up"
        assert after, "a shard was lost"
    return Layout(replicas, layout.shards, layout.factor, layout.peers)


def holders(replicas: dict[tuple[int, str], str], shard: int) -> set[str]:
    return {peer for (number, peer), state in replicas.items() if number == shard and state == ACTIVE}


def take(step: Step, replicas: dict[tuple[int, str], str]) -> None:
    if step.action == "drop":
        del replicas[step.shard, step.source]
        return
    assert replicas[step.shard, step.source] == ACTIVE, "only what is active can be copied"
    assert (step.shard, step.target) not in replicas, "one peer would have a shard twice"
    replicas[step.shard, step.target] = ACTIVE
    if step.action == "move":
        del replicas[step.shard, step.source]


@settings(max_examples=400, deadline=None)
@given(layouts())
def test_every_plan(layout: Layout) -> None:
    assert refusals(layout) == []
    end = walk(layout)
    assert {peer for _, peer in end.replicas} <= layout.peers, "a peer that goes still has shards"
    assert all(len(held) >= layout.factor for held in end.holders().values()), "a shard has too few copies"
    loads = [sum(holder == peer for _, holder in end.replicas) for peer in layout.peers]
    assert max(loads) - min(loads) <= 1, "the peers are not alike"
    assert plan(end) == [], "it never ends"


@settings(max_examples=200, deadline=None)
@given(layouts())
def test_no_more_is_moved_than_the_peers_hold(layout: Layout) -> None:
    """Each copy is touched twice at most: once because its peer goes, once because others have fewer."""
    moves = [step for step in plan(layout) if step.action == "move"]
    assert len(moves) <= 2 * len(layout.replicas)


def test_nothing_to_do() -> None:
    replicas = {(0, "a"): ACTIVE, (1, "b"): ACTIVE}
    assert plan(Layout(replicas, 2, 1, frozenset("ab"))) == []


def test_a_new_peer_gets_its_share() -> None:
    replicas = {(shard, peer): ACTIVE for shard in range(3) for peer in "ab"}
    assert plan(Layout(replicas, 3, 2, frozenset("abc"))) == [Step("move", 0, "a", "c"), Step("move", 1, "b", "c")]


def test_a_dead_copy_on_a_peer_that_goes_is_dropped_after_there_is_another() -> None:
    replicas = {(0, "a"): ACTIVE, (0, "b"): "Dead"}
    layout = Layout(replicas, 1, 2, frozenset("ac"))
    assert plan(layout) == [Step("replicate", 0, "a", "c"), Step("drop", 0, "b")]


def test_refusals() -> None:
    replicas = {(0, "a"): ACTIVE, (0, "b"): ACTIVE, (1, "a"): "Dead"}
    assert refusals(Layout(replicas, 3, 2, frozenset("a"))) == [
        "replication_factor is 2 and 1 peers would stay: keep as many peers, or lower the factor first",
        "shard 1, 2 has no active replica, and moving others would not bring it back: "
        "bring its peer back, or restore a snapshot",
    ]
