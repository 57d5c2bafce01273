"""A module's work on a database, done here or by a Job in the cluster."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.database_job.cluster import (
    PATIENCE,
    Cluster,
    Manifest,
    NoNamespace,
)
from ansible_collections.pinksea.platform.plugins.module_utils.database_job.pods import how
from ansible_collections.pinksea.platform.plugins.module_utils.database_job.request import TASKS, files, result_of
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm.argv import reason
from ansible_collections.pinksea.platform.plugins.module_utils.helm.process import runner
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.history import directory
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.model import schemas
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import is_planned, planned_id

CHART = "database-job"
JOB: dict[str, Any] = {
    "type": "dict",
    "options": {
        "chart": {"type": "path", "required": True},
        "namespace": {"type": "str", "required": True},
        "create_namespace": {"type": "bool", "default": False},
        "values": {"type": "dict", "default": {}},
        "kubeconfig": {"type": "path"},
        "helm_binary": {"type": "path", "default": "helm"},
        "cluster_exists": {"type": "bool", "default": True},
        "timeout": {"type": "int", "default": 900},
    },
}


def result(task: str, module: Any, client: Any) -> dict[str, Any]:
    """What the task returns, from here or from a Job, which is asked for the same."""
    params, planning = module.params, module.check_mode
    job = params["job"]
    if job is None or (planning and is_planned(params["host"])):
        return TASKS[task].carry_out(params, client, check_mode=planning)
    missing = "its cluster is not there"
    if job["cluster_exists"]:
        try:
            return in_cluster(task, params, planning=planning)
        except NoNamespace:
            if not planning:
                raise
            missing = f"its namespace {job['namespace']} is not there"
    database = params["database"]
    if not planning:
        raise PlatformError(
            f"database {database} is reached by a Job, and {missing}: make that first, or run on a host that reaches "
            "the database."
        )
    module.warn(f"database {database} is planned as if it were empty: it is read by a Job, and {missing} yet.")
    return TASKS[task].carry_out({**params, "host": planned_id("database", database)}, client, check_mode=True)


def in_cluster(task: str, params: Mapping[str, Any], *, planning: bool) -> dict[str, Any]:
    job = params["job"]
    for each in schemas(params["schemas"]):
        directory(each)  # what is wrong with a file is said before anything is started
    found = files(task, params, texts)
    name = f"{task.replace('_', '-')}-{uuid4().hex[:8]}"
    manifests = rendered(job, name, {"job": job_values(task, name, job, found, planning), "port": params["port"]})
    cluster = Cluster(job["kubeconfig"], job["namespace"])
    if job["create_namespace"] and not planning:
        cluster.make_namespace()
    cluster.start(manifests)
    pod = cluster.attend(name, job["timeout"])
    return result_of(f"{job['namespace']}/{name}", cluster.log(pod), how(pod))


def job_values(
    task: str, name: str, job: Mapping[str, Any], found: Mapping[str, str], planning: bool
) -> dict[str, Any]:
    """Nobody waits for it any more when its own time is over."""
    timeout = job["timeout"] + PATIENCE
    return {"name": name, "task": task, "check": planning, "timeout": timeout, "files": dict(found)}


def texts(path: str) -> dict[str, str]:
    """The text of a file, or of each migration in a directory, by name; as it is, since it is recorded by checksum."""
    place = Path(path)
    try:
        found = sorted(place.glob("*.sql")) if place.is_dir() else [place]
        return {file.name: file.read_bytes().decode() for file in found}
    except (OSError, UnicodeDecodeError) as error:
        raise PlatformError(f"{path} cannot be read as text ({error}): correct the path or the file.") from None


def rendered(job: Mapping[str, Any], name: str, own: Mapping[str, Any]) -> list[Manifest]:
    """The manifests of the chart, of which the file of the values comes from the standard input."""
    argv = [job["helm_binary"], "template", CHART, job["chart"], "--namespace", job["namespace"], "--values", "-"]
    code, stdout, stderr = runner(job["kubeconfig"], exclusive=False)(argv, json.dumps({**job["values"], **own}))
    if code:
        raise PlatformError(f"job {job['namespace']}/{name}: helm template failed: {reason(stderr)}")
    return [each for each in yaml.safe_load_all(stdout) if each]
