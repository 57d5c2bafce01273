import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.efs.file_systems import lifecycle_of, with_lifecycle

ARCHIVE = {"TransitionToArchive": "AFTER_90_DAYS"}


@pytest.mark.parametrize("days", [0, 1, 30])
def test_the_other_policies_stay(days: int) -> None:
    policies = with_lifecycle([{"TransitionToIA": "AFTER_7_DAYS"}, ARCHIVE], days)
    assert lifecycle_of(policies) == days
    assert ARCHIVE in policies


def test_one_day_is_no_plural() -> None:
    assert with_lifecycle([], 1) == [{"TransitionToIA": "AFTER_1_DAY"}]
