"""What EKS finds out about a cluster before an upgrade; who calls which API is in no audit log here."""

from hashlib import sha256

from sandbox.emulator.eks import versions
from sandbox.emulator.eks.backend import EksBackend, now
from sandbox.emulator.eks.errors import ResourceNotFoundError
from sandbox.emulator.eks.paging import page
from sandbox.emulator.eks.records import Cluster, Params, Record

KUBELET_SKEW = 3


def _found(cluster: Cluster) -> list[Record]:
    """The insights for every version above the present one."""
    present = versions.minor(cluster.record["version"])
    above = [version for version in versions.EVERY if versions.minor(version) > present]
    return [row for version in above for row in (_kubelets(cluster, version), _addons(cluster, version))]


def _kubelets(cluster: Cluster, version: str) -> Record:
    least = versions.minor(version) - KUBELET_SKEW
    groups = {name: group.record["version"] for name, group in cluster.nodegroups.items()}
    old = sorted(name for name, of in groups.items() if versions.minor(of) < least)
    reason = f"Node groups {', '.join(old)} have kubelets older than 1.{least}." if old else ""
    return _insight(cluster, version, "Kubelet version skew", reason, "Update the nodes.")


def _addons(cluster: Cluster, version: str) -> Record:
    lacking = sorted(name for name in cluster.addons if not versions.builds(name, version))
    reason = f"No build of {', '.join(lacking)} is compatible." if lacking else ""
    return _insight(cluster, version, "EKS add-on version compatibility", reason, "Remove the add-ons.")


def _insight(cluster: Cluster, version: str, name: str, reason: str, recommendation: str) -> Record:
    identity = f"{cluster.record['arn']} {version} {name}"
    good = f"Nothing stands against version {version}."
    return {
        "id": sha256(identity.encode()).hexdigest()[:32],
        "name": name,
        "category": "UPGRADE_READINESS",
        "kubernetesVersion": version,
        "lastRefreshTime": now(),
        "lastTransitionTime": cluster.record["createdAt"],
        "description": f"Checks for {name} before an upgrade to {version}.",
        "insightStatus": {"status": "ERROR" if reason else "PASSING", "reason": reason or good},
        "recommendation": recommendation,
    }


def list_insights(eks: EksBackend, params: Params) -> Record:
    wanted = params.get("filter") or {}
    rows = [
        {key: value for key, value in row.items() if key != "recommendation"}
        for row in _found(eks.cluster(params["clusterName"]))
        if row["category"] in (wanted.get("categories") or [row["category"]])
        and row["kubernetesVersion"] in (wanted.get("kubernetesVersions") or [row["kubernetesVersion"]])
        and row["insightStatus"]["status"] in (wanted.get("statuses") or [row["insightStatus"]["status"]])
    ]
    return page("insights", rows, params)


def describe_insight(eks: EksBackend, params: Params) -> Record:
    rows = {row["id"]: row for row in _found(eks.cluster(params["clusterName"]))}
    if params["id"] not in rows:
        raise ResourceNotFoundError(f"No insight found for ID: {params['id']}")
    return {"insight": rows[params["id"]]}
