from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import Outcome
from ansible_collections.pinksea.platform.plugins.module_utils.helm.verdict import verdict

FAILED = Outcome("failed", 3.0, "release keda/keda: helm upgrade failed: no room")


def test_it_counts_and_gives_each_reason():
    outcomes = {
        "prod/api": Outcome("not started", error="waits for keda/keda"),
        "keda/keda": FAILED,
        "kube-system/karpenter": Outcome("create", 2.0),
    }
    assert verdict(outcomes).splitlines() == [
        "1 of 3 releases failed, 1 were not started, the others are done:",
        "  keda/keda  failed       helm upgrade failed: no room",
        "  prod/api   not started  waits for keda/keda",
    ]


def test_a_single_release_needs_no_table():
    assert verdict({"keda/keda": FAILED}) == FAILED.error


def test_where_all_went_well_there_is_nothing_to_say():
    assert verdict({"keda/keda": Outcome("create"), "prod/api": Outcome("unchanged")}) == ""
