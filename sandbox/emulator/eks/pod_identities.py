"""Pod Identity associations."""

import secrets

from sandbox.emulator.eks.backend import EksBackend, check_role, now
from sandbox.emulator.eks.errors import ResourceInUseError, ResourceNotFoundError
from sandbox.emulator.eks.paging import page
from sandbox.emulator.eks.records import Params, Record

SUMMARY = ("clusterName", "namespace", "serviceAccount", "associationArn", "associationId", "ownerArn")
SETTINGS = ("roleArn", "targetRoleArn", "disableSessionTags", "policy")


def associate(eks: EksBackend, params: Params) -> Record:
    """Make the record of one association; an add-on's carry its ARN as owner."""
    name = params["clusterName"]
    known = eks.cluster(name).pod_identities
    check_role(params["roleArn"])
    subject = (params["namespace"], params["serviceAccount"])
    if any((record["namespace"], record["serviceAccount"]) == subject for record in known.values()):
        raise ResourceInUseError(
            f"Association already exists for service account {subject[1]} in namespace {subject[0]} of cluster {name}"
        )
    key = "a-" + secrets.token_hex(9)[:17]
    record = {
        "clusterName": name,
        "namespace": subject[0],
        "serviceAccount": subject[1],
        "associationId": key,
        "associationArn": eks.arn(f"podidentityassociation/{name}/{key}"),
        "tags": params.get("tags") or {},
        "createdAt": now(),
        "modifiedAt": now(),
        "disableSessionTags": False,
        **{setting: params[setting] for setting in SETTINGS if params.get(setting) is not None},
        **({"ownerArn": params["ownerArn"]} if "ownerArn" in params else {}),
    }
    known[key] = record
    return record


def _find(eks: EksBackend, params: Params) -> Record:
    key = params["associationId"]
    found = eks.cluster(params["clusterName"]).pod_identities.get(key)
    if not found:
        raise ResourceNotFoundError(f"No association found for ID: {key}")
    return found


def create_pod_identity_association(eks: EksBackend, params: Params) -> Record:
    eks.active_cluster(params["clusterName"])
    return {"association": associate(eks, params)}


def describe_pod_identity_association(eks: EksBackend, params: Params) -> Record:
    return {"association": _find(eks, params)}


def list_pod_identity_associations(eks: EksBackend, params: Params) -> Record:
    rows = [
        {key: record[key] for key in SUMMARY if key in record}
        for record in eks.cluster(params["clusterName"]).pod_identities.values()
        if all(params.get(key) in (None, record[key]) for key in ("namespace", "serviceAccount"))
    ]
    return page("associations", rows, params)


def update_pod_identity_association(eks: EksBackend, params: Params) -> Record:
    record = _find(eks, params)
    if params.get("roleArn"):
        check_role(params["roleArn"])
    record.update({key: params[key] for key in SETTINGS if params.get(key) is not None}, modifiedAt=now())
    return {"association": record}


def delete_pod_identity_association(eks: EksBackend, params: Params) -> Record:
    record = _find(eks, params)
    del eks.cluster(params["clusterName"]).pod_identities[record["associationId"]]
    return {"association": record}
