"""A site that was killed on the way, and what third parties have on it. The tests build on each other in order."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from kubernetes import client, config

from sandbox import packages
from tests.integration.conftest import CLUSTERS, HOSTS, ROOT, Sandbox, succeeded
from tests.integration.redis_nodes import until
from tests.integration.rows import REGION, Account
from tests.unit.roles.declared import declared

SOURCES = ROOT / ".sandbox/charts/sources.json"
LEVEL = "pod-security.kubernetes.io/enforce"
FINALIZERS = {
    ("rag", "nodepools.karpenter.sh", "api"): "karpenter.sh/termination",
    ("rag", "ingresses.networking.k8s.io", "api"): "ingress.k8s.aws/resources",
}
LOST = "lost-to-everybody"
MACHINE = 300.0
"""Seconds in which Karpenter starts a machine for new pods and they are measured, on a busy computer."""
Object = dict[str, Any]


@pytest.fixture(scope="module")
def site(sandbox: Sandbox) -> Iterator[Sandbox]:
    """Killed at three points, each on the way further."""
    sandbox.faults()
    for sign in ("vpc : Make the route tables", "Wait for the control plane", "services : Install the services"):
        sandbox.kill_when("site.yml", sign=sign)
    succeeded(sandbox.play("site.yml"))
    yield sandbox
    succeeded(sandbox.destroy())


def plane(host: str) -> dict[str, str]:
    return {"kubeconfig": str(ROOT / f".sandbox/kubeconfig/{CLUSTERS[host]}.yml")}


def listed(sandbox: Sandbox, host: str, *what: str) -> list[Object]:
    found: list[Object] = sandbox.kubectl(plane(host), "get", *what)["items"]
    return found


def helm(sandbox: Sandbox, host: str, *arguments: str) -> str:
    command = [sandbox.endpoints["helm"], *arguments, "--kubeconfig", plane(host)["kubeconfig"]]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_killed_runs_are_made_good_by_the_next(site: Sandbox) -> None:
    assert succeeded(site.play("site.yml", "--check")).changed == dict.fromkeys(HOSTS, 0)
    names = [name for kind, name in site.aws() if kind == "eks_cluster"]
    assert sorted(names) == sorted(CLUSTERS.values())


@pytest.mark.parametrize("host", HOSTS)
def test_every_declared_release_is_deployed_in_its_version(site: Sandbox, host: str) -> None:
    found = json.loads(helm(site, host, "list", "-A", "-o", "json"))
    deployed = {(each["namespace"], each["name"]): each["chart"] for each in found if each["status"] == "deployed"}
    for release in declared("prod")[host]:
        chart = deployed[release["namespace"], release["name"]]
        assert chart.endswith(release.get("version", "0.1.0"))


@pytest.mark.parametrize("host", HOSTS)
def test_all_their_pods_are_ready(site: Sandbox, host: str) -> None:
    namespaces = {release["namespace"] for release in declared("prod")[host]}
    for kind, wanted, ready in (
        ("deployments", ("spec", "replicas"), "readyReplicas"),
        ("statefulsets", ("spec", "replicas"), "readyReplicas"),
        ("daemonsets", ("status", "desiredNumberScheduled"), "numberReady"),
    ):
        for each in listed(site, host, kind, "-A"):
            if each["metadata"]["namespace"] in namespaces:
                name = f"{kind} {each['metadata']['namespace']}/{each['metadata']['name']}"
                assert (name, each["status"].get(ready, 0)) == (name, each[wanted[0]][wanted[1]])


@pytest.mark.parametrize("host", HOSTS)
def test_a_stand_in_says_what_it_is(site: Sandbox, host: str) -> None:
    if "stand-in" not in json.loads(SOURCES.read_text()).values():
        pytest.skip("every chart could be had")
    assert helm(site, host, "get", "notes", "metrics-server", "-n", "kube-system").count("stand-in") == 1
    told = subprocess.run([sys.executable, "-m", "sandbox", "summary"], cwd=ROOT, capture_output=True, text=True)
    assert "(stand-in)" in told.stdout
    assert "charts are stand-ins" in told.stdout


@pytest.mark.parametrize("host", HOSTS)
def test_whoever_has_a_role_has_a_service_account(site: Sandbox, host: str) -> None:
    """In the namespaces of third parties; those of services come with their charts."""
    accounts = {
        (each["metadata"]["namespace"], each["metadata"]["name"])
        for each in listed(site, host, "serviceaccounts", "-A")
    }
    namespaces = {release["namespace"] for release in declared("prod")[host]} - {"kube-system"}
    eks = Account(site.endpoints["aws"]).client("eks", REGION)
    pages = eks.get_paginator("list_pod_identity_associations").paginate(clusterName=CLUSTERS[host])
    given = {(each["namespace"], each["serviceAccount"]) for page in pages for each in page["associations"]}
    assert {each for each in given if each[0] in namespaces} <= accounts


@pytest.mark.parametrize("host", HOSTS)
def test_pods_obey_the_level_of_their_namespace(site: Sandbox, host: str) -> None:
    """The API server is asked to set each level once more, and names whoever runs against it."""
    levels = {
        each["metadata"]["name"]: each["metadata"]["labels"].get(LEVEL) for each in listed(site, host, "namespaces")
    }
    namespaces = {release["namespace"] for release in declared("prod")[host]} - {"kube-system"}
    assert {name for name in namespaces if levels[name] == "privileged"} <= {"node-agents"}
    assert {name for name in namespaces if levels[name] is None} == set()
    for name in sorted(namespaces - {"node-agents"}):
        assert warned(site, host, name, str(levels[name])) == ""


def test_who_runs_against_a_level_is_named(site: Sandbox) -> None:
    assert "node-agents" in warned(site, "pingvas", "node-agents", "restricted")


def warned(sandbox: Sandbox, host: str, namespace: str, level: str) -> str:
    """What the API server says to a level that pods of the namespace break."""
    label = [f"{LEVEL}={level}", "pinksea.platform/asked=yes"]
    command = [sandbox.endpoints["kubectl"], "--kubeconfig", plane(host)["kubeconfig"], "label", "namespace", namespace]
    other = [f"{LEVEL}={'baseline' if level == 'privileged' else 'privileged'}"]
    subprocess.run([*command, *other, "--overwrite", "--dry-run=server"], check=True, capture_output=True)
    asked = [*command, *label, "--overwrite", "--dry-run=server"]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stderr


def test_a_changed_value_changes_its_release_alone(site: Sandbox) -> None:
    given = ("--tags", "addons", "--limit", "rag", "-e", "metrics_server_replicas=3")
    planned = succeeded(site.play("site.yml", *given, "--check", "--diff"))
    assert "-  replicas: 2\n+  replicas: 3" in planned.output
    made = succeeded(site.play("site.yml", *given))
    assert planned.resources("update") == made.resources("update")
    assert made.resources("update") == {("helm_release", f"{CLUSTERS['rag']}/kube-system/metrics-server")}


def test_one_that_fails_holds_up_only_what_waits_for_it(site: Sandbox) -> None:
    """cert-manager can be scheduled nowhere; its issuers wait for it, metrics-server does not."""
    broken = {"cert_manager_resources": {"requests": {"cpu": "1000"}}, "addons_timeout": 15}
    run = site.play("site.yml", "--tags", "addons", "--limit", "rag", "-e", json.dumps(broken))
    assert run.code != 0
    told = " ".join(run.output.split())
    assert "1 of " in told
    assert "cert-manager/cert-manager failed helm upgrade failed: " in told
    assert ("helm_release", f"{CLUSTERS['rag']}/kube-system/metrics-server") in run.resources("update")
    mended = succeeded(site.play("site.yml", "--tags", "addons", "--limit", "rag"))
    assert not any(name.endswith("/metrics-server") for _, name in mended.resources("update"))
    assert succeeded(site.play("site.yml", "--tags", "addons", "--limit", "rag")).changed["rag"] == 0


def test_a_new_version_is_measured(site: Sandbox) -> None:
    """By a Prometheus that is told of its pods; tests/integration/test_blue_green.py looks at how an analysis ends."""
    if packages.find("prometheus") is None:
        pytest.skip("the sandbox has no Prometheus")

    def measured() -> set[str]:
        runs = [each.get("status", {}) for each in listed(site, "rag", "analysisruns", "-n", "rag")]
        metrics = [metric for run in runs for metric in run.get("metricResults", [])]
        return {measurement["phase"] for metric in metrics for measurement in metric.get("measurements", [])}

    new = {"spec": {"template": {"metadata": {"annotations": {"example.org/version": "new"}}}}}
    patch = ("patch", "rollout", "api", "-n", "rag", "--type=merge", "-p", json.dumps(new))
    site.kubectl(plane("rag"), *patch)
    until(lambda: "Successful" in measured(), "nobody measures its pods", MACHINE)


def test_volumes_are_kept_unless_they_are_named(site: Sandbox) -> None:
    claims = [each["metadata"] for each in listed(site, "rag", "pvc", "-n", "monitoring")]
    assert claims
    kept = f"monitoring/{claims[0]['name']}"
    named = json.loads((ROOT / "sandbox/destroy.json").read_text())
    stores = [each for each in named["destroy_data_stores"] if each != kept]
    refused = site.play(
        "playbooks/destroy.yml", "--limit", "rag", "-e", json.dumps({**named, "destroy_data_stores": stores})
    )
    assert refused.code != 0
    assert f"volume_claim {kept} exists and addons_delete does not name it" in refused.output
    assert listed(site, "rag", "deployments", "-A")


def lose_a_node(sandbox: Sandbox) -> None:
    """One that runs pods and whose kubelet is never heard of."""
    api = config.new_client_from_config(config_file=plane("rag")["kubeconfig"])
    core = client.CoreV1Api(api)
    room = {"cpu": "8", "memory": "32Gi", "pods": "110"}
    unheard = [{"type": "Ready", "status": "Unknown"}]
    core.create_node(
        {"metadata": {"name": LOST}, "status": {"allocatable": room, "capacity": room, "conditions": unheard}}
    )
    until(
        lambda: bool(listed(sandbox, "rag", "pods", "-A", f"--field-selector=spec.nodeName={LOST}")), "it has no pods"
    )


def test_destroy_waits_neither_for_dead_controllers_nor_for_dead_nodes(site: Sandbox) -> None:
    """Nobody takes finalizers away or ends pods, and still nothing is left in the account or in the cluster."""
    for each in listed(site, "rag", "deployments", "-A"):
        metadata = each["metadata"]
        site.kubectl(plane("rag"), "scale", "deployment", metadata["name"], "-n", metadata["namespace"], "--replicas=0")
    for (host, kind, name), finalizer in FINALIZERS.items():
        for each in listed(site, host, kind, "-A"):
            if each["metadata"]["name"] == name:
                patch = json.dumps({"metadata": {"finalizers": [finalizer]}})
                where = ["-n", each["metadata"]["namespace"]] if "namespace" in each["metadata"] else []
                site.kubectl(plane(host), "patch", kind, name, *where, "--type=merge", "-p", patch)
    lose_a_node(site)
    run = succeeded(site.destroy("--limit", "rag"))
    let_go = {(change["kind"], change["name"]) for change in run.changes}
    assert {("finalizers", "nodepools.karpenter.sh api"), ("lost_node", LOST)} <= let_go
    assert not {name for kind, name in site.aws() if re.search(r"\brag\b", name)}
