from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.rls.catalogue import Catalogue, judge, judge_tasks

TABLE = {"name": "images", "enabled": True, "forced": True, "owner": "dev_owner", "login": False}
POLICY = {"table": "images", "name": "own", "cmd": "ALL", "reads": "(a)", "writes": "(a)", "roles": "public"}
ROLE = {"name": "dev_web", "attributes": "", "groups": ["rds_iam"]}
SOUND = Catalogue(
    tables=[TABLE, {**TABLE, "name": "models", "enabled": False, "forced": False}],
    policies=[POLICY, {**POLICY, "name": "add", "cmd": "INSERT", "reads": ""}],
    views=[{"name": "public_images", "invoker": True}],
    functions=[{"name": "app_user", "definer": False, "fixed": True}],
    roles=[ROLE, {**ROLE, "name": "dev_migrator", "groups": ["dev_owner"]}],
    strangers=[],
    making=[{"role": "dev_migrator", "schema": "dev"}],
)


def leaks(found: Catalogue) -> set[str]:
    return {check.attack for check in judge("dev", found, {"models"}, {"dev_migrator": "dev_owner"}) if check.leak}


def test_a_sound_catalogue_has_no_leak() -> None:
    assert leaks(SOUND) == set()


@pytest.mark.parametrize(
    ("attack", "broken"),
    [
        ("row security", {"tables": [{**TABLE, "enabled": False}]}),
        ("row security for the owner", {"tables": [{**TABLE, "forced": False}]}),
        ("owner that cannot log in", {"tables": [{**TABLE, "login": True}]}),
        ("policy with a condition", {"policies": [{**POLICY, "reads": "true"}]}),
        ("policy that checks writes", {"policies": [{**POLICY, "writes": ""}]}),
        ("policy that checks writes", {"policies": [{**POLICY, "cmd": "UPDATE", "writes": "true"}]}),
        ("view of its caller", {"views": [{"name": "v", "invoker": False}]}),
        ("fixed search_path", {"functions": [{"name": "f", "definer": True, "fixed": False}]}),
        ("attributes", {"roles": [{**ROLE, "attributes": "bypassrls"}]}),
        ("membership", {"roles": [{**ROLE, "groups": ["dev_owner"]}]}),
        ("grant to a stranger", {"strangers": [{"object": "images", "role": None, "word": "select"}]}),
        ("making objects", {"making": [{"role": "dev_web", "schema": "public"}]}),
    ],
)
def test_each_hole_is_seen(attack: str, broken: dict[str, Any]) -> None:
    assert leaks(replace(SOUND, **broken)) == {attack}


def test_a_policy_of_a_task_is_for_its_role() -> None:
    policy = {**POLICY, "reads": "(app_task() = 'webhook'::text)", "roles": "dev_payment"}
    found = replace(SOUND, policies=[POLICY, policy, {**policy, "roles": "public"}])
    assert [check.seen for check in judge_tasks("dev", found, {"webhook": "dev_payment"})] == [
        "for dev_payment",
        "for public",
    ]
