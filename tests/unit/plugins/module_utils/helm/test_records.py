from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import Chart, Installed
from ansible_collections.pinksea.platform.plugins.module_utils.helm.records import newest

from tests.unit.plugins.module_utils.helm.records_of import secret


def test_a_record_has_chart_values_and_status():
    assert newest([secret("web", 4)]) == {"prod/web": Installed(Chart("web", "1.0.0", "abc"), 4, "deployed", {"a": 1})}


def test_the_newest_revision_counts_whatever_its_status():
    found = newest([secret("web", 9), secret("web", 10, "pending-upgrade"), secret("web", 8, "failed")])
    assert (found["prod/web"].revision, found["prod/web"].status) == (10, "pending-upgrade")


def test_the_same_name_in_two_namespaces_is_two_releases():
    assert set(newest([secret("web", 1), secret("web", 1, namespace="dev")])) == {"prod/web", "dev/web"}
