"""How long the waits of a site are, one after another and along the longest path; no input or output."""

from collections.abc import Collection, Iterable, Mapping

NEEDS: dict[str, tuple[str, ...]] = {
    "acm_certificate": (),
    "cloudfront_distribution": ("acm_certificate",),
    "efs_file_system": (),
    "efs_mount_target": ("efs_file_system",),
    "eks_addon": ("eks_nodegroup",),
    "eks_cluster": (),
    "eks_nodegroup": ("eks_cluster", "nat_gateway"),
    "elasticache_cluster": (),
    "elasticache_replication_group": (),
    "nat_gateway": (),
    "rds_cluster": (),
    "rds_instance": ("rds_cluster",),
    "vpc_endpoint": (),
}
"""What has to be ready before a kind can be started, for every kind that a new site waits for."""
UPDATES = {"eks_cluster_update"}
"""Waits that no new site has."""


def finish(kind: str, present: Collection[str], minutes: Mapping[str, float]) -> float:
    """When the objects of a kind are ready, if each starts as soon as what it needs is."""
    before = [finish(need, present, minutes) for need in NEEDS[kind] if need in present]
    return minutes[kind] + max(before, default=0.0)


def longest(kinds: Iterable[str], minutes: Mapping[str, float]) -> float:
    present = set(kinds) & NEEDS.keys()
    return max((finish(kind, present, minutes) for kind in present), default=0.0)


def sequential(kinds: Iterable[str], minutes: Mapping[str, float]) -> float:
    """The sum over all objects, each waited for before the next is started."""
    return sum(minutes[kind] for kind in kinds if kind in NEEDS)
