"""What speaks against an upgrade, one sentence each, and what the parts of a cluster go to."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from datetime import date

from ansible_collections.pinksea.platform.plugins.module_utils.preflight.findings import Finding
from ansible_collections.pinksea.platform.plugins.module_utils.preflight.kubernetes import unsupported
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade import charts, removed
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade.model import (
    Addon,
    Observed,
    Wanted,
    minor_of,
    numbers,
)
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade.replacements import holds_removed, replacements

VARIABLE = "upgrade_cluster_version"
VERSION = re.compile(r"1\.\d{2}")
KUBELET_SKEW = 3
"""Minors by which a kubelet may be older than the API server (kubernetes.io/releases/version-skew-policy)."""


def path(present: str, target: str) -> list[str]:
    """The versions on the way up, the last of them C(target); empty when there is none."""
    return [f"1.{minor}" for minor in range(minor_of(present) + 1, minor_of(target) + 1)]


def wrong_version(version: object, today: date) -> Iterator[Finding]:
    """What can be said without a cluster."""
    if not (isinstance(version, str) and VERSION.fullmatch(version)):
        yield Finding(VARIABLE, version, "is not a minor version of Kubernetes", 'give one such as "1.36"')
    else:
        yield from unsupported(version, "EXTENDED", today, VARIABLE)


def wrong_step(observed: Observed, target: str) -> Iterator[Finding]:
    steps = path(observed.version, target)
    if minor_of(target) < minor_of(observed.version):
        yield Finding(
            VARIABLE,
            target,
            f"is below the present {observed.version} of {observed.name}, and EKS cannot go back",
            f"give {observed.version} or 1.{minor_of(observed.version) + 1}",
        )
    elif len(steps) > 1:
        yield Finding(
            VARIABLE,
            target,
            f"is {len(steps)} minors above the present {observed.version} of {observed.name}",
            f"go by {', '.join(steps)}, one run each, with {steps[0]} first",
        )


def findings(observed: Observed, wanted: Wanted, target: str) -> Iterator[Finding]:
    """All that speaks against bringing a cluster to C(target), which is a known version."""
    if found := list(wrong_step(observed, target)):
        yield from found
        return  # what follows is true for one step only
    yield from nodes_behind(observed, wanted, target)
    yield from addons_without_build(observed, wanted, target)
    newer = replacements(observed, wanted, target)
    yield from removed_apis(observed, newer, target)
    for release in observed.releases:
        becomes = newer.get(release.key, release)
        yield from charts.unfit(becomes, minor_of(target), declared=release.key in wanted.releases)
    if rolls(observed, target):
        yield from stuck_budgets(observed)
    for name, reason in observed.insights.items():
        yield Finding(
            "EKS insight", name, f"is an error ({reason})", "see it in the console of EKS, under upgrade insights"
        )


def rolls(observed: Observed, target: str) -> list[str]:
    """The node groups whose nodes have to be replaced."""
    return sorted(name for name, version in observed.nodegroups.items() if version != target)


def behind(observed: Observed, target: str) -> list[str]:
    """The nodes with an older kubelet."""
    return sorted(node for node, kubelet in observed.kubelets.items() if minor_of(kubelet) < minor_of(target))


def nodes_behind(observed: Observed, wanted: Wanted, target: str) -> Iterator[Finding]:
    for name, version in sorted(observed.nodegroups.items()):
        about = f"node group {name}"
        if name not in wanted.nodegroups:
            yield Finding(
                about,
                None,
                "is not in eks_node_groups_groups, so nothing would upgrade it",
                "add it, or remove the group",
            )
        elif wanted.nodegroups[name] not in (None, target):
            yield Finding(
                "eks_node_groups_groups",
                name,
                f"has the version {wanted.nodegroups[name]}",
                f'write "{target}", or leave the version out',
            )
        if observed.version not in (version, target):
            yield Finding(
                about,
                version,
                f"is not at {observed.version}, which EKS asks for before it moves the control plane",
                f"run with {VARIABLE}={observed.version} first",
            )
    least = minor_of(target) - KUBELET_SKEW
    if old := {node: kubelet for node, kubelet in observed.kubelets.items() if minor_of(kubelet) < least}:
        node, kubelet = min(old.items(), key=lambda each: (numbers(each[1]), each[0]))
        yield Finding(
            f"kubelet of {node}",
            kubelet,
            f"is too old for a control plane of {target}, as are {len(old)} of {len(observed.kubelets)} nodes",
            f"replace every node below 1.{least} first",
        )


def addons_without_build(observed: Observed, wanted: Wanted, target: str) -> Iterator[Finding]:
    for name, addon in sorted(observed.addons.items()):
        if name not in wanted.addons:
            yield Finding(
                f"add-on {name}",
                None,
                "is not in the inventory, so nothing would upgrade it",
                "add it, or remove the add-on",
            )
        elif not addon.offered:
            yield Finding(
                f"add-on {name}", addon.version, f"has no build for Kubernetes {target}", "wait for one, or remove it"
            )
        elif (pinned := wanted.addons[name]) and pinned not in addon.offered:
            yield Finding(
                f"add-on {name}",
                pinned,
                f"is not offered for Kubernetes {target}",
                f"choose {' or '.join(addon.offered)}, or leave the version out",
            )


def addon_version(addon: Addon, pinned: str | None) -> str:
    """The build to go to: the inventory's, else EKS's default, unless what is there is newer and still offered."""
    if pinned:
        return pinned
    candidates = [each for each in (addon.default, addon.version) if each in addon.offered]
    return max(candidates, key=numbers, default=addon.version)


def removed_apis(observed: Observed, newer: Container[str], target: str) -> Iterator[Finding]:
    """Those that are replaced first, the C(newer), are held against the present version alone."""
    for release in observed.releases:
        minor = minor_of(observed.version if release.key in newer else target)
        for entry, count in holds_removed(release, minor).items():
            name = next(each.name for each in release.manifests if (each.api, each.kind) == (entry.api, entry.kind))
            more = f" and {count - 1} more" if count > 1 else ""
            yield Finding(
                f"release {release.key}",
                None,
                f"holds {name}{more} of {entry}, and Helm could not change it any more",
                f"{entry.remedy} in its chart {release.chart} and upgrade it before the cluster",
            )
    going = {(each.api, each.kind): each for each in removed.between(minor_of(observed.version), minor_of(target))}
    for write in observed.writes:
        if found := going.get((write.api, write.kind)):
            yield Finding(
                f"{write.kind} {write.name}",
                None,
                f"is written by {write.writer} as {found}",
                f"{found.remedy} there first",
            )


def stuck_budgets(observed: Observed) -> Iterator[Finding]:
    for budget in observed.budgets:
        if budget.allowed == 0:
            yield Finding(
                f"PodDisruptionBudget {budget.key}",
                None,
                f"lets none of its {budget.pods} pods go, so the drain of a node would not end",
                "start more pods, wait until all are ready, or allow one to be unavailable",
            )
