"""The rehearsal: rag with all its releases goes from 1.35 to 1.36, with the API servers of both minors.

It needs the binaries of 1.35, which nothing else does: `SANDBOX_REHEARSAL=1` builds them. Each builds on those before.
"""

import base64
import gzip
import json
import os
import re
import subprocess
import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.client import Cluster
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade.removed import table

from sandbox import build, minors
from tests.integration.conftest import CLUSTERS, ROOT, Run, Sandbox, succeeded
from tests.integration.redis_nodes import until

VERB = ("playbooks/upgrade_cluster.yml", "--limit", "rag", "-e", "upgrade_cluster_version=1.36")
SITE = ("site.yml", "--limit", "rag", "-e")
KARPENTER = {"karpenter-crd": "1.9.2", "karpenter": "1.9.2"}
"""Versions that are for 1.35 and not for 1.36."""
DRIFT = 1200.0
GROUPS = "eks.amazonaws.com/nodegroup"
"""Label of the nodes that the verb itself replaces; Karpenter replaces its own when it finds them drifted."""
LOCK = yaml.safe_load((ROOT / "charts.lock.yml").read_text())["charts"]
KUBECONFIG = str(ROOT / f".sandbox/kubeconfig/{CLUSTERS['rag']}.yml")
CLUSTER = {"kubeconfig": KUBECONFIG}
RECORD = ("secret", "sh.helm.release.v1.steady.v1", "-n", "default")
REASON = "Kubernetes 1.35 is not built: SANDBOX_REHEARSAL=1 builds it, in 5 to 13 minutes once"

CHART = "apiVersion: v2\nname: steady\nversion: 1.0.0\nkubeVersion: '>=1.30'\n"
TEMPLATE = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: steady}
spec:
  replicas: 2
  selector: {matchLabels: {app: steady}}
  template:
    metadata: {labels: {app: steady}}
    spec: {containers: [{name: main, image: registry.example/steady}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: steady
spec:
  minAvailable: 1
  selector: {matchLabels: {app: steady}}
"""


def said(run: Run) -> str:
    """What it printed, wherever Ansible broke the lines."""
    return " ".join(run.output.split())


def helm(sandbox: Sandbox, *arguments: str) -> str:
    command = [sandbox.endpoints["helm"], *arguments, "--kubeconfig", KUBECONFIG]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def served(sandbox: Sandbox) -> str:
    """What the real API server says of itself."""
    return str(sandbox.kubectl(CLUSTER, "version")["serverVersion"]["gitVersion"])


def state(sandbox: Sandbox) -> dict[str, Any]:
    """What an upgrade has to leave as it is: the release, and the identity of its objects."""
    found = sandbox.kubectl(CLUSTER, "get", "deployments,poddisruptionbudgets,namespaces,secrets", "-A")["items"]
    objects = {
        (each["kind"], each["metadata"]["name"]): each["metadata"]["uid"]
        for each in found
        if each.get("type") != "helm.sh/release.v1"
    }
    releases = {each["name"]: each for each in json.loads(helm(sandbox, "list", "-A", "-o", "json"))}
    return {"objects": objects, "releases": {name: releases[name] for name in releases.keys() - KARPENTER.keys()}}


def charts(sandbox: Sandbox) -> dict[str, str]:
    """What Karpenter is installed from."""
    listed = json.loads(helm(sandbox, "list", "-n", "kube-system", "-o", "json"))
    return {each["name"]: each["chart"] for each in listed if each["name"] in KARPENTER}


def downgrade(sandbox: Sandbox, scratch: Path) -> None:
    """Karpenter as somebody installed it when the cluster was new."""
    for name, version in KARPENTER.items():
        (archive,) = (ROOT / ".sandbox/charts").glob(f"{name}-[0-9]*.tgz")
        with tarfile.open(archive) as packed:
            packed.extractall(scratch, filter="data")
        chart = scratch / name / "Chart.yaml"
        chart.write_text(re.sub(r"^version: .*$", f"version: {version}", chart.read_text(), flags=re.MULTILINE))
        helm(sandbox, "upgrade", name, str(scratch / name), "--namespace", "kube-system", "--reuse-values")


def kubelets(sandbox: Sandbox, selector: str = "") -> set[str]:
    nodes = sandbox.kubectl(CLUSTER, "get", "nodes", "--selector", selector)["items"]
    return {node["status"]["nodeInfo"]["kubeletVersion"].rpartition(".")[0] for node in nodes}


@pytest.fixture(scope="module")
def old(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A platform of 1.35, with a release of somebody else's and an old Karpenter."""
    if os.environ.get("SANDBOX_REHEARSAL"):
        build.ensure(ROOT, minors.module("1.35"))
    elif not minors.tools(ROOT, "1.35"):
        pytest.skip(REASON)
    chart = tmp_path_factory.mktemp("chart")
    (chart / "Chart.yaml").write_text(CHART)
    (chart / "templates").mkdir()
    (chart / "templates/all.yaml").write_text(TEMPLATE)
    succeeded(sandbox.destroy())
    succeeded(sandbox.play(*SITE, "eks_cluster_version=1.35"))
    downgrade(sandbox, chart)
    helm(sandbox, "install", "steady", str(chart), "--namespace", "default", "--wait")
    yield sandbox
    sandbox.hold(0)
    succeeded(sandbox.destroy())


def contradicted(minor: int) -> list[str]:
    """Entries of the table of removed APIs that the API server of that minor knows better."""
    cluster = Cluster(KUBECONFIG)

    @cache
    def kinds(api: str) -> set[str]:
        return {row["kind"] for row in (cluster.get(f"/apis/{api}") or {"resources": []})["resources"]}

    entries = [entry for entry in table() if entry.minor <= minor]
    still = [f"{entry.api} {entry.kind} is served" for entry in entries if entry.kind in kinds(entry.api)]
    replaced = [(entry.instead, entry.kind) for entry in entries if entry.instead]
    return still + [f"{api} {kind} is not served" for api, kind in replaced if kind not in kinds(api)]


def test_it_starts_at_the_old_version(old: Sandbox) -> None:
    assert served(old).startswith("v1.35.")
    assert kubelets(old) == {"v1.35"}
    assert contradicted(35) == []


def test_a_release_of_a_removed_api_is_refused_before_anything_is_touched(old: Sandbox) -> None:
    """As one is left by somebody who upgraded by other means: Helm itself can no longer install it."""
    record = old.kubectl(CLUSTER, "get", *RECORD)["data"]["release"]
    text = gzip.decompress(base64.b64decode(base64.b64decode(record))).decode()
    ancient = gzip.compress(text.replace("policy/v1", "policy/v1beta1").encode())
    before = state(old)
    old.kubectl(CLUSTER, "patch", *RECORD, "-p", released(base64.b64encode(base64.b64encode(ancient)).decode()))
    run = old.play(*VERB)
    old.kubectl(CLUSTER, "patch", *RECORD, "-p", released(record))
    assert run.code
    assert "release default/steady holds steady of policy/v1beta1 PodDisruptionBudget, which Kubernetes 1.25" in said(
        run
    )
    assert run.changes == []
    assert served(old).startswith("v1.35.")
    assert state(old) == before


def released(record: str) -> str:
    return json.dumps({"data": {"release": record}})


def test_the_cluster_moves_and_keeps_what_is_in_it(old: Sandbox) -> None:
    """The plan, a run that is killed while the control plane is under way, and the run that takes it up."""
    before = state(old)
    assert charts(old) == {name: f"{name}-{version}" for name, version in KARPENTER.items()}
    plan = succeeded(old.play(*VERB, "--check", "--diff"))
    assert served(old).startswith("v1.35.")
    old.hold(10)
    old.kill_when(*VERB, sign="TASK [Wait for the control plane]")
    old.hold(0)
    run = succeeded(old.play(*VERB))
    releases = {("helm_release", f"{CLUSTERS['rag']}/kube-system/{name}") for name in KARPENTER}
    killed = {("eks_cluster", CLUSTERS["rag"]), *releases}
    assert plan.resources("update") == run.resources("update") | killed
    assert not killed & run.resources("update"), "done twice"
    assert served(old).startswith("v1.36.")
    assert kubelets(old, GROUPS) == {"v1.36"}
    assert contradicted(36) == []
    assert state(old) == before
    assert charts(old) == {name: f"{name}-{LOCK[name]['version']}" for name in KARPENTER}
    assert old.kubectl(CLUSTER, "get", "deployment", "steady")["status"]["readyReplicas"] == 2
    assert "Write 'eks_cluster_version: \"1.36\"'" in said(run).replace("''", "'")


def test_a_second_run_changes_nothing(old: Sandbox) -> None:
    again = succeeded(old.play(*VERB))
    assert (again.changed, again.changes) == ({"rag": 0}, [])
    site = succeeded(old.play(*SITE, "eks_cluster_version=1.36"))
    assert (site.changed, site.changes) == ({"rag": 0}, [])


def test_karpenter_replaces_its_own_nodes(old: Sandbox) -> None:
    """It looks at the version and at its images every five minutes."""
    until(lambda: kubelets(old) == {"v1.36"}, "old nodes stay", DRIFT)


def test_there_is_no_way_back(old: Sandbox) -> None:
    run = old.play(*VERB[:-1], "upgrade_cluster_version=1.35")
    assert run.code
    assert "is below the present 1.36 of rag-eks, and EKS cannot go back" in said(run)
