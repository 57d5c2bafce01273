"""The whole site, both platforms, as a user runs it. The tests of this file build on each other in their order."""

import json
import os
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration import orphans
from tests.integration.conftest import CLUSTERS, ENDPOINTS, HOSTS, ROOT, Run, Sandbox, succeeded
from tests.integration.rows import ROWS, Account, Row

ZONE = "topology.kubernetes.io/zone"
REDIS = "app.kubernetes.io/instance=redis-sentinel"
NODE_GROUP = "pinksea.dev/node-group"
PLACEMENT: dict[str, str] = {
    name: group
    for host in HOSTS
    for name, group in yaml.safe_load((ROOT / f"inventories/group_vars/{host}/capacity.yml").read_text())[
        "capacity_placement"
    ].items()
}
IN_THE_DATABASE = {"schema", "role", "migration", "grant"}


def in_aws(resources: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Without what is made inside PostgreSQL, which test_aurora_schema looks at."""
    return {resource for resource in resources if resource[0] not in IN_THE_DATABASE}


@pytest.fixture(scope="module")
def empty(sandbox: Sandbox) -> Sandbox:
    """The sandbox with nothing of ours in it."""
    sandbox.faults()
    succeeded(sandbox.destroy())
    assert sandbox.aws() == set()
    return sandbox


@pytest.fixture(scope="module")
def plan(empty: Sandbox) -> Run:
    return succeeded(empty.play("site.yml", "--check", "--diff"))


@pytest.fixture(scope="module")
def created(plan: Run, sandbox: Sandbox) -> Run:
    assert sandbox.aws() == set(), "a plan made something"
    assert sandbox.namespaces() == set(), "a plan made something"
    return succeeded(sandbox.play("site.yml", "-vvv", "--diff"))


def test_the_plan_announces_what_the_run_creates(plan: Run, created: Run, sandbox: Sandbox) -> None:
    assert plan.resources("create") == created.resources("create")
    assert in_aws(created.resources("create")) == sandbox.exists()
    assert {host for host in HOSTS if plan.changed[host]} == set(HOSTS)


def test_the_pods_are_ready_on_the_nodes_that_preflight_counts_for_them(created: Run, sandbox: Sandbox) -> None:
    for plane in sandbox.endpoints["control_planes"]:
        nodes = {
            node["metadata"]["name"]: node["metadata"]["labels"][NODE_GROUP]
            for node in sandbox.kubectl(plane, "get", "nodes")["items"]
        }
        assert "system" in nodes.values()
        assert set(nodes.values()) <= {"system", *PLACEMENT.values()}
        for pod in sandbox.kubectl(plane, "get", "pods", "-A")["items"]:
            placed = PLACEMENT.get(pod["metadata"]["labels"].get("app.kubernetes.io/name", ""))
            assert placed in {None, nodes[pod["spec"]["nodeName"]]}, pod["metadata"]["name"]
        deployments = sandbox.kubectl(plane, "get", "deployments", "-A")["items"]
        assert deployments
        for deployment in deployments:
            assert deployment["status"]["readyReplicas"] == deployment["spec"]["replicas"]


def test_the_stores_in_the_cluster_stand(created: Run, sandbox: Sandbox) -> None:
    """Redis with a disk in the zone of each pod, PgBouncer, and the shared models in both environments."""
    cluster = {"kubeconfig": str(ROOT / f".sandbox/kubeconfig/{CLUSTERS['pingvas']}.yml")}

    def listed(kind: str, *selector: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = sandbox.kubectl(cluster, "get", kind, "-A", *selector)["items"]
        return found

    zones = {each["metadata"]["name"]: each["metadata"]["labels"][ZONE] for each in listed("nodes")}
    for name, at in (("redis", 3), ("pgbouncer", 4)):
        pods = listed("pods", "-l", f"app.kubernetes.io/name={name}")
        assert len(pods) == at
        assert all({"type": "Ready", "status": "True"}.items() <= ready(pod).items() for pod in pods)
    redis = {pod["metadata"]["name"]: zones[pod["spec"]["nodeName"]] for pod in listed("pods", "-l", REDIS)}
    assert set(redis.values()) == set(zones.values())
    volumes = {each["metadata"]["name"]: each["spec"] for each in listed("pv")}
    claims = {each["metadata"]["name"]: volumes[each["spec"]["volumeName"]] for each in listed("pvc", "-l", REDIS)}
    for name, zone in redis.items():
        (term,) = claims[f"data-{name}"]["nodeAffinity"]["required"]["nodeSelectorTerms"]
        assert term["matchExpressions"] == [{"key": ZONE, "operator": "In", "values": [zone]}]
    bound = {
        (each["metadata"]["namespace"], each["metadata"]["name"]): each["status"]["phase"] for each in listed("pvc")
    }
    assert bound.items() >= {("dev", "models"): "Bound", ("prod", "models"): "Bound"}.items()
    assert set(bound.values()) == {"Bound"}


def ready(pod: dict[str, Any]) -> dict[str, Any]:
    return next(each for each in pod["status"]["conditions"] if each["type"] == "Ready")


@pytest.fixture(scope="module")
def account(created: Run, sandbox: Sandbox) -> Account:
    return Account(sandbox.endpoints["aws"])


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_every_row_is_met(row: Row, account: Account) -> None:
    assert account.observed(row) == row.expect


def test_no_secret_is_shown(created: Run, account: Account) -> None:
    """Neither with -vvv nor in a diff: every value of Secrets Manager, also as Kubernetes writes it."""
    client = account.client("secretsmanager", "us-east-1")
    shown = [
        name
        for name, value in secret_values(client)
        if value in created.output or b64encode(value.encode()).decode() in created.output
    ]
    assert shown == []


def secret_values(client: Any) -> Iterator[tuple[str, str]]:
    for page in client.get_paginator("list_secrets").paginate():
        for secret in page["SecretList"]:
            with suppress(client.exceptions.ResourceNotFoundException):
                text = client.get_secret_value(SecretId=secret["ARN"])["SecretString"]
                pairs = json.loads(text).items()
                yield from ((f"{secret['Name']} {key}", value) for key, value in pairs if key != "username")


@pytest.mark.usefixtures("created")
def test_a_second_run_changes_nothing(sandbox: Sandbox) -> None:
    for arguments in ((), ("--check", "--diff")):
        again = succeeded(sandbox.play("site.yml", *arguments))
        assert again.changed == dict.fromkeys(HOSTS, 0), again.output[-6000:]
        assert again.changes == []


@pytest.mark.usefixtures("created")
@pytest.mark.parametrize("layer", ["network", "cluster", "services"])
def test_every_layer_runs_alone(sandbox: Sandbox, layer: str) -> None:
    assert succeeded(sandbox.play("site.yml", "--tags", layer, "--limit", "rag")).changed == {"rag": 0}


@pytest.mark.usefixtures("created")
def test_the_archive_for_galaxy_does_the_same(sandbox: Sandbox, tmp_path: Path) -> None:
    """Built, installed into an empty collections path, and run from elsewhere with a copy of its own inventories."""
    galaxy = [str(ROOT / ".venv/bin/ansible-galaxy"), "collection"]
    newcomer = os.environ | {"PYTHONPATH": ""}
    subprocess.run([*galaxy, "build", "--output-path", tmp_path], cwd=ROOT, check=True, capture_output=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    install = [*galaxy, "install", "--offline", "--no-deps", archive, "-p", tmp_path / "collections"]
    subprocess.run(install, cwd=tmp_path, env=newcomer, check=True, capture_output=True)
    installed = tmp_path / "collections/ansible_collections/pinksea/platform"
    shutil.copytree(installed / "inventories", tmp_path / "inventories", symlinks=True)
    (tmp_path / ".sandbox").mkdir()
    shutil.copy(ENDPOINTS, tmp_path / ".sandbox")
    shutil.copytree(ENDPOINTS.parent / "charts", tmp_path / ".sandbox/charts")

    elsewhere = {"ANSIBLE_COLLECTIONS_PATH": str(tmp_path / "collections"), "PYTHONPATH": ""}
    callback = {"ANSIBLE_CALLBACKS_ENABLED": "pinksea.platform.summary"}
    run = succeeded(sandbox.play("pinksea.platform.site", where=tmp_path, environment=elsewhere | callback))
    assert run.changes == []


def test_drift_is_shown_and_mended(sandbox: Sandbox, account: Account) -> None:
    """A queue that somebody changed and a topic that somebody deleted."""
    queue = account.known("interruption-queue")
    account.client("sqs", "us-east-1").set_queue_attributes(
        QueueUrl=queue, Attributes={"MessageRetentionPeriod": "600"}
    )
    sns = account.client("sns", "us-east-1")
    topics = [topic["TopicArn"] for topic in sns.list_topics()["Topics"]]
    sns.delete_topic(TopicArn=next(arn for arn in topics if arn.endswith("pingvas-shared-info")))
    wrong = [
        {"host": "pingvas", "action": "update", "kind": "sqs_queue", "name": "pingvas-shared-eks-karpenter"},
        {"host": "pingvas", "action": "create", "kind": "sns_topic", "name": "pingvas-shared-info"},
    ]
    for arguments in (("--check", "--diff"), ()):
        run = succeeded(sandbox.play("site.yml", "--limit", "pingvas", "--tags", "sqs,sns", *arguments))
        assert run.changes == wrong
    assert succeeded(sandbox.play("site.yml", "--limit", "pingvas", "--tags", "sqs,sns")).changes == []


def test_throttling_is_waited_out(sandbox: Sandbox, created: Run) -> None:
    sandbox.faults(throttle=4, service="iam")
    try:
        assert succeeded(sandbox.play("site.yml", "--limit", "rag", "--tags", "identity")).changes == []
    finally:
        sandbox.faults()


def test_credentials_that_expire_in_the_middle(sandbox: Sandbox, created: Run) -> None:
    before = sandbox.exists()
    sandbox.faults(expire_after=60)
    try:
        run = sandbox.play("site.yml", "--limit", "rag")
    finally:
        sandbox.faults()
    assert run.code != 0
    assert "renew" in run.output
    assert sandbox.exists() - before <= {("ssm_parameter", "/pinksea/rag/run")}
    assert succeeded(sandbox.play("site.yml", "--limit", "rag", "--tags", "identity")).changes == []


def test_of_two_runs_at_once_the_second_is_refused(sandbox: Sandbox, created: Run) -> None:
    with sandbox.running("site.yml", "--limit", "rag", until="TASK [pinksea.platform.kms"):
        second = sandbox.play("site.yml", "--limit", "rag")
    assert second.code != 0
    assert "rag is being changed by" in second.output
    assert second.changes == []


@pytest.mark.usefixtures("created")
def test_nothing_is_destroyed_that_is_not_named(sandbox: Sandbox) -> None:
    before = sandbox.exists()
    refused = sandbox.play("playbooks/destroy.yml")
    assert refused.code != 0
    assert "destroy_platforms does not name rag: to remove rag and all that it holds, add -e" in refused.output
    refused = sandbox.play("playbooks/destroy.yml", "-e", json.dumps({"destroy_platforms": HOSTS}))
    assert refused.code != 0
    assert "rds_cluster pingvas-shared-aurora" in refused.output
    locks = {("ssm_parameter", f"/pinksea/{name}/run") for name in ("pingvas-shared", "rag")}
    assert sandbox.exists() - locks == before


@pytest.mark.usefixtures("created")
def test_destroy_leaves_nothing(sandbox: Sandbox, account: Account) -> None:
    """Not even what controllers in the cluster made and did not come to remove."""
    orphans.inject(account)
    succeeded(sandbox.destroy())
    assert sandbox.aws() == set()
    assert sandbox.namespaces() == set()
    assert succeeded(sandbox.destroy()).changed == dict.fromkeys(HOSTS, 0)
