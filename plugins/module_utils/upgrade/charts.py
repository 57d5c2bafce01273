"""Which Kubernetes a third-party chart is for: by the table below, and by what the chart says of itself.

Source: the compatibility matrix in Karpenter's documentation (karpenter.sh/docs/upgrading/compatibility), and the
release policy of cluster-autoscaler, whose minor is that of the cluster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from ansible_collections.pinksea.platform.plugins.module_utils.preflight.findings import Finding
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade.model import Release, numbers

READ_ON = date(2026, 11, 22)

KARPENTER = {30: "0.37", 31: "1.0.5", 32: "1.2", 33: "1.5", 34: "1.6", 35: "1.9", 36: "1.13"}
LEAST: Mapping[str, Mapping[int, str]] = {"karpenter": KARPENTER, "karpenter-crd": KARPENTER}
"""The lowest version of a chart for each minor of Kubernetes. Minors that are not listed are not supported."""
SAME_MINOR = frozenset({"cluster-autoscaler"})
"""Charts whose application has to be of the minor of the cluster."""

RANGE = re.compile(r"(\S+) - (\S+)")
CLAUSE = re.compile(r"(>=|<=|>|<|=|\^|~)?\s*v?(\d+(?:\.\d+)*)[\w.+*-]*")


def unfit(release: Release, minor: int, declared: bool) -> Iterator[Finding]:
    """What speaks against a release on Kubernetes 1.C(minor); C(declared) ones have their version from the lock."""
    about = f"release {release.key}"
    remedy = "take {} into charts.lock.yml" if declared else "upgrade it to {} first"
    if least := LEAST.get(release.chart):
        if minor not in least:
            yield Finding(
                about,
                f"{release.chart} {release.version}",
                f"is of a chart that is known for Kubernetes 1.{min(least)} to 1.{max(least)} only, as of {READ_ON}",
                "look its matrix up, and add the minor to the table",
            )
        elif numbers(release.version) < numbers(least[minor]):
            yield Finding(
                about,
                f"{release.chart} {release.version}",
                f"is not for Kubernetes 1.{minor}",
                remedy.format(f"version {least[minor]} or newer"),
            )
    if release.chart in SAME_MINOR and release.app_version and numbers(release.app_version)[:2] != (1, minor):
        yield Finding(
            about,
            f"{release.chart} {release.version}",
            f"brings {release.app_version}, and has to be of the minor of the cluster",
            remedy.format(f"a version that brings 1.{minor}"),
        )
    if release.kube_version and not allowed(release.kube_version, minor):
        yield Finding(
            about,
            f"{release.chart} {release.version}",
            f"is for Kubernetes {release.kube_version} and not for 1.{minor}",
            remedy.format("a newer version"),
        )


def allowed(constraint: str, minor: int) -> bool:
    """Whether C(kubeVersion) of a chart, alternatives of clauses that all hold, takes the newest patch of a minor."""
    return any(
        all(holds(operator, version, minor) for operator, version in CLAUSE.findall(either))
        for either in RANGE.sub(r">=\1 <=\2", constraint).split("||")
    )


def holds(operator: str, version: str, minor: int) -> bool:
    bound = numbers(version)[:2]
    have = (1, minor)[: len(bound)]
    match operator:
        case ">=" | ">":
            return have >= bound
        case "<":
            return have < bound
        case "<=":
            return have <= bound
        case "^":
            return have >= bound and bound[0] == 1
        case _:
            return have == bound
