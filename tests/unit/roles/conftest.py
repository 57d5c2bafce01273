"""The releases that roles declare for a host of the shipped inventories."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.unit.policies.inventory import variables

ROLES = Path(__file__).parents[3] / "roles"
FACTS: dict[str, Any] = {
    "eks_cluster_facts": {"security_group_id": "sg-cluster"},
    "kms_facts": {"arns": "{{ dict(kms_keys | map(attribute='name') | zip(kms_keys | map(attribute='name'))) }}"},
    "security_groups_facts": {"ids": "{{ dict(security_groups_groups | map(attribute='name') | product(['sg-1'])) }}"},
    "vpc_facts": {"id": "vpc-1", "subnets": "{{ vpc_subnets }}"},
}

Values = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def values() -> Values:
    """Values of a release: a role, one of its templates, and a host of the inventory of production."""

    def rendered(
        role: str, host: str = "rag", template: str = "values", autoscaler: str = "karpenter"
    ) -> dict[str, Any]:
        given = variables("prod", autoscaler, **FACTS)[host]
        defaults = yaml.safe_load((ROLES / role / "defaults/main.yml").read_text())
        environment = Environment(  # noqa: S701 (YAML, not HTML)
            loader=FileSystemLoader(ROLES / role / "templates"), undefined=StrictUndefined, trim_blocks=True
        )
        environment.filters["to_json"] = environment.filters["tojson"]
        environment.filters["combine"] = lambda one, two: {**one, **two}
        text = environment.get_template(f"{template}.yml.j2").render({**defaults, **given})
        loaded: dict[str, Any] = yaml.safe_load(text)
        return loaded

    return rendered
