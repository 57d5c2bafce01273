"""Who may do what, and what pods of applications have to be, as platform-base renders it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.policies.inventory import variables

Template = Callable[..., list[dict[str, Any]]]
CHART = Path(__file__).parents[3] / "charts" / "platform-base"
ACCESS: dict[str, Any] = {
    "readers": {"group": "g:readers"},
    "developers": {"group": "g:developers", "namespaces": ["dev"]},
    "deployers": {"group": "g:deployers", "namespaces": ["dev", "prod"]},
}
POLICIES = {"blue-read-only-root", "blue-requests", "blue-fixed-image"}


def bindings(objects: list[dict[str, Any]]) -> set[tuple[str, str | None, str]]:
    return {
        (each["subjects"][0]["name"], each["metadata"].get("namespace"), each["roleRef"]["name"])
        for each in objects
        if each["kind"] in ("RoleBinding", "ClusterRoleBinding")
    }


def test_groups_are_bound_where_they_belong(template: Template) -> None:
    assert bindings(template(CHART, {"access": ACCESS})) == {
        ("g:readers", None, "view"),
        ("g:readers", None, "blue-look"),
        ("g:developers", "dev", "edit"),
        ("g:deployers", "dev", "blue-deploy"),
        ("g:deployers", "prod", "blue-deploy"),
    }
    nobody = {**ACCESS, "developers": {"group": "g:developers", "namespaces": []}}
    assert "g:developers" not in {group for group, *_ in bindings(template(CHART, {"access": nobody}))}


def test_custom_resources_belong_to_view_and_edit(template: Template) -> None:
    roles = [each for each in template(CHART, {"access": ACCESS}) if each["kind"] == "ClusterRole"]
    marked = [label for each in roles for label in each["metadata"]["labels"] if "aggregate-to" in label]
    assert sorted(marked) == [
        "rbac.authorization.k8s.io/aggregate-to-edit",
        "rbac.authorization.k8s.io/aggregate-to-view",
    ]


@pytest.mark.parametrize(("registries", "names"), [([], POLICIES), (["r.io"], POLICIES | {"blue-registries"})])
def test_every_policy_is_bound_to_application_namespaces_alone(
    template: Template, registries: list[str], names: set[str]
) -> None:
    namespaces = {"dev": {"application": True}, "prod": {"application": True}, "agents": {"podSecurity": "privileged"}}
    found = template(CHART, {"namespaces": namespaces, "registries": registries})
    policies = {each["metadata"]["name"] for each in found if each["kind"] == "ValidatingAdmissionPolicy"}
    bound = {
        each["spec"]["policyName"]: each["spec"] for each in found if each["kind"] == "ValidatingAdmissionPolicyBinding"
    }
    assert policies == bound.keys() == names
    for spec in bound.values():
        (where,) = spec["matchResources"]["namespaceSelector"]["matchExpressions"]
        assert (where["key"], where["values"]) == ("kubernetes.io/metadata.name", ["dev", "prod"])
        assert spec["validationActions"] == ["Deny"]


def test_no_policy_without_an_application_namespace(template: Template) -> None:
    assert template(CHART, {"registries": ["r.io"]}) == []


def test_a_registry_is_no_pattern(template: Template) -> None:
    with pytest.raises(ValueError, match="does not match pattern"):
        template(CHART, {"registries": ["https://r.io"]})


@pytest.mark.parametrize(("environment", "host"), [("prod", "pingvas"), ("prod", "rag"), ("staging", "rag")])
def test_the_groups_of_access_entries_are_those_that_are_bound(environment: str, host: str) -> None:
    given = variables(environment)[host]
    of_entries = {group for each in given["eks_access_entries"] for group in each.get("kubernetes_groups") or ()}
    access = given["platform_base_permissions"]
    named = {each["group"] for name, each in access.items() if each.get("namespaces", True)}
    assert of_entries == named
    assert {name for each in access.values() for name in each.get("namespaces", ())} <= given[
        "platform_base_namespaces"
    ].keys()
    assert {policy["policy"] for each in given["eks_access_entries"] for policy in each.get("policies") or ()} == {
        "AmazonEKSClusterAdminPolicy"
    }
    applications = {name for name, each in given["platform_base_namespaces"].items() if each.get("application")}
    assert applications == given["services_environments"].keys()
