"""The third-party releases of a platform, one after another and each as soon as it can start."""

import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from ansible_collections.pinksea.platform.plugins.modules import helm_releases

from tests.bench import figures
from tests.unit.roles.declared import ROOT, declared

PLATFORM = "pingvas"
KUBECONFIG = ROOT / ".sandbox/kubeconfig/pingvas-shared-eks.yml"
CHARTS = ROOT / ".sandbox/charts"
SIDE_BY_SIDE = 16
STARTING = 5
"""Seconds that the pods of a release need on nodes that have to pull their images; those of the sandbox need none."""


def releases(helm: str) -> list[figures.Figure]:
    """On a site that stands; its services are gone afterwards, until the next run of it."""
    own = [as_installed(helm, each) for each in declared("prod")[PLATFORM]]
    names = {each["name"] for each in own}
    listed = json.loads(called(helm, "list", "--all-namespaces", "--output", "json"))
    others = [each for each in listed if each["name"] not in names and each["name"] != "platform-base"]
    run(helm, [{"name": each["name"], "namespace": each["namespace"]} for each in others], state="absent")
    with tempfile.TemporaryDirectory() as folder:
        slow = Path(folder, "helm")
        slow.write_text(starting(helm))
        slow.chmod(0o755)
        return [
            *installed(helm, own, "pods ready at once", None),
            *installed(str(slow), own, f"pods need {STARTING} s", 0.6),
        ]


def installed(helm: str, own: list[dict[str, Any]], pods: str, budget: float | None) -> list[figures.Figure]:
    seconds = {}
    for workers in (1, SIDE_BY_SIDE):
        run(helm, own, state="absent")
        seconds[workers] = run(helm, own, concurrency=workers)
    return figures.releases(len(own), pods, seconds[1], seconds[SIDE_BY_SIDE], budget)


def starting(helm: str) -> str:
    """Helm that waits for pods as if they were started by a kubelet."""
    return f'#!/bin/sh\n{shlex.quote(helm)} "$@" || exit\n[ "$1" != upgrade ] || sleep {STARTING}\n'


def as_installed(helm: str, release: dict[str, Any]) -> dict[str, Any]:
    """With the values of the site, and the archive that the sandbox has of a chart from a repository."""
    name, version = str(release["chart"]).rsplit("/", 1)[-1], release.get("version")
    archive = {"chart": str(CHARTS / f"{name}-{version}.tgz"), "repository": None}
    shown = called(helm, "get", "values", release["name"], "--namespace", release["namespace"], "--output", "json")
    return {**release, "values": json.loads(shown) or {}, **(archive if version else {})}


def run(helm: str, given: list[dict[str, Any]], **options: Any) -> float:
    arguments = {"releases": given, "helm_binary": helm, "kubeconfig": str(KUBECONFIG), **options}
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(Path(helm_releases.__file__))],
        input=json.dumps({"ANSIBLE_MODULE_ARGS": arguments}),
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"helm_releases failed:\n{json.loads(done.stdout)['msg']}")
    return time.monotonic() - began


def called(helm: str, *arguments: str) -> str:
    command = [helm, *arguments, "--kubeconfig", str(KUBECONFIG)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
