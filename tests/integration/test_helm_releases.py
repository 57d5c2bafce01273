"""The module against a real API server, from the first installation to killed runs."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import uuid
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from ansible_collections.pinksea.platform.plugins.modules import helm_releases
from kubernetes import client, config

ENDPOINTS = Path(__file__).parents[2] / ".sandbox" / "endpoints.json"
pytestmark = pytest.mark.skipif(not ENDPOINTS.is_file(), reason="the sandbox is not running: make sandbox-up")

CONFIGMAP = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
  finalizers: {{ .Values.finalizers | toJson }}
data:
  values: {{ .Values | toJson | quote }}
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  selector:
    matchLabels: {app: {{ .Release.Name }}}
  template:
    metadata:
      labels: {app: {{ .Release.Name }}}
    spec:
      nodeSelector: {kubernetes.io/os: {{ .Values.os }}}
      containers:
        - {name: main, image: registry.example/web}
"""
NEVER_READY = {"os": "none"}


class Platform:
    def __init__(self, helm: str, kubeconfig: str, charts: Path) -> None:
        self.helm, self.kubeconfig, self.charts = helm, kubeconfig, charts
        self.namespace = f"helm-releases-{uuid.uuid4().hex[:8]}"
        self.seen: dict[str, dict[str, object]] = {}

    def release(self, name: str, **changes: object) -> dict[str, object]:
        chart = str(self.charts / "web")
        common = {"name": name, "namespace": self.namespace, "chart": chart, "create_namespace": True, "timeout": 60}
        self.seen[name] = common
        return {**common, **changes}

    def start(self, *releases: dict[str, object], check: bool = False, **options: object) -> subprocess.Popen[str]:
        arguments = {
            **{"releases": releases, "helm_binary": self.helm, "kubeconfig": self.kubeconfig},
            **{"_ansible_check_mode": check, "_ansible_diff": True, **options},
        }
        run = subprocess.Popen(
            [sys.executable, helm_releases.__file__],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert run.stdin
        run.stdin.write(json.dumps({"ANSIBLE_MODULE_ARGS": arguments}))
        run.stdin.close()
        return run

    def run(self, *releases: dict[str, object], **options: object) -> dict:
        with self.start(*releases, **options) as run:
            assert run.stdout
            return json.loads(run.stdout.read())

    def kill_when(self, status: str, *releases: dict[str, object], **options: object) -> None:
        """SIGKILL the module and its helm as soon as the first release has that status."""
        name = str(releases[0]["name"])
        with self.start(*releases, **options) as run:
            while self.status(name) != status:
                assert run.poll() is None, f"the run ended before {name} was {status}"
            os.killpg(run.pid, signal.SIGKILL)
        assert self.status(name) == status

    def status(self, name: str) -> str | None:
        command = [
            self.helm,
            "get",
            "metadata",
            name,
            "-n",
            self.namespace,
            "-o",
            "json",
            "--kubeconfig",
            self.kubeconfig,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return json.loads(done.stdout)["status"] if done.returncode == 0 else None


@pytest.fixture(scope="module", autouse=True)
def node():
    """A simulated node for the pods, beside those that an EKS node group may have brought."""
    plane = json.loads(ENDPOINTS.read_text())["control_planes"][0]["kubeconfig"]
    api = client.CoreV1Api(config.new_client_from_config(plane))
    room = {"cpu": "4", "memory": "8Gi", "pods": "50"}
    manifest = {
        "metadata": {
            "generateName": "helm-releases-",
            "labels": {"kubernetes.io/os": "linux"},
            "annotations": {"kwok.x-k8s.io/node": "fake"},
        },
        "status": {"capacity": room, "allocatable": room},
    }
    name = api.create_node(manifest).metadata.name
    yield
    api.delete_node(name)


@pytest.fixture
def platform(tmp_path):
    endpoints = json.loads(ENDPOINTS.read_text())
    templates = tmp_path / "web" / "templates"
    templates.mkdir(parents=True)
    (tmp_path / "web" / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n")
    (tmp_path / "web" / "values.yaml").write_text("os: linux\nfinalizers: []\n")
    (templates / "configmap.yaml").write_text(CONFIGMAP)
    (templates / "deployment.yaml").write_text(DEPLOYMENT)
    platform = Platform(endpoints["helm"], endpoints["control_planes"][0]["kubeconfig"], tmp_path)
    yield platform
    platform.run(*platform.seen.values(), state="absent")
    core(platform).delete_namespace(platform.namespace)


def core(platform: Platform) -> client.CoreV1Api:
    return client.CoreV1Api(config.new_client_from_config(platform.kubeconfig))


def names(result: dict) -> list[tuple[str, str]]:
    return [(change["action"], change["name"].partition("/")[2]) for change in result["changes"]]


def outcomes(result: dict) -> dict[str, str]:
    return {each["release"].partition("/")[2]: each["outcome"] for each in result["outcomes"]}


def test_create_change_remove_each_planned_done_and_repeated(platform):
    def three_times(*releases, **options):
        """The plan, the run and its repetition: the first two agree and the last finds nothing to do."""
        planned = platform.run(*releases, check=True, **options)
        done = platform.run(*releases, **options)
        again = platform.run(*releases, **options)
        assert sorted(names(planned)) == sorted(names(done))
        assert not again["changed"], again["changes"]
        return sorted(names(done))

    base, web = platform.release("base", values={"replicas": 2}), platform.release("web", after=["base"])
    assert three_times(base, web) == [("create", "base"), ("create", "web")]

    changed_values = {**base, "values": {"replicas": 3}}
    assert three_times(changed_values, web) == [("update", "base")]

    without_values = {**base, "values": {}}
    assert three_times(without_values, web) == [("update", "base")]
    assert "replicas" not in core(platform).read_namespaced_config_map("base", platform.namespace).data["values"]

    template = platform.charts / "web" / "templates" / "configmap.yaml"
    template.write_text(CONFIGMAP + "  more: data\n")
    assert three_times(without_values, web) == [("update", "base"), ("update", "web")]

    assert three_times(without_values, web, state="absent") == [("delete", "base"), ("delete", "web")]
    assert core(platform).list_namespaced_secret(platform.namespace, label_selector="owner=helm").items == []


def test_what_depends_waits_and_goes_first_when_removed(platform):
    releases = [platform.release(name, after=after) for name, after in (("c", ["b"]), ("b", ["a"]), ("a", []))]
    assert list(outcomes(platform.run(*releases))) == ["a", "b", "c"]
    assert list(outcomes(platform.run(*releases, state="absent"))) == ["c", "b", "a"]


def test_a_failure_stops_only_what_depends_on_it(platform):
    bad = platform.release("bad", values=NEVER_READY, timeout=2)
    releases = [bad, platform.release("good"), platform.release("next", after=["bad"]), platform.release("beside")]
    result = platform.run(*releases)
    assert result["failed"]
    assert outcomes(result) == {"bad": "failed", "good": "create", "beside": "create", "next": "not started"}
    assert len(result["problems"]) == 1
    assert result["problems"][0].startswith(f"release {platform.namespace}/bad: helm upgrade failed: ")
    counted, failed, waiting = result["msg"].splitlines()
    assert counted == "1 of 4 releases failed, 1 were not started, the others are done:"
    assert f"Deployment/{platform.namespace}/bad not ready" in failed
    assert waiting.endswith(f"waits for {platform.namespace}/bad")

    repaired = platform.run({**bad, "values": {}, "timeout": 60}, *releases[1:])
    assert sorted(names(repaired)) == [("create", "bad"), ("create", "next")]


def test_a_failed_installation_that_is_kept_is_upgraded(platform):
    release = platform.release("web", atomic=False)
    assert platform.run({**release, "values": NEVER_READY, "timeout": 2})["failed"]
    assert platform.status("web") == "failed"
    assert names(platform.run(release)) == [("update", "web")]


def test_a_killed_installation_is_done_again(platform):
    release = platform.release("web")
    platform.kill_when("pending-install", {**release, "values": NEVER_READY})
    assert names(platform.run(release)) == [("update", "web")]
    assert platform.status("web") == "deployed"
    assert not platform.run(release)["changed"]


def test_a_killed_upgrade_is_done_again(platform):
    release = platform.release("web")
    platform.run(release)
    platform.kill_when("pending-upgrade", {**release, "values": NEVER_READY})
    changed = {**release, "values": {"replicas": 3}}
    assert names(platform.run(changed)) == [("update", "web")]
    assert platform.status("web") == "deployed"
    assert not platform.run(changed)["changed"]


@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_killed_removal_is_completed_or_undone(platform, state):
    release = platform.release("web", values={"finalizers": ["pinksea.example/hold"]})
    platform.run(release)
    platform.kill_when("uninstalling", release, state="absent")
    core(platform).patch_namespaced_config_map("web", platform.namespace, {"metadata": {"finalizers": None}})
    platform.run({**release, "values": {}}, state=state)
    assert platform.status("web") == ("deployed" if state == "present" else None)


def test_the_archive_of_an_installed_directory_changes_nothing(platform):
    release = platform.release("web")
    platform.run(release)
    archive = shutil.make_archive(str(platform.charts / "web-1.0.0"), "gztar", platform.charts, "web")
    renamed = Path(archive).rename(platform.charts / "web-1.0.0.tgz")
    assert not platform.run({**release, "chart": str(renamed)})["changed"]


@pytest.fixture
def repository(platform, tmp_path, monkeypatch):
    """URL of a chart repository that serves version 1.0.0 of the chart."""
    for name in ("CACHE", "CONFIG", "DATA"):
        monkeypatch.setenv(f"HELM_{name}_HOME", str(tmp_path / "helm" / name))
    served = tmp_path / "repository"
    subprocess.run(
        [platform.helm, "package", tmp_path / "web", "--destination", served], check=True, capture_output=True
    )
    subprocess.run([platform.helm, "repo", "index", served], check=True, capture_output=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=served)) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_chart_from_a_repository(platform, repository):
    stand_in = platform.release("web")
    platform.run(stand_in)
    real = {**stand_in, "chart": "web", "repository": repository, "version": "1.0.0"}
    assert names(platform.run(real)) == [("update", "web")]
    assert not platform.run(real)["changed"]
    missing = platform.run({**real, "version": "9.9.9"})
    assert missing["problems"][0].startswith(f"release {platform.namespace}/web: helm show failed: ")
    assert "9.9.9" in missing["problems"][0]
    assert not platform.run(real)["changed"]


def test_a_kubeconfig_without_a_cluster_is_one_sentence(platform, tmp_path):
    platform.run(platform.release("web"))
    elsewhere = tmp_path / "kubeconfig"
    elsewhere.write_text("apiVersion: v1\nkind: Config\n")
    result = platform.run(platform.release("web"), kubeconfig=str(elsewhere))
    assert result["msg"] == f"kubeconfig {elsewhere} has no current context: write it anew with eks_kubeconfig."


@pytest.fixture
def definition(platform):
    """The definition of a kind in the chart's folder crds, by the values that its field takes."""
    name = f"things.{platform.namespace}.example.org"
    folder = platform.charts / "web" / "crds"
    folder.mkdir()

    def write(*values: str) -> str:
        field = {"type": "string", "enum": list(values)}
        schema = {"openAPIV3Schema": {"type": "object", "properties": {"size": field}}}
        manifest = {
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": name},
            "spec": {
                "group": name.partition(".")[2],
                "scope": "Namespaced",
                "names": {"plural": "things", "kind": "Thing"},
                "versions": [{"name": "v1", "served": True, "storage": True, "schema": schema}],
            },
        }
        (folder / "things.yaml").write_text(json.dumps(manifest))
        return name

    yield write
    definitions(platform).delete_custom_resource_definition(name)


def definitions(platform: Platform) -> client.ApiextensionsV1Api:
    return client.ApiextensionsV1Api(config.new_client_from_config(platform.kubeconfig))


def sizes(platform: Platform, name: str) -> list[str]:
    found = definitions(platform).read_custom_resource_definition(name)
    return found.spec.versions[0].schema.open_apiv3_schema.properties["size"].enum


def test_definitions_are_upgraded_with_their_release(platform, definition):
    name = definition("=", "small")
    platform.run(platform.release("web"))
    assert sizes(platform, name) == ["=", "small"]
    definition("=", "small", "large")
    assert names(platform.run(platform.release("web"))) == [("update", "web")]
    assert sizes(platform, name) == ["=", "small", "large"]


def test_definitions_that_somebody_changed_are_put_right(platform, definition):
    name = definition("small")
    platform.run(platform.release("web"))
    field = {"properties": {"size": {"enum": ["odd"]}}}
    versions = [
        {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": {"type": "object", **field}}}
    ]
    versions[0]["schema"]["openAPIV3Schema"]["properties"]["size"]["type"] = "string"
    definitions(platform).patch_custom_resource_definition(name, {"spec": {"versions": versions}})
    platform.run(platform.release("web", values={"changed": True}))
    assert sizes(platform, name) == ["small"]


def test_fields_that_somebody_took_stop_a_release_unless_they_are_taken_back(platform):
    platform.run(platform.release("web", values={"a": 1}))
    taken = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "web"},
        "data": {"values": "mine"},
    }
    core(platform).patch_namespaced_config_map(
        "web",
        platform.namespace,
        taken,
        field_manager="somebody",
        force=True,
        _content_type="application/apply-patch+yaml",
    )
    refused = platform.run(platform.release("web", values={"a": 2}))
    assert "conflict" in refused["problems"][0]
    assert names(platform.run(platform.release("web", values={"a": 2}, force_conflicts=True))) == [("update", "web")]
    found = core(platform).read_namespaced_config_map("web", platform.namespace)
    assert json.loads(found.data["values"])["a"] == 2


def test_objects_that_stand_already_are_taken_over_only_when_asked(platform):
    other = platform.release("other")
    platform.run(other)
    core(platform).create_namespaced_config_map(platform.namespace, {"metadata": {"name": "web"}})
    refused = platform.run(platform.release("web"))
    assert "invalid ownership metadata" in refused["problems"][0]
    assert names(platform.run(platform.release("web", take_ownership=True))) == [("create", "web")]
