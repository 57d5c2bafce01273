import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm.locked import locked

LOCK = {
    "keda": {"version": "2.20.2", "repository": "https://charts.example"},
    "karpenter": {"version": "1.14.1", "repository": "oci://registry.example/karpenter"},
}


def one(release, source=""):
    return locked([release], LOCK, source)[0]


def test_a_chart_comes_from_its_repository():
    assert one({"name": "keda"}) == {
        **{"name": "keda", "chart": "keda", "version": "2.20.2", "repository": "https://charts.example", "after": []},
    }


def test_a_chart_of_a_registry_is_a_reference():
    found = one({"name": "karpenter"})
    assert (found["chart"], found["version"]) == ("oci://registry.example/karpenter/karpenter", "1.14.1")
    assert "repository" not in found


def test_a_directory_holds_all_charts():
    assert one({"name": "keda"}, "/charts")["chart"] == "/charts/keda-2.20.2.tgz"


def test_a_registry_holds_all_charts():
    assert one({"name": "keda"}, "oci://mirror.example/charts")["chart"] == "oci://mirror.example/charts/keda"


def test_a_release_may_have_another_name_than_its_chart():
    assert one({"name": "scaler", "chart": "keda"})["version"] == "2.20.2"


def test_a_chart_of_our_own_is_left_alone():
    assert one({"name": "nodes", "chart": "/roles/../charts/nodes"}, "/charts") == {
        **{"name": "nodes", "chart": "/roles/../charts/nodes", "after": []},
    }


def test_what_is_not_installed_is_not_waited_for():
    assert one({"name": "karpenter", "after": ["keda"]})["after"] == []


def test_what_is_installed_is_waited_for():
    assert locked([{"name": "keda"}, {"name": "karpenter", "after": ["keda"]}], LOCK)[1]["after"] == ["keda"]


def test_a_name_that_nobody_knows_stays_to_be_refused():
    assert one({"name": "karpenter", "after": ["kedda"]})["after"] == ["kedda"]


def test_a_chart_that_is_not_locked_is_refused():
    with pytest.raises(PlatformError, match=r"^release kedda: chart 'kedda' is not in charts.lock.yml: add it there.$"):
        one({"name": "kedda"})
