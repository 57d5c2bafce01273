"""Helm's command lines and messages."""

from __future__ import annotations

import re

from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import DIGEST_LABEL, REMOTE, Chart, Release

LOG_LINE = re.compile(r"^(level=|time=|WARNING:|\d{4}/\d\d/\d\d )")


def upgrade(release: Release, chart: Chart) -> list[str]:
    """Values come on the standard input, so that no secret is seen in a process list or left in a file."""
    return [
        *(
            "upgrade",
            release.name,
            *_reference(release, chart),
            "--install",
            # its newer way to wait never sees a Rollout ready, its older one does not look at it
            "--wait=legacy" if release.rollouts else "--wait",
            "--wait-for-jobs",
            "--hide-notes",
        ),
        # without it an upgrade with no values keeps those of the last revision
        "--reset-values",
        *("--values", "-", "--labels", f"{DIGEST_LABEL}={chart.digest}"),
        *_scope(release),
        *_timeout(release),
        *(("--create-namespace",) if release.create_namespace else ()),
        *(("--rollback-on-failure",) if release.atomic else ()),
        *(("--force-conflicts",) if release.force_conflicts else ()),
        *(("--take-ownership",) if release.take_ownership else ()),
        # they are applied before, as Helm would never upgrade them
        "--skip-crds",
    ]


def definitions(release: Release, chart: Chart) -> list[str]:
    return ["show", "crds", *_reference(release, chart)]


def uninstall(release: Release) -> list[str]:
    return [
        *("uninstall", release.name, "--ignore-not-found", "--wait", "--cascade", "foreground"),
        *_scope(release),
        *_timeout(release),
    ]


def rollback(release: Release, revision: int) -> list[str]:
    return ["rollback", release.name, str(revision), *_scope(release), *_timeout(release)]


def history(release: Release) -> list[str]:
    return ["history", release.name, "--output", "json", *_scope(release)]


def reason(stderr: str) -> str:
    """What Helm gives as the cause, on one line: the last error and the lines that belong to it."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip() and not LOG_LINE.match(line)]
    errors = [index for index, line in enumerate(lines) if line.startswith("Error: ")]
    cause = lines[errors[-1] :] if errors else lines[-1:]
    return "; ".join(cause).removeprefix("Error: ") or "helm gave no reason"


def stopped_early(stderr: str) -> bool:
    """Whether Helm gave up on objects that are still going although its time was not over."""
    return "still exists" in stderr and "deadline exceeded" not in stderr


def _reference(release: Release, chart: Chart) -> tuple[str, ...]:
    return (
        str(release.chart),
        *(("--version", chart.version) if chart.digest == REMOTE else ()),
        *(("--repo", release.repository) if release.repository else ()),
    )


def _scope(release: Release) -> tuple[str, ...]:
    return ("--namespace", release.namespace)


def _timeout(release: Release) -> tuple[str, ...]:
    return ("--timeout", f"{release.timeout}s")
