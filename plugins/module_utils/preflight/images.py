"""Images that AWS publishes for nodes of EKS, by the aliases that Karpenter takes them by."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.preflight.findings import Finding

ALIAS = re.compile(r"al2023@(v\d{8})")
FOLDER = "/aws/service/eks/optimized-ami/{version}/amazon-linux-2023/x86_64/standard"
NAME = "amazon-eks-node-al2023-x86_64-standard-{version}-{release}"


def parameter(alias: str, version: str) -> str | None:
    """Where Systems Manager has the image for a minor of Kubernetes; None of an alias without a release of AL2023."""
    found = ALIAS.fullmatch(alias)
    return f"{FOLDER}/{NAME}/image_id".format(version=version, release=found[1]) if found else None


def not_published(ssm: Any, aliases: Collection[str], version: str) -> Iterator[Finding]:
    """A release has the images of all architectures and variants, so one of them is looked at."""
    paths = {path: alias for alias in aliases if (path := parameter(alias, version))}
    for path in ssm.get_parameters(Names=list(paths))["InvalidParameters"] if paths else []:
        yield Finding(
            "karpenter_ami_alias",
            paths[path],
            f"is no image that AWS has published for Kubernetes {version}, so Karpenter could start no node",
            "take a release of https://github.com/awslabs/amazon-eks-ami/releases that has it",
        )
