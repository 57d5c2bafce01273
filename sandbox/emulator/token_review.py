"""The webhook that an API server asks who a bearer token belongs to."""

from datetime import datetime
from typing import Any

from moto.eks.models import eks_backends

from sandbox.emulator import identity, token
from sandbox.emulator.eks import access_policies
from sandbox.emulator.eks.backend import Surroundings
from sandbox.emulator.eks.records import Cluster


def review(surroundings: Surroundings, plane: str, body: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Answer a TokenReview for one control plane, in the API version it was asked in."""
    try:
        status = {"authenticated": True, "user": _user(surroundings, plane, body["spec"]["token"], now)}
    except token.TokenError as error:
        status = {"authenticated": False, "error": str(error)}
    return {"apiVersion": body["apiVersion"], "kind": "TokenReview", "status": status}


def _user(surroundings: Surroundings, plane: str, text: str, now: datetime) -> dict[str, Any]:
    cluster = _claimant(plane)
    name = cluster.record["name"]
    parsed = token.parse(text)
    token.check(parsed, now)
    account = identity.account_of(parsed.access_key)
    secret = identity.secret_of(account, parsed.access_key)
    # a key that the emulator did not issue has no known secret: its signature cannot be checked
    if secret and not token.signed_for(parsed, name, secret):
        raise token.TokenError(f"The token is not signed for cluster {name} by the secret of {parsed.access_key}.")
    principal = identity.caller_principal(account, parsed.access_key)
    entry = cluster.access_entries.get(principal)
    if entry is None:
        raise token.TokenError(f"Cluster {name} has no access entry for {principal}.")
    access_policies.bind(surroundings.api(cluster), entry)
    caller = identity.caller_arn(account, parsed.access_key)
    session = caller.rsplit("/", 1)[-1]
    return {
        "username": entry.record["username"].replace("{{SessionName}}", session).replace("{{AccountID}}", account),
        "uid": f"aws-iam-authenticator:{account}:{parsed.access_key}",
        "groups": access_policies.groups(entry),
        "extra": {"arn": [caller], "canonicalArn": [principal], "accessKeyId": [parsed.access_key]},
    }


def _claimant(plane: str) -> Cluster:
    backends: Any = eks_backends
    for _, _, backend in backends.iter_backends():
        for cluster in backend.clusters.values():
            if cluster.plane and cluster.plane.name == plane:
                found: Cluster = cluster
                return found
    raise token.TokenError(f"No cluster has claimed the control plane {plane}.")
