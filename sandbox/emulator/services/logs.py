"""CloudWatch Logs."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from moto.logs.exceptions import ResourceNotFoundException
from moto.logs.models import LogGroup, LogsBackend
from moto.logs.responses import LogsResponse

from sandbox.emulator.calls import add_calls, remembered
from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named, by_name

KINDS: dict[str, Callable[[Any], Named]] = {
    "log_group": lambda b: by_name(b.groups.values()),
    "query_definition": lambda b: [(row["name"], key) for key, row in queries(b).items()],
}


def queries(backend: Any) -> dict[str, Any]:
    return remembered(backend, "query_definitions")


def create_log_group(original: Original, response: Any) -> Any:
    """The class is a part of a group."""
    made = original(response)
    group = response.logs_backend.groups[response._get_param("logGroupName")]
    group.log_class = response._get_param("logGroupClass") or "STANDARD"
    return made


def to_describe_dict(original: Original, group: Any) -> Any:
    return original(group) | {"logGroupClass": getattr(group, "log_class", "STANDARD")}


def delete_log_group(original: Original, backend: Any, log_group_name: str) -> None:
    """A group of the same name does not inherit the tags."""
    group = backend.groups.get(log_group_name)
    original(backend, log_group_name)
    backend.tagger.delete_all_tags_for_resource(group.arn)


def set_key(response: Any, key: str | None) -> str:
    name = response._get_param("logGroupName")
    if name not in response.logs_backend.groups:
        raise ResourceNotFoundException()
    response.logs_backend.groups[name].kms_key_id = key
    return ""


def associate_kms_key(response: Any) -> str:
    return set_key(response, response._get_param("kmsKeyId"))


def disassociate_kms_key(response: Any) -> str:
    return set_key(response, None)


def put_query_definition(response: Any) -> str:
    kept, key = queries(response.logs_backend), response._get_param("queryDefinitionId") or str(uuid4())
    if response._get_param("queryDefinitionId") and key not in kept:
        raise ResourceNotFoundException("Query definition not found.")
    given = {name: response._get_param(name) for name in ("name", "queryString", "logGroupNames")}
    kept[key] = {name: value for name, value in given.items() if value} | {"queryDefinitionId": key}
    return json.dumps({"queryDefinitionId": key})


def describe_query_definitions(response: Any) -> str:
    prefix = response._get_param("queryDefinitionNamePrefix") or ""
    rows = [row for row in queries(response.logs_backend).values() if row["name"].startswith(prefix)]
    return json.dumps({"queryDefinitions": sorted(rows, key=lambda row: str(row["name"]))})


def delete_query_definition(response: Any) -> str:
    if not queries(response.logs_backend).pop(response._get_param("queryDefinitionId"), None):
        raise ResourceNotFoundException("Query definition not found.")
    return json.dumps({"success": True})


CALLS = (
    associate_kms_key,
    disassociate_kms_key,
    put_query_definition,
    describe_query_definitions,
    delete_query_definition,
)


def install(hold: Hold) -> None:
    mend([(LogsResponse, create_log_group), (LogGroup, to_describe_dict), (LogsBackend, delete_log_group)])
    add_calls(LogsResponse, CALLS)
