"""aurora_schema and rls_audit by a Job: a real API server and PostgreSQL, the command of the pod as a process here.

The API server, its admission, scheduler and controllers are real. The node is the test's own, and no image is built.
"""

from __future__ import annotations

import json
import os
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import aurora_schema, rls_audit
from kubernetes import client

from tests.integration.conftest import ENDPOINTS, ROOT
from tests.integration.databases import INVENTORY, Cluster, Options, cluster
from tests.integration.kubelet import Kubelet, Pod
from tests.integration.redis_nodes import until
from tests.unit.plugins.modules.ladder import done, refused

pytestmark = pytest.mark.skipif(not ENDPOINTS.is_file(), reason="the sandbox is not running: make sandbox-up")

RESTRICTED = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "warn")}
VALUES = {
    "image": {"registry": "registry.example.com", "digest": f"sha256:{'0' * 64}"},
    "region": "us-east-1",
    "cidrs": ["10.0.11.0/24"],
    "network": {"vpc": "10.0.0.0/16"},
}


@dataclass
class Place:
    """A namespace, and the node on which its Jobs run."""

    namespace: str
    kubelet: Kubelet
    helm: str

    def job(self, **changes: Any) -> Options:
        return {
            "chart": str(ROOT / "charts/database-job"),
            "namespace": self.namespace,
            "kubeconfig": self.kubelet.kubeconfig,
            "helm_binary": self.helm,
            "values": {**VALUES, "nodeSelector": self.kubelet.selector},
            "timeout": 60,
            **changes,
        }

    def objects(self) -> dict[str, list[Any]]:
        batch, core = client.BatchV1Api(self.kubelet.api), self.kubelet.core
        return {
            "jobs": batch.list_namespaced_job(self.namespace).items,
            "files": [
                each
                for each in core.list_namespaced_config_map(self.namespace).items
                if each.metadata.name != "kube-root-ca.crt"
            ],
            "pods": core.list_namespaced_pod(self.namespace).items,
        }


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    endpoints = json.loads(ENDPOINTS.read_text())
    aws = {"AWS_ENDPOINT_URL": endpoints["aws"], "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    kubelet = Kubelet(tmp_path / "node", endpoints["control_planes"][0]["kubeconfig"], aws)
    namespace = f"database-job-{uuid.uuid4().hex[:8]}"
    kubelet.core.create_namespace({"metadata": {"name": namespace, "labels": RESTRICTED}})
    try:
        with kubelet.running():
            yield Place(namespace, kubelet, endpoints["helm"])
    finally:
        kubelet.core.delete_namespace(namespace)


@pytest.fixture
def server() -> Iterator[Cluster]:
    with cluster() as made:
        yield made


def by_job(server: Cluster, place: Place, **changes: Any) -> Options:
    """What makes of an option set one that a Job can have: the master's password in a secret."""
    return {"user": None, "password": None, "secret": server.secret(server.master), "job": place.job(), **changes}


@pytest.fixture(autouse=True)
def _password(server: Cluster) -> None:
    """The master's secret holds the password it has."""
    name = server.secret(server.master)
    server.aws.put_secret_value(SecretId=name, SecretString=server.value(server.master, server.password))
    server.secrets[name] = server.password


def test_a_job_makes_what_the_control_host_would(server: Cluster, place: Place) -> None:
    stated = [server.schema("dev"), server.schema("prod")]
    expected = server.converge(*stated, check=True)
    planned = server.converge(*stated, check=True, **by_job(server, place))
    assert server.execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 't%\\_dev'") == [(0,)]
    made = server.converge(*stated, **by_job(server, place))
    for result in (planned, made):
        assert {key: result[key] for key in ("changes", "diff", "schemas", "changed")} == {
            key: expected[key] for key in ("changes", "diff", "schemas", "changed")
        }
    for again in (server.converge(*stated), server.converge(*stated, **by_job(server, place))):
        assert (again["changed"], again["changes"], again["diff"]) == (False, [], [])
    assert [("--check" in each.argv) for each in place.kubelet.containers] == [True, False, False]
    removed = server.converge(*stated, state="absent", **by_job(server, place))
    assert {change["action"] for change in removed["changes"]} == {"delete"}
    assert server.converge(*stated, state="absent", check=True)["changes"] == []


def test_no_password_leaves_the_pod(server: Cluster, place: Place) -> None:
    result = server.converge(server.schema("dev"), **by_job(server, place))
    (container,) = place.kubelet.containers
    objects = {kind: [each.to_dict() for each in listed] for kind, listed in place.objects().items()}
    for seen in (result, container, objects):
        assert [password for password in server.secrets.values() if password in str(seen)] == []


def test_what_a_job_leaves_is_its_own(server: Cluster, place: Place) -> None:
    server.converge(server.schema("dev"), **by_job(server, place))
    objects = place.objects()
    ((job,), (config,)) = (objects[kind] for kind in ("jobs", "files"))
    assert job.spec.ttl_seconds_after_finished == 600
    assert [(owner.kind, owner.uid) for owner in config.metadata.owner_references] == [("Job", job.metadata.uid)]
    until(lambda: place.objects()["jobs"][0].status.succeeded == 1, "the Job does not end")


def test_a_namespace_is_made_for_restricted_pods(server: Cluster, place: Place) -> None:
    name = f"{place.namespace}-made"
    options = by_job(server, place, job=place.job(namespace=name, create_namespace=True))
    try:
        planned = server.converge(server.schema("dev"), check=True, **options)
        assert f"its namespace {name} is not there yet" in str(planned["warnings"])
        for changes in (planned["changes"], []):
            assert server.converge(server.schema("dev"), **options)["changes"] == changes
        made = place.kubelet.core.read_namespace(name)
        assert made.metadata.labels["pod-security.kubernetes.io/enforce"] == "restricted"
    finally:
        place.kubelet.core.delete_namespace(name)


def test_a_failure_is_told_in_the_same_words(server: Cluster, place: Place, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_one.sql").write_text("CREATE TABLE one (id integer PRIMARY KEY);\nSELECT * FROM none;\n")
    schema = {"name": server.name("small"), "migrations": str(folder), "roles": []}
    there = refused(aurora_schema, server.options(schema, **by_job(server, place)), server.aws)
    assert "statement 2, line 2, column 15" in there
    assert there == server.refusal(schema)
    (folder / "0001_one.sql").write_text("COMMIT;")
    assert "COMMIT would end" in refused(aurora_schema, server.options(schema, **by_job(server, place)), server.aws)
    assert len(place.kubelet.containers) == 1


def audit(server: Cluster, **changes: Any) -> Options:
    stated = {
        "probes": INVENTORY["aurora_schema_probes"],
        "tasks": INVENTORY["aurora_schema_tasks"],
        "shared_tables": INVENTORY["aurora_schema_shared_tables"],
        "pgbouncer_host": server.bouncer["host"],
        "pgbouncer_port": server.bouncer["port"],
    }
    return server.options(server.schema("dev"), **{**stated, **changes})


def test_an_audit_finds_there_what_it_finds_here(server: Cluster, place: Place) -> None:
    server.converge(server.schema("dev"))
    here = done(rls_audit, audit(server), server.aws)
    there = done(rls_audit, audit(server, **by_job(server, place)), server.aws)
    assert {key: there[key] for key in ("checks", "table", "leaks")} == {
        key: here[key] for key in ("checks", "table", "leaks")
    }
    server.execute(f"ALTER TABLE {server.name('dev')}.images NO FORCE ROW LEVEL SECURITY")
    catalogue = {"attack": False}
    found = refused(rls_audit, audit(server, **catalogue, **by_job(server, place)), server.aws)
    assert "row security for the owner" in found
    assert found == refused(rls_audit, audit(server, **catalogue), server.aws)


PLAY = """
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.include_role: {name: pinksea.platform.aurora_schema, tasks_from: "{{ item }}"}
      loop: [main, verify]
    - ansible.builtin.copy: {content: "{{ aurora_schema_facts | to_json }}", dest: "{{ facts }}"}
"""


def test_the_role_does_both_where_its_variable_says(server: Cluster, place: Place, tmp_path: Path) -> None:
    (tmp_path / "play.yml").write_text(PLAY)
    job = {key: value for key, value in place.job().items() if key != "chart"}
    schema = {key: value for key, value in server.schema("dev").items() if key != "migrations"}
    given = server.options(schema, **by_job(server, place, job=job))
    variables = {
        **{f"aurora_schema_{key}": value for key, value in given.items()},
        "aurora_schema_migrations": "pingvas",
        "aurora_schema_shared_tables": ["models"],
        "aurora_schema_run": "job",
        "facts": str(tmp_path / "facts.json"),
    }
    (tmp_path / "variables.json").write_text(json.dumps(variables))
    command = ["ansible-playbook", "-i", "localhost,", "-c", "local", tmp_path / "play.yml"]
    done = subprocess.run(
        [*command, "-e", f"@{tmp_path / 'variables.json'}"],
        cwd=ROOT,
        env={**os.environ, **place.kubelet.environment, "AWS_REGION": "us-east-1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert [each.argv[3] for each in place.kubelet.containers] == ["aurora_schema", "rls_audit"]
    facts = json.loads((tmp_path / "facts.json").read_text())
    assert facts["schemas"][server.name("dev")]["owner"] == f"{server.name('dev')}_owner"
    assert server.converge(server.schema("dev"))["changes"] == []


def waiting(reason: str) -> dict[str, Any]:
    return {"phase": "Pending", "state": {"waiting": {"reason": reason, "message": "not found"}}}


def killed() -> dict[str, Any]:
    return {"phase": "Failed", "state": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}}


def test_an_image_that_cannot_be_pulled_is_told_at_once(server: Cluster, place: Place) -> None:
    place.kubelet.instead = lambda pod: waiting("ErrImagePull")
    options = server.options(server.schema("dev"), **by_job(server, place))
    said = refused(aurora_schema, options, server.aws)
    assert "does not start, as its image cannot be pulled (registry.example.com/pinksea/jobs@sha256:0" in said
    assert all(each.metadata.deletion_timestamp for each in place.objects()["jobs"])


def test_a_container_that_is_killed_has_no_result(server: Cluster, place: Place) -> None:
    def instead(pod: Pod) -> dict[str, Any]:
        place.kubelet.logs[pod["metadata"]["name"]] = "half a li"
        return killed()

    place.kubelet.instead = instead
    options = server.options(server.schema("dev"), **by_job(server, place))
    said = refused(aurora_schema, options, server.aws)
    assert "ended (exit code 137, OOMKilled) without a result, its last line is 'half a li'" in said


def test_a_pod_that_is_taken_away_is_told(server: Cluster, place: Place) -> None:
    def instead(pod: Pod) -> dict[str, Any]:
        place.kubelet.core.delete_namespaced_pod(pod["metadata"]["name"], place.namespace)
        return {"phase": "Running", "state": {"running": {}}}

    place.kubelet.instead = instead
    options = server.options(server.schema("dev"), **by_job(server, place))
    assert "was taken away before it ended" in refused(aurora_schema, options, server.aws)


def test_what_keeps_a_job_from_running(server: Cluster, place: Place) -> None:
    nowhere = place.job(timeout=2, values={**VALUES, "nodeSelector": {"kubernetes.io/hostname": "none"}})
    options = server.options(server.schema("dev"), **by_job(server, place, job=nowhere))
    said = refused(aurora_schema, options, server.aws)
    assert "has not ended within 2 s (timeout) and was removed; its pod has no node (" in said
    quota = {"metadata": {"name": "none"}, "spec": {"hard": {"pods": "0"}}}
    place.kubelet.core.create_namespaced_resource_quota(place.namespace, quota)
    options["job"]["values"] = VALUES
    assert "it has no pod (Error creating: pods" in refused(aurora_schema, options, server.aws)
    options["job"]["namespace"] = "none"
    assert "make the namespace first" in refused(aurora_schema, options, server.aws)
    options["job"]["kubeconfig"] = "/dev/null"
    assert "cannot be reached" in refused(aurora_schema, options, server.aws)
    assert place.kubelet.containers == []
