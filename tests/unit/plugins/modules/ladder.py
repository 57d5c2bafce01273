"""The walk every AWS module has to survive: create, modify, delete; each planned, done, planned again, done again."""

import io
import json
from contextlib import redirect_stdout
from types import ModuleType
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args

Arguments = dict[str, Any]

EC2_LISTS = (
    "describe_vpcs",
    "describe_subnets",
    "describe_addresses",
    "describe_nat_gateways",
    "describe_route_tables",
    "describe_security_groups",
    "describe_network_acls",
    "describe_launch_templates",
)
EKS_LISTS = (
    ("list_nodegroups", "nodegroups", "describe_nodegroup", "nodegroupName"),
    ("list_addons", "addons", "describe_addon", "addonName"),
    ("list_access_entries", "accessEntries", "describe_access_entry", "principalArn"),
    ("list_access_entries", "accessEntries", "list_associated_access_policies", "principalArn"),
    ("list_pod_identity_associations", "associations", "describe_pod_identity_association", "associationId"),
)


def run(module: ModuleType, arguments: Arguments, client: Any, *, check: bool = False) -> Arguments:
    """The result of one run of a module in this process, against the server of C(client)."""
    connection = {
        "endpoint_url": client.meta.endpoint_url,
        "region": client.meta.region_name,
        "access_key": "testing",
        "secret_key": "testing",
    }
    output = io.StringIO()
    settings = {"_ansible_check_mode": check, "_ansible_diff": True}
    with patch_module_args({**connection, **arguments, **settings}), redirect_stdout(output), pytest.raises(SystemExit):
        module.main()
    return json.loads(output.getvalue())


def done(module: ModuleType, arguments: Arguments, client: Any, *, check: bool = False) -> Arguments:
    result = run(module, arguments, client, check=check)
    assert not result.get("failed"), result["msg"]
    return result


def refused(module: ModuleType, arguments: Arguments, client: Any) -> str:
    """The message of a run that has to fail."""
    result = run(module, arguments, client)
    assert result.get("failed"), result
    return str(result["msg"])


def fingerprint(client: Any) -> str:
    """All that the service lists of the kinds our modules manage, comparable."""
    listing = {"ec2": ec2_listing, "eks": eks_listing, "iam": iam_listing, "kms": kms_listing}[
        client.meta.service_model.service_name
    ]
    return json.dumps(steady(listing(client)), sort_keys=True, default=str, indent=1)


def answer(response: Arguments) -> Arguments:
    return {key: value for key, value in response.items() if key != "ResponseMetadata"}


def steady(value: Any) -> Any:
    """Without the order of lists, and without the ids that EC2 makes anew when a subnet comes back to where it was."""
    if isinstance(value, list):
        return sorted(map(steady, value), key=lambda item: json.dumps(item, sort_keys=True, default=str))
    if isinstance(value, dict):
        return {key: steady(item) for key, item in value.items() if not key.endswith("AssociationId")}
    return value


def ec2_listing(client: Any) -> Arguments:
    """Deleted gateways stay visible for an hour and count as gone."""
    listed = {method: answer(getattr(client, method)()) for method in EC2_LISTS}
    gateways = listed["describe_nat_gateways"]
    gateways["NatGateways"] = [row for row in gateways["NatGateways"] if row["State"] != "deleted"]
    return listed


def eks_listing(client: Any) -> Arguments:
    listed: Arguments = {}
    for cluster in client.list_clusters()["clusters"]:
        listed[cluster] = answer(client.describe_cluster(name=cluster))
        for method, rows, describe, key in EKS_LISTS:
            for row in getattr(client, method)(clusterName=cluster)[rows]:
                target = {"clusterName": cluster, key: row[key] if isinstance(row, dict) else row}
                listed[f"{describe} {target}"] = answer(getattr(client, describe)(**target))
    return listed


def iam_listing(client: Any) -> Arguments:
    details = client.get_account_authorization_details(Filter=["Role"])
    return {"roles": details["RoleDetailList"]}


def kms_listing(client: Any) -> Arguments:
    """Keys with an alias of ours; those that are going stay visible for their window and count as gone."""
    listed: Arguments = {}
    for alias in client.list_aliases()["Aliases"]:
        if not alias["AliasName"].startswith("alias/aws/"):
            key = alias["TargetKeyId"]
            listed[alias["AliasName"]] = [
                client.describe_key(KeyId=key)["KeyMetadata"],
                answer(client.get_key_policy(KeyId=key, PolicyName="default")),
                answer(client.get_key_rotation_status(KeyId=key)),
                answer(client.list_resource_tags(KeyId=key)),
            ]
    return listed


def climb(module: ModuleType, arguments: Arguments, key: str, client: Any, before: str) -> tuple[Arguments, str]:
    """One change: the plan announces it and makes nothing, the run makes it, a second time there is nothing to do."""
    planned = done(module, arguments, client, check=True)
    assert fingerprint(client) == before, "check mode changed something"
    assert planned["changed"]
    assert planned["changes"]

    made = done(module, arguments, client)
    assert made["changes"] == planned["changes"]
    assert made["diff"] == planned["diff"]
    assert made["changed"]
    assert made[key].keys() == planned[key].keys()

    after = fingerprint(client)
    for check in (True, False):
        again = done(module, arguments, client, check=check)
        assert again["changes"] == []
        assert again["diff"] == []
        assert not again["changed"]
        assert again[key] == made[key]
    assert fingerprint(client) == after, "a second run changed something"
    return made, after


def ladder(module: ModuleType, *, create: Arguments, modify: Arguments, key: str, client: Any) -> list[Arguments]:
    """The results of creating, modifying and deleting; C(key) is where the module returns its objects."""
    start = now = fingerprint(client)
    results = []
    for arguments in (create, modify, {**modify, "state": "absent"}):
        result, now = climb(module, arguments, key, client, now)
        results.append(result)
    assert results[-1][key] == {}
    assert now == start, "deleting left something behind"
    return results
