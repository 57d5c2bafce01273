"""The third-party releases of a platform, one after another and each as soon as it can start."""

import json
import os
import subprocess
import sys
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


def releases(helm: str) -> list[figures.Figure]:
    """On a site that stands; its services are gone afterwards, until the next run of it."""
    own = [with_chart(each) for each in declared("prod")[PLATFORM]]
    names = {each["name"] for each in own}
    listed = json.loads(called(helm, "list", "--all-namespaces", "--output", "json"))
    others = [each for each in listed if each["name"] not in names and each["name"] != "platform-base"]
    run(helm, [{"name": each["name"], "namespace": each["namespace"]} for each in others], state="absent")
    seconds = {}
    for workers in (1, SIDE_BY_SIDE):
        run(helm, own, state="absent")
        seconds[workers] = run(helm, own, concurrency=workers)
    return figures.releases(len(own), seconds[1], seconds[SIDE_BY_SIDE])


def with_chart(release: dict[str, Any]) -> dict[str, Any]:
    """With the archive that the sandbox has of a chart from a repository."""
    name, version = str(release["chart"]).rsplit("/", 1)[-1], release.get("version")
    archive = {"chart": str(CHARTS / f"{name}-{version}.tgz"), "repository": None}
    return {**release, **(archive if version else {})}


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
