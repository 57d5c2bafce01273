from __future__ import annotations

from ansible_collections.pinksea.platform.plugins.module_utils.charts.releases import service_releases

SERVICES = {"shop": {"after": ["seed", "gone"]}, "seed": {}, "gone": {}}


def test_one_for_each_service_and_environment_with_what_both_give() -> None:
    environments = {"dev": {"stores": {"redis": {"port": 1}}}, "prod": {}}
    found = service_releases(SERVICES, environments, {"stores": {"redis": {"url": "a"}}}, ["gone"], "charts")
    assert [(each["namespace"], each["name"], each["chart"]) for each in found] == [
        ("dev", "shop", "charts/shop"),
        ("dev", "seed", "charts/seed"),
        ("prod", "shop", "charts/shop"),
        ("prod", "seed", "charts/seed"),
    ]
    assert found[0]["values"] == {"stores": {"redis": {"url": "a", "port": 1}}}
    assert found[2]["values"] == {"stores": {"redis": {"url": "a"}}}


def test_order_is_kept_within_a_namespace_and_without_what_is_skipped() -> None:
    found = service_releases(SERVICES, {"dev": {}, "prod": {}}, {}, ["gone"], "charts")
    assert [each["after"] for each in found] == [["dev/seed"], [], ["prod/seed"], []]


def test_a_service_runs_where_it_is_placed() -> None:
    found = service_releases(
        SERVICES, {"dev": {}}, {}, ["gone"], "charts", placement={"shop": "apps", "qdrant": "qdrant"}
    )
    assert [each["values"] for each in found] == [{"nodeSelector": {"pinksea.dev/node-group": "apps"}}, {}]


def test_a_rollout_is_waited_for_where_its_operator_runs() -> None:
    services = {"shop": {"kind": "rollout"}, "seed": {"kind": "job"}}
    environments = {"dev": {"capabilities": {"rollouts": False}}, "prod": {}}
    found = service_releases(services, environments, {"capabilities": {"rollouts": True}}, [], "charts")
    assert [each["rollouts"] for each in found] == [[], [], ["shop"], []]
