"""How many nodes pods need: never fewer than can be, and never fewer for more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ansible_collections.pinksea.platform.plugins.module_utils.capacity.amounts import Amount
from ansible_collections.pinksea.platform.plugins.module_utils.capacity.packing import Batch, nodes_needed
from hypothesis import given, settings
from hypothesis import strategies as st

ROOM = Amount(cpu=3600, memory=13000, gpu=1, pods=50)
SIZES = st.builds(
    Amount, cpu=st.integers(0, 4000), memory=st.integers(0, 14000), gpu=st.integers(0, 1), pods=st.just(1)
)
BATCHES = st.lists(st.tuples(st.integers(0, 30), SIZES), max_size=5)
MORE = st.builds(Amount, cpu=st.integers(0, 1500), memory=st.integers(0, 5000))
ENDLESS = 10**9


def nodes(batches: list[Batch], room: Amount = ROOM) -> int:
    needed = nodes_needed(batches, room)
    return ENDLESS if needed is None else needed


def laid_out(batches: list[Batch], count: int, places: int = ENDLESS) -> bool:
    """Whether first-fit in this order finds a place for each, with so many of the first batch on a node at most."""
    free = [ROOM] * count
    for index, (number, each) in enumerate(batches):
        taken = [0] * count
        for _ in range(number):
            fitting = (node for node, left in enumerate(free) if left.times(each) and (index or taken[node] < places))
            if (node := next(fitting, None)) is None:
                return False
            free[node] -= each
            taken[node] += 1
    return True


def orders(batches: list[Batch]) -> Iterator[tuple[list[Batch], int]]:
    """All by size; and one first, on places that each node keeps for it."""
    yield sorted(batches, key=lambda batch: ROOM.times(batch[1])), ENDLESS
    for index, (_, each) in enumerate(batches):
        others = [*batches[:index], *batches[index + 1 :]]
        for places in range(1, ROOM.times(each) + 1):
            left = ROOM - each * places
            yield [batches[index], *sorted(others, key=lambda batch: left.times(batch[1]))], places


def test_equal_pods_fill_nodes() -> None:
    """Two of 1.5 CPU a node of 3.6."""
    assert nodes([(20, Amount(1500, 4096, 0, 1))]) == 10
    assert nodes([(21, Amount(1500, 4096, 0, 1))]) == 11
    assert nodes([(1, Amount(3601, 1, 0, 1))]) == ENDLESS


def test_equal_pods_of_two_services_are_no_different() -> None:
    one = Amount(3000, 12000, 1, 1)
    assert nodes([(15, one), (3, one)]) == 18


def test_small_pods_run_beside_large_ones() -> None:
    """Each node keeps a place for one of 2 CPU, and 1.6 CPU for 16 of the small."""
    assert nodes([(10, Amount(2000, 4096, 0, 1)), (160, Amount(100, 256, 0, 1))]) == 10


def test_room_that_is_left_over_everywhere() -> None:
    """Together 59 of 60, but no way to lay 15, 2 x 10 and 4 x 6 out on two nodes of 30."""
    room = Amount(cpu=30, pods=99)
    assert nodes([(1, Amount(15, pods=1)), (2, Amount(10, pods=1)), (4, Amount(6, pods=1))], room) == 3


def test_nothing_needs_no_node() -> None:
    assert nodes([]) == 0
    assert nodes([(0, Amount(99999, 0, 0, 1))]) == 0


@settings(deadline=None)
@given(BATCHES)
def test_never_fewer_than_there_is_room_in(batches: list[Batch]) -> None:
    total = sum((each * count for count, each in batches), Amount())
    count = nodes(batches)
    if count != ENDLESS:
        whole = ROOM * count
        assert (total.cpu <= whole.cpu) & (total.memory <= whole.memory) & (total.gpu <= whole.gpu)
        assert total.pods <= whole.pods


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 8), SIZES), max_size=4))
def test_there_is_a_way_to_lay_them_out(batches: list[Batch]) -> None:
    count = nodes(batches)
    assert count == ENDLESS or any(laid_out(order, count, places) for order, places in orders(batches))


@settings(deadline=None)
@given(BATCHES, st.data())
def test_asking_for_more_never_needs_fewer(batches: list[Batch], data: st.DataObject) -> None:
    raised = [(count, each + data.draw(MORE)) for count, each in batches]
    assert nodes(raised) >= nodes(batches)


@settings(deadline=None)
@given(BATCHES, st.data())
def test_more_pods_never_need_fewer(batches: list[Batch], data: st.DataObject) -> None:
    more = [(count + data.draw(st.integers(0, 9)), each) for count, each in batches]
    assert nodes(more) >= nodes(batches)


@settings(deadline=None)
@given(BATCHES, SIZES)
def test_another_batch_never_needs_fewer(batches: list[Batch], size: Amount) -> None:
    assert nodes([*batches, (3, size)]) >= nodes(batches)


@settings(deadline=None)
@given(BATCHES, MORE)
def test_larger_nodes_are_never_more(batches: list[Batch], more: Amount) -> None:
    assert nodes(batches, ROOM + more) <= nodes(batches)


@settings(deadline=None)
@given(BATCHES, st.integers(0, 40))
def test_enough_is_enough(batches: list[Batch], have: int) -> None:
    """A search that ends early says the same about whether they fit."""
    early = nodes_needed(batches, replace(ROOM), have)
    assert (early is not None and early <= have) is (nodes(batches) <= have)
