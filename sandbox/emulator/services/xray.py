"""X-Ray."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from moto.core.exceptions import JsonRESTError
from moto.xray import urls
from moto.xray.responses import XRayResponse

from sandbox.emulator.calls import add_calls, remembered
from sandbox.emulator.hold import Hold
from sandbox.emulator.names import Named

PATHS = (
    "CreateGroup",
    "UpdateGroup",
    "Groups",
    "DeleteGroup",
    "CreateSamplingRule",
    "UpdateSamplingRule",
    "GetSamplingRules",
    "DeleteSamplingRule",
    "TagResource",
    "ListTagsForResource",
)
MAY_CHANGE = ("FilterExpression", "InsightsConfiguration")


def kept(backend: Any, what: str) -> dict[str, Any]:
    """Groups or sampling rules by name, tags by ARN."""
    return remembered(backend, what)


KINDS: dict[str, Callable[[Any], Named]] = {
    "xray_group": lambda b: [(name, group["GroupARN"]) for name, group in kept(b, "groups").items()],
    "xray_sampling_rule": lambda b: [(name, rule["RuleARN"]) for name, rule in kept(b, "rules").items()],
}


def invalid(message: str) -> JsonRESTError:
    return JsonRESTError("InvalidRequestException", message)


def arn(backend: Any, path: str) -> str:
    return f"arn:aws:xray:{backend.region_name}:{backend.account_id}:{path}"


def tag(backend: Any, resource: str, rows: list[dict[str, str]]) -> None:
    kept(backend, "tags").setdefault(resource, {}).update({row["Key"]: row["Value"] for row in rows})


def existing(response: Any, what: str, name: str) -> Any:
    found = kept(response.xray_backend, what)
    if name not in found:
        raise invalid(f"{name} does not exist.")
    return found[name]


def create_group(response: Any) -> str:
    backend, given = response.xray_backend, response.request_params
    name = given["GroupName"]
    if name in kept(backend, "groups"):
        raise invalid(f"Group {name} already exists.")
    group = {"GroupName": name, "GroupARN": arn(backend, f"group/{name}/{uuid4().hex.upper()}")}
    kept(backend, "groups")[name] = group | {key: given[key] for key in MAY_CHANGE if key in given}
    tag(backend, group["GroupARN"], given.get("Tags", []))
    return json.dumps({"Group": kept(backend, "groups")[name]})


def update_group(response: Any) -> str:
    given = response.request_params
    group = existing(response, "groups", given["GroupName"])
    group.update({key: given[key] for key in MAY_CHANGE if key in given})
    return json.dumps({"Group": group})


def groups(response: Any) -> str:
    return json.dumps({"Groups": list(kept(response.xray_backend, "groups").values())})


def delete_group(response: Any) -> str:
    name = response.request_params["GroupName"]
    group = existing(response, "groups", name)
    kept(response.xray_backend, "tags").pop(group["GroupARN"], None)
    del kept(response.xray_backend, "groups")[name]
    return "{}"


def record(rule: dict[str, Any]) -> dict[str, Any]:
    return {"SamplingRule": rule, "CreatedAt": 0, "ModifiedAt": 0}


def create_sampling_rule(response: Any) -> str:
    backend, given = response.xray_backend, response.request_params
    rule = given["SamplingRule"]
    if rule["RuleName"] in kept(backend, "rules"):
        raise invalid(f"Sampling rule {rule['RuleName']} already exists.")
    rule |= {"RuleARN": arn(backend, f"sampling-rule/{rule['RuleName']}")}
    kept(backend, "rules")[rule["RuleName"]] = {"Attributes": {}} | rule
    tag(backend, rule["RuleARN"], given.get("Tags", []))
    return json.dumps({"SamplingRuleRecord": record(rule)})


def update_sampling_rule(response: Any) -> str:
    given = response.request_params["SamplingRuleUpdate"]
    rule = existing(response, "rules", given["RuleName"])
    rule.update(given)
    return json.dumps({"SamplingRuleRecord": record(rule)})


def get_sampling_rules(response: Any) -> str:
    rules = [record(rule) for rule in kept(response.xray_backend, "rules").values()]
    return json.dumps({"SamplingRuleRecords": rules})


def delete_sampling_rule(response: Any) -> str:
    name = response.request_params["RuleName"]
    rule = existing(response, "rules", name)
    kept(response.xray_backend, "tags").pop(rule["RuleARN"], None)
    del kept(response.xray_backend, "rules")[name]
    return json.dumps({"SamplingRuleRecord": record(rule)})


def tag_resource(response: Any) -> str:
    tag(response.xray_backend, response.request_params["ResourceARN"], response.request_params["Tags"])
    return "{}"


def list_tags_for_resource(response: Any) -> str:
    tags = kept(response.xray_backend, "tags").get(response.request_params["ResourceARN"], {})
    return json.dumps({"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]})


CALLS = (
    create_group,
    update_group,
    groups,
    delete_group,
    create_sampling_rule,
    update_sampling_rule,
    get_sampling_rules,
    delete_sampling_rule,
    tag_resource,
    list_tags_for_resource,
)


def install(hold: Hold) -> None:
    add_calls(XRayResponse, CALLS)
    for path in PATHS:
        urls.url_paths[f"{{0}}/{path}$"] = XRayResponse.dispatch
