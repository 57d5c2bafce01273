"""What a Job is asked to do, as the files that are mounted into its pod, and what it answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors, PlatformError, problems_of
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.task import converged
from ansible_collections.pinksea.platform.plugins.module_utils.rls.task import audited

FORMAT = 1
"""Of request and answer. The image may be older or newer than the collection that asks."""
REQUEST = "request.json"
AUTHORITIES = "ca.pem"
LARGEST = 1024 * 1024
"""Bytes of all values of a ConfigMap."""
LONGEST_LINE = 300

ADDRESS = ("host", "port", "database", "user", "secret", "iam", "sslmode", "sslrootcert", "schemas")


@dataclass(frozen=True)
class Task:
    carry_out: Callable[..., dict[str, Any]]
    options: tuple[str, ...]
    """Those of the module that go into the request: no password, and no credentials of AWS."""


TASKS = {
    "aurora_schema": Task(converged, (*ADDRESS, "lock_timeout", "state")),
    "rls_audit": Task(
        audited,
        (
            *ADDRESS,
            "attack",
            "pgbouncer_host",
            "pgbouncer_port",
            "probes",
            "tasks",
            "shared_tables",
            "user_setting",
            "task_setting",
        ),
    ),
}


def files(task: str, params: Mapping[str, Any], read: Callable[[str], Mapping[str, str]]) -> dict[str, str]:
    """The mounted files by path. C(read): the text of each file that a path of the control host stands for."""
    if params["password"]:
        raise PlatformError(
            f"database {params['database']}: a password would stand in the cluster for all to read: put it into "
            "Secrets Manager and give secret, or use iam, to run in a Job."
        )
    given = {key: params[key] for key in TASKS[task].options}
    found: dict[str, str] = {}
    if given["sslrootcert"]:
        (found[AUTHORITIES],) = read(given["sslrootcert"]).values()
        given["sslrootcert"] = AUTHORITIES
    places = {path: f"migrations/{index}" for index, path in enumerate(_directories(given["schemas"]))}
    for path, place in places.items():
        found |= {f"{place}/{name}": text for name, text in read(path).items()}
    given["schemas"] = [{**each, "migrations": places.get(each["migrations"])} for each in given["schemas"]]
    found[REQUEST] = json.dumps({"format": FORMAT, "task": task, "params": given}, sort_keys=True)
    refuse_large(params["database"], found)
    return found


def _directories(schemas: Iterable[Mapping[str, Any]]) -> list[str]:
    """In their order, each once."""
    return list(dict.fromkeys(each["migrations"] for each in schemas if each["migrations"]))


def refuse_large(database: str, found: Mapping[str, str]) -> None:
    size = sum(len(text.encode()) for text in found.values())
    if size > LARGEST:
        raise PlatformError(
            f"database {database}: its migrations and what else the Job is told are {size} bytes, and a ConfigMap "
            f"holds {LARGEST}: run on the control host, or put what fills tables into another file than migrations."
        )


def params_of(text: str, task: str, folder: Path) -> dict[str, Any]:
    """The options in a request, with paths as they are where it is mounted."""
    request = json.loads(text)
    if request.get("format") != FORMAT or request.get("task") != task:
        raise PlatformError(
            f"the request is of format {request.get('format')} for {request.get('task')}, and this image knows format "
            f"{FORMAT} and was started for {task}: use the image of the collection's own version."
        )
    params: dict[str, Any] = request["params"]
    schemas = [
        {**each, "migrations": str(folder / each["migrations"]) if each["migrations"] else None}
        for each in params["schemas"]
    ]
    authorities = str(folder / params["sslrootcert"]) if params["sslrootcert"] else None
    return {**params, "schemas": schemas, "sslrootcert": authorities, "password": None}


def answer(result: Mapping[str, Any]) -> str:
    return json.dumps({"format": FORMAT, "result": result})


def refusal(error: Exception) -> str:
    return json.dumps({"format": FORMAT, "problems": problems_of(error)})


def result_of(job: str, log: str, ended: str) -> dict[str, Any]:
    """The result in a log, whose last line it is. C(ended): how the container did, for one that says nothing."""
    last = next(iter(reversed(log.strip().splitlines())), "")
    try:
        said = json.loads(last)
    except ValueError:
        said = None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise PlatformError(
            f"job {job} ended ({ended}) without a result, its last line is {last[:LONGEST_LINE]!r}: "
            "look at its log, and use the image of the collection's own version."
        )
    if "problems" in said:
        raise ManyErrors(said["problems"])
    result: dict[str, Any] = said["result"]
    return result
