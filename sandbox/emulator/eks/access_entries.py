"""Access entries and their policies."""

from uuid import uuid4

from moto.iam.models import iam_backends

from sandbox.emulator.eks import access_policies
from sandbox.emulator.eks.backend import EksBackend, now
from sandbox.emulator.eks.errors import (
    InvalidParameterError,
    InvalidRequestError,
    ResourceInUseError,
    ResourceNotFoundError,
)
from sandbox.emulator.eks.paging import page
from sandbox.emulator.eks.records import AccessEntry, Cluster, Params, Record
from sandbox.emulator.identity import caller_arn

TYPES = ("STANDARD", "EC2_LINUX", "EC2_WINDOWS", "FARGATE_LINUX", "EC2", "HYBRID_LINUX")
RESERVED = ("system:", "eks:", "aws:", "amazon:", "iam:")


def _cluster(eks: EksBackend, params: Params) -> Cluster:
    cluster = eks.cluster(params["clusterName"])
    if cluster.record["accessConfig"]["authenticationMode"] == "CONFIG_MAP":
        raise InvalidRequestError(
            "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP]"
            " to perform this operation."
        )
    return cluster


def _find(eks: EksBackend, params: Params) -> tuple[Cluster, AccessEntry]:
    cluster = _cluster(eks, params)
    entry = cluster.access_entries.get(params["principalArn"])
    if not entry:
        raise ResourceNotFoundError(
            "The specified principalArn could not be found."
            " You can view your available access entries with 'list-access-entries'."
        )
    return cluster, entry


def _check_principal(eks: EksBackend, arn: str) -> None:
    """The principal must exist; one of another account cannot be looked up."""
    kind, _, path = arn.split(":", 5)[-1].partition("/")
    account = arn.split(":")[4] if arn.count(":") == 5 else ""
    if kind not in ("role", "user") or not path:
        raise InvalidParameterError("The specified principalArn is invalid: invalid principal.")
    if account != eks.account_id:
        return
    iam = iam_backends[account][eks.partition]
    known = {role.arn for role in iam.roles.values()} | {user.arn for user in iam.users.values()}
    # Whoever comes with credentials the emulator did not issue has an identity in STS, if not in IAM.
    if arn not in known | {caller_arn(account, "")}:
        raise InvalidParameterError("The specified principalArn is invalid: invalid principal.")


def _check_groups(groups: list[str]) -> None:
    for group in groups:
        if group.startswith(RESERVED):
            prefix = next(word for word in RESERVED if group.startswith(word))
            raise InvalidParameterError(f"The kubernetes group name {group} is invalid, it cannot start with {prefix}")


def _username(principal: str, kind: str) -> str:
    if kind != "STANDARD":
        return "system:node:{{EC2PrivateDNSName}}"
    if ":role/" not in principal:
        return principal
    account, role = principal.split(":")[4], principal.rsplit("/", 1)[1]
    return f"arn:aws:sts::{account}:assumed-role/{role}/{{{{SessionName}}}}"


def make_entry(eks: EksBackend, cluster: Cluster, params: Params, made_by_eks: bool = False) -> AccessEntry:
    principal, kind = params["principalArn"], params.get("type") or "STANDARD"
    name = cluster.record["name"]
    noun, _, path = principal.split(":", 5)[5].partition("/")
    record = {
        "clusterName": name,
        "principalArn": principal,
        "kubernetesGroups": params.get("kubernetesGroups") or (["system:nodes"] if kind == "EC2_LINUX" else []),
        "accessEntryArn": eks.arn(f"access-entry/{name}/{noun}/{principal.split(':')[4]}/{path}/{uuid4()}"),
        "createdAt": now(),
        "modifiedAt": now(),
        "tags": params.get("tags") or {},
        "username": params.get("username") or _username(principal, kind),
        "type": kind,
    }
    entry = AccessEntry(record, made_by_eks=made_by_eks)
    cluster.access_entries[principal] = entry
    return entry


def create_access_entry(eks: EksBackend, params: Params) -> Record:
    cluster = _cluster(eks, params)
    eks.active_cluster(params["clusterName"])
    _check_principal(eks, params["principalArn"])
    _check_groups(params.get("kubernetesGroups") or [])
    if (kind := params.get("type") or "STANDARD") not in TYPES:
        raise InvalidParameterError(f"The access entry type {kind} is not one of {', '.join(TYPES)}")
    if params["principalArn"] in cluster.access_entries:
        raise ResourceInUseError("The specified access entry resource is already in use on this cluster.")
    return {"accessEntry": make_entry(eks, cluster, params).record}


def describe_access_entry(eks: EksBackend, params: Params) -> Record:
    return {"accessEntry": _find(eks, params)[1].record}


def list_access_entries(eks: EksBackend, params: Params) -> Record:
    policy = params.get("associatedPolicyArn")
    entries = _cluster(eks, params).access_entries
    found = sorted(arn for arn, entry in entries.items() if policy in (None, *entry.policies))
    return page("accessEntries", found, params)


def update_access_entry(eks: EksBackend, params: Params) -> Record:
    record = _find(eks, params)[1].record
    _check_groups(params.get("kubernetesGroups") or [])
    settings = ("kubernetesGroups", "username")
    record.update({key: params[key] for key in settings if params.get(key) is not None}, modifiedAt=now())
    return {"accessEntry": record}


def delete_access_entry(eks: EksBackend, params: Params) -> Record:
    cluster, entry = _find(eks, params)
    del cluster.access_entries[entry.record["principalArn"]]
    return {}


def associate_access_policy(eks: EksBackend, params: Params) -> Record:
    cluster, entry = _find(eks, params)
    arn, scope = params["policyArn"], params["accessScope"]
    access_policies.check(arn, scope)
    if entry.record["type"] != "STANDARD":
        raise InvalidRequestError(f"The access entry type {entry.record['type']} takes no access policies.")
    since = entry.policies.get(arn, {}).get("associatedAt", now())
    policy = {"policyArn": arn, "accessScope": {"namespaces": [], **scope}, "associatedAt": since, "modifiedAt": now()}
    entry.policies[arn] = policy
    access_policies.bind(eks.surroundings.api(cluster), entry)
    return {**_of(params), "associatedAccessPolicy": policy}


def disassociate_access_policy(eks: EksBackend, params: Params) -> Record:
    _, entry = _find(eks, params)
    if params["policyArn"] not in entry.policies:
        raise ResourceNotFoundError(f"No association found for policyArn: {params['policyArn']}")
    del entry.policies[params["policyArn"]]
    return {}


def list_associated_access_policies(eks: EksBackend, params: Params) -> Record:
    policies = list(_find(eks, params)[1].policies.values())
    return {**_of(params), **page("associatedAccessPolicies", policies, params)}


def _of(params: Params) -> Record:
    return {key: params[key] for key in ("clusterName", "principalArn")}


def list_access_policies(params: Params) -> Record:
    rows = [{"name": name, "arn": access_policies.PREFIX + name} for name in access_policies.CLUSTER_ROLES]
    return page("accessPolicies", rows, params)
