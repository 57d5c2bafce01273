"""Kubernetes versions and add-on builds, as published up to 2026-11-22.

The support dates of 1.36 and the age of the older builds are estimates; the account's own answer is what counts.
"""

from datetime import UTC, datetime
from typing import Any

from sandbox.emulator.eks.errors import InvalidParameterError, ResourceNotFoundError
from sandbox.emulator.eks.paging import page
from sandbox.emulator.eks.records import Params, Record

DEFAULT_VERSION = "1.36"
PLATFORM_VERSION = "eks.12"
AMI_DATE = "20261112"

# version: patch, release, end of standard support, end of extended support, support today
CLUSTER_VERSIONS = {
    "1.33": ("1.33.13", "2025-05-29", "2026-07-29", "2027-07-29", "EXTENDED_SUPPORT"),
    "1.34": ("1.34.9", "2025-10-02", "2026-12-02", "2027-12-02", "STANDARD_SUPPORT"),
    "1.35": ("1.35.6", "2026-01-27", "2027-03-27", "2028-03-27", "STANDARD_SUPPORT"),
    "1.36": ("1.36.3", "2026-06-02", "2027-08-02", "2028-08-02", "STANDARD_SUPPORT"),
}

EVERY = tuple(CLUSTER_VERSIONS)
# add-on: namespace, type, builds (newest first, with the Kubernetes versions they are for); the second is the default
ADDONS: dict[str, tuple[str, str, list[tuple[str, tuple[str, ...]]]]] = {
    "vpc-cni": (
        "kube-system",
        "networking",
        [("v1.23.1-eksbuild.1", EVERY), ("v1.22.4-eksbuild.3", EVERY), ("v1.21.1-eksbuild.8", EVERY)],
    ),
    "coredns": (
        "kube-system",
        "networking",
        [
            ("v1.14.3-eksbuild.23", ("1.35", "1.36")),
            ("v1.14.3-eksbuild.16", ("1.36",)),
            ("v1.13.2-eksbuild.21", ("1.34", "1.35")),
            ("v1.12.4-eksbuild.29", ("1.33", "1.34")),
            ("v1.12.4-eksbuild.10", ("1.33",)),
        ],
    ),
    "kube-proxy": (
        "kube-system",
        "networking",
        [
            ("v1.36.0-eksbuild.25", ("1.36",)),
            ("v1.36.0-eksbuild.21", ("1.36",)),
            ("v1.35.3-eksbuild.21", ("1.35", "1.36")),
            ("v1.35.3-eksbuild.18", ("1.35", "1.36")),
            ("v1.34.6-eksbuild.21", ("1.34", "1.35", "1.36")),
            ("v1.34.6-eksbuild.2", ("1.34", "1.35", "1.36")),
            ("v1.33.10-eksbuild.21", EVERY),
            ("v1.33.10-eksbuild.2", EVERY),
        ],
    ),
    "eks-pod-identity-agent": (
        "kube-system",
        "security",
        [("v1.3.11-eksbuild.1", EVERY), ("v1.3.10-eksbuild.3", EVERY), ("v1.3.9-eksbuild.3", EVERY)],
    ),
    "aws-ebs-csi-driver": (
        "kube-system",
        "storage",
        [("v1.64.0-eksbuild.1", EVERY), ("v1.63.1-eksbuild.1", EVERY), ("v1.62.0-eksbuild.1", EVERY)],
    ),
    "aws-efs-csi-driver": (
        "kube-system",
        "storage",
        [("v3.4.1-eksbuild.1", EVERY), ("v3.3.0-eksbuild.1", EVERY), ("v3.0.0-eksbuild.1", EVERY)],
    ),
}
DRIVERS = {"aws-ebs-csi-driver": "ebs.csi.aws.com", "aws-efs-csi-driver": "efs.csi.aws.com"}
"""The names by which Kubernetes knows the storage drivers among the add-ons."""


def minor(version: str) -> int:
    return int(version.split(".")[1])


def patch(version: str) -> str:
    return CLUSTER_VERSIONS[version][0]


def check_version(version: str) -> None:
    if version not in CLUSTER_VERSIONS:
        raise InvalidParameterError(f"unsupported Kubernetes version {version}")


def builds(addon: str, cluster_version: str) -> list[str]:
    return [build for build, versions in ADDONS[addon][2] if cluster_version in versions]


def default_build(addon: str, cluster_version: str) -> str:
    found = builds(addon, cluster_version)
    return found[min(1, len(found) - 1)]


def describe_cluster_versions(params: Params) -> Record:
    wanted = params.get("clusterVersions") or list(CLUSTER_VERSIONS)
    for version in wanted:
        check_version(version)
    status = params.get("versionStatus") or (params.get("status") or "").upper().replace("-", "_")
    rows = [_cluster_version(version) for version in sorted(wanted, key=minor, reverse=True)]
    rows = [row for row in rows if not status or row["versionStatus"] == status]
    if params.get("defaultOnly"):
        rows = [row for row in rows if row["defaultVersion"]]
    return page("clusterVersions", rows, params)


def _cluster_version(version: str) -> Record:
    patch_version, release, standard, extended, support = CLUSTER_VERSIONS[version]
    return {
        "clusterVersion": version,
        "clusterType": "eks",
        "defaultPlatformVersion": PLATFORM_VERSION,
        "defaultVersion": version == DEFAULT_VERSION,
        "releaseDate": _day(release),
        "endOfStandardSupportDate": _day(standard),
        "endOfExtendedSupportDate": _day(extended),
        "status": support.lower().replace("_", "-"),
        "versionStatus": support,
        "kubernetesPatchVersion": patch_version,
    }


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def describe_addon_versions(params: Params) -> Record:
    name, version = params.get("addonName"), params.get("kubernetesVersion")
    if name and name not in ADDONS:
        raise ResourceNotFoundError(f"Addon {name} specified is not supported.")
    if version:
        check_version(version)
    rows = [_addon(addon, version) for addon in ([name] if name else sorted(ADDONS))]
    return page("addons", rows, params)


def _addon(name: str, only: str | None) -> Record:
    namespace, kind, published = ADDONS[name]
    listed: list[dict[str, Any]] = []
    for build, versions in published:
        compatible = [version for version in versions if only in (None, version)]
        if compatible:
            listed.append(_addon_version(name, build, compatible))
    return {
        "addonName": name,
        "type": kind,
        "addonVersions": listed,
        "publisher": "eks",
        "owner": "aws",
        "defaultNamespace": namespace,
    }


def _addon_version(name: str, build: str, versions: list[str]) -> Record:
    return {
        "addonVersion": build,
        "architecture": ["amd64", "arm64"],
        "computeTypes": ["ec2", "auto", "hybrid"],
        "compatibilities": [
            {
                "clusterVersion": version,
                "platformVersions": ["*"],
                "defaultVersion": build == default_build(name, version),
            }
            for version in versions
        ],
        "requiresConfiguration": False,
        "requiresIamPermissions": name in ("vpc-cni", "aws-ebs-csi-driver", "aws-efs-csi-driver"),
    }
