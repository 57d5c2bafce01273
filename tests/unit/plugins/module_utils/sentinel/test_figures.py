"""The arithmetic of failovers."""

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.sentinel.figures import Ack, Round, judge, percentile
from hypothesis import given
from hypothesis import strategies as st

ACKS = [Ack(1, 10.0, "old"), Ack(2, 10.5, "old"), Ack(4, 17.25, "new"), Ack(5, 17.5, "new")]


def test_a_round_without_a_loss() -> None:
    assert judge(ACKS, "old", {0, 1, 2, 3, 4, 5}) == Round("old", "new", 6.75, acknowledged=4, lost=0)


def test_acknowledged_writes_that_are_not_there_are_lost() -> None:
    assert judge(ACKS, "old", {0, 1, 4, 5}).lost == 1


def test_a_round_that_came_to_no_other_server() -> None:
    with pytest.raises(ValueError, match="no server but old took a write"):
        judge(ACKS[:2], "old", {1, 2})


@given(st.lists(st.floats(min_value=0, max_value=1e6), min_size=1), st.floats(min_value=1, max_value=100))
def test_a_percentile_is_a_value_that_enough_do_not_exceed(values: list[float], percent: float) -> None:
    found = percentile(values, percent)
    assert found in values
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    below = [value for value in values if value < found]
    assert len(below) * 100 < percent * len(values)
