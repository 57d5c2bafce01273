"""What namespaces may request, against what their pods ask for and against the GPUs there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..preflight.findings import Finding
from .amounts import Amount, cores, mebibytes, shown
from .pools import Pool
from .workloads import Unreadable, Workload, whole

Quota = Mapping[str, Any]


Namespaces = Mapping[str, Mapping[str, Any]]


def quota_findings(namespaces: Namespaces, running: Sequence[Workload], load: str) -> Iterator[Finding]:
    for name, namespace in namespaces.items():
        asked = sum((each.each * each.pods for each in running if each.namespace == name), Amount())
        yield from exceeded(f"platform_base_namespaces.{name}.quota", namespace.get("quota") or {}, asked, load)


def exceeded(variable: str, quota: Quota, asked: Amount, load: str) -> Iterator[Finding]:
    """C(asked) is what all pods of a namespace ask for together."""
    rows = (
        ("cpu", cores, asked.cpu, f"{asked.cpu / 1000:g} CPU"),
        ("memory", mebibytes, asked.memory, shown(asked.memory)),
        ("gpu", int, asked.gpu, f"{asked.gpu} GPUs"),
        ("pods", int, asked.pods, f"{asked.pods} pods"),
    )
    try:
        for key, read, want, text in rows:
            if key in quota and read(quota[key]) < want:
                yield Finding(
                    f"{variable}.{key}",
                    quota[key],
                    f"is below the {text} of its pods at {load}",
                    "raise it, or lower the requests or replicas.max",
                )
    except ValueError:
        raise Unreadable(variable, dict(quota)) from None


def gpu_findings(namespaces: Namespaces, pools: Sequence[Pool]) -> Iterator[Finding]:
    """What the quotas promise can be had at the same time."""
    quotas = {
        name: whole(f"platform_base_namespaces.{name}.quota.gpu", (each.get("quota") or {}).get("gpu", 0))
        for name, each in namespaces.items()
    }
    nodes = {pool.name: [pool.nodes[name] * pool.room[name].gpu for name in pool.nodes] for pool in pools}
    gpus = {name: min(counts) for name, counts in nodes.items() if any(counts)}
    if sum(quotas.values()) > sum(gpus.values()):
        yield Finding(
            "platform_base_namespaces.quota.gpu",
            {name: count for name, count in quotas.items() if count},
            f"promises {sum(quotas.values())} GPUs, of which {' and '.join(gpus) or 'no pool'} may have "
            f"{sum(gpus.values())}",
            f"raise the pool's limit of nvidia.com/gpu to {sum(quotas.values())}, or lower the quotas",
        )
