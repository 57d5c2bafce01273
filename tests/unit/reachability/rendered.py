"""The charts of a platform as a run would install them, with the facts that only a run has made up."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.charts.releases import merged, service_releases

from tests.unit.charts.binary import MISSING, helm_binary
from tests.unit.policies.inventory import variables

CHARTS = Path(__file__).parents[3] / "charts"
Object = dict[str, Any]

NAMES = "security_groups_groups | map(attribute='name')"
FACTS: dict[str, Any] = {
    "aurora_facts": {"endpoint": "aurora.example.com"},
    "eks_cluster_facts": {"security_group_id": "cluster"},
    "redis_facts": {"groups": "{{ dict(redis_groups | map(attribute='name') | product([{'endpoint': 'redis'}])) }}"},
    "security_groups_facts": {"ids": f"{{{{ dict({NAMES} | zip({NAMES})) }}}}"},
    "vpc_facts": {"subnets": "{{ vpc_subnets }}"},
}
"""Subnets and security groups stand for themselves, so that what is rendered names them."""

# What add-ons of the cluster bring, for the services that wait for them.
LATER = {"stores": {"efs-models": {"claim": "models"}}}

OF_ROLE = {
    "qdrant-access": {},
    "qdrant-collections": {"url": "https://qdrant:6333", "collections": [{"name": "documents"}]},
    "qdrant-snapshots": {"nodes": ["https://qdrant-0:6333"], "collections": ["documents"], "bucket": "snapshots"},
}
JOB = {"name": "database-job", "task": "aurora_schema", "check": True, "timeout": 60, "files": {"request.json": "{}"}}


def inventory(environment: str, host: str, **more: Any) -> dict[str, Any]:
    return variables(environment, **FACTS, **more)[host]


def releases(given: dict[str, Any]) -> Iterator[Object]:
    yield {
        "name": "platform-base",
        "namespace": "kube-system",
        "chart": CHARTS / "platform-base",
        "values": {"namespaces": given["platform_base_namespaces"]},
    }
    for role in ("pgbouncer", "redis_sentinel"):
        chart = role.replace("_", "-")
        environments = given.get(f"{role}_environments", {})
        yield from service_releases({chart: {}}, environments, given.get(f"{role}_values", {}), [], str(CHARTS))
    if given.get("aurora_schema_schemas"):
        job = given["aurora_schema_job"]
        values = merged(job["values"], {"job": JOB})
        yield {"name": "job", "namespace": job["namespace"], "chart": CHARTS / "database-job", "values": values}
    for chart in OF_ROLE if "qdrant_access_values" in given else ():
        values = given[f"{chart.replace('-', '_')}_values"]
        yield {"name": chart, "namespace": "qdrant", "chart": CHARTS / chart, "values": merged(values, OF_ROLE[chart])}
    values = merged(given["services_values"], LATER)
    yield from service_releases(given["services_catalogue"], given["services_environments"], values, [], str(CHARTS))


@cache
def objects(environment: str, host: str) -> tuple[Object, ...]:
    """Of all releases, those of services that the inventory still leaves out too."""
    return tuple(each for release in releases(inventory(environment, host)) for each in template(release))


def template(release: Object) -> list[Object]:
    binary = helm_binary()
    assert binary, MISSING
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        yaml.safe_dump(release["values"], file)
        file.flush()
        chart, namespace = str(release["chart"]), str(release["namespace"])
        command = [binary, "template", release["name"], chart, "--namespace", namespace, "--values", file.name]
        done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [each for each in yaml.safe_load_all(done.stdout) if each]
