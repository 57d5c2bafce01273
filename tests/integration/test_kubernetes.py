"""The modules that work on Kubernetes itself, against a real API server and the emulated Secrets Manager."""

from __future__ import annotations

import base64
import io
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from http import HTTPStatus
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest
import yaml
from ansible.module_utils.testing import patch_module_args
from ansible_collections.pinksea.platform.plugins.modules import (
    custom_resource_definitions,
    finalizers,
    kubernetes_secrets,
    lost_nodes,
    volume_claims,
)
from kubernetes import client, config

from tests.integration.conftest import Sandbox
from tests.integration.redis_nodes import until
from tests.unit.plugins.modules.ladder import done, refused

Core = client.CoreV1Api
PASSWORD = "swordfish-of-redis"


@pytest.fixture(scope="module")
def core(sandbox: Sandbox) -> Core:
    plane = sandbox.endpoints["control_planes"][0]
    return Core(config.new_client_from_config(config_file=plane["kubeconfig"]))


@pytest.fixture
def namespace(core: Core) -> Iterator[str]:
    name = f"kubernetes-{uuid.uuid4().hex[:8]}"
    core.create_namespace({"metadata": {"name": name}})
    yield name
    core.delete_namespace(name)


@pytest.fixture
def kubeconfig(sandbox: Sandbox, core: Core, namespace: str, tmp_path: Path) -> Iterator[str]:
    """As eks_kubeconfig writes it: with a command that prints a token."""
    rbac = client.RbacAuthorizationV1Api(core.api_client)
    core.create_namespaced_service_account(namespace, {"metadata": {"name": "operator"}})
    rbac.create_cluster_role_binding(
        {
            "metadata": {"name": namespace},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"},
            "subjects": [{"kind": "ServiceAccount", "name": "operator", "namespace": namespace}],
        }
    )
    token = core.create_namespaced_service_account_token("operator", namespace, {"spec": {}}).status.token
    document = yaml.safe_load(Path(sandbox.endpoints["control_planes"][0]["kubeconfig"]).read_text())
    command = {"command": "echo", "args": [json.dumps({"status": {"token": token}})]}
    document["users"] = [{"name": document["users"][0]["name"], "user": {"exec": command}}]
    path = tmp_path / "kubeconfig"
    path.write_text(json.dumps(document))
    yield str(path)
    rbac.delete_cluster_role_binding(namespace)


@pytest.fixture
def manager(sandbox: Sandbox) -> Any:
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": "us-east-1"}
    return boto3.client("secretsmanager", endpoint_url=sandbox.endpoints["aws"], **keys)


@pytest.fixture
def source(manager: Any, namespace: str) -> Iterator[str]:
    name = f"demo/{namespace}/redis"
    manager.create_secret(Name=name, SecretString=json.dumps({"username": "app", "password": PASSWORD}))
    yield name
    manager.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)


def held(core: Core, namespace: str) -> dict[str, dict[str, str]]:
    found = core.list_namespaced_secret(namespace).items
    return {each.metadata.name: {k: base64.b64decode(v).decode() for k, v in each.data.items()} for each in found}


def test_a_secret_is_brought_renewed_and_removed(
    core: Core, namespace: str, kubeconfig: str, manager: Any, source: str
) -> None:
    given = {"secrets": [{"name": f"{namespace}/redis", "source": source}], "kubeconfig": kubeconfig}
    results = []

    def climb(action: str, **more: Any) -> None:
        before = held(core, namespace)
        planned = done(kubernetes_secrets, given | more, manager, check=True)
        assert held(core, namespace) == before
        made = done(kubernetes_secrets, given | more, manager)
        assert made["changes"] == planned["changes"]
        assert made["changes"] == [{"action": action, "kind": "kubernetes_secret", "name": f"{namespace}/redis"}]
        for check in (True, False):
            assert not done(kubernetes_secrets, given | more, manager, check=check)["changed"]
        results.extend([planned, made])

    climb("create")
    assert held(core, namespace) == {"redis": {"username": "app", "password": PASSWORD}}
    manager.put_secret_value(SecretId=source, SecretString=json.dumps({"password": f"{PASSWORD}-2"}))
    climb("update")
    assert held(core, namespace) == {"redis": {"password": f"{PASSWORD}-2"}}
    core.patch_namespaced_secret("redis", namespace, {"data": {"password": base64.b64encode(b"drift").decode()}})
    climb("update")
    assert held(core, namespace) == {"redis": {"password": f"{PASSWORD}-2"}}
    climb("delete", state="absent")
    assert held(core, namespace) == {}
    assert PASSWORD not in json.dumps(results)
    assert base64.b64encode(PASSWORD.encode()).decode()[:16] not in json.dumps(results)


def test_what_external_secrets_owns_is_left_to_it(
    core: Core, namespace: str, kubeconfig: str, manager: Any, source: str
) -> None:
    owner = {"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "name": "redis", "uid": "1"}
    core.create_namespaced_secret(
        namespace, {"metadata": {"name": "redis", "ownerReferences": [owner]}, "stringData": {"password": "theirs"}}
    )
    given = {"secrets": [{"name": f"{namespace}/redis", "source": source}], "kubeconfig": kubeconfig}
    assert not done(kubernetes_secrets, given, manager)["changed"]


def test_what_a_cluster_refuses_is_told_without_what_was_sent(kubeconfig: str, manager: Any, source: str) -> None:
    given = {"secrets": [{"name": "no-such-namespace/redis", "source": source}], "kubeconfig": kubeconfig}
    message = refused(kubernetes_secrets, given, manager)
    assert "POST /api/v1/namespaces/no-such-namespace/secrets: the cluster answers 404, NotFound." in message
    assert PASSWORD not in message


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"secrets": [{"name": "redis", "source": "x"}]}, "Kubernetes Secret 'redis': give it as namespace/name"),
        ({"cluster_exists": False}, "cluster_exists is false: that is for a plan in check mode"),
    ],
)
def test_bad_input_is_refused(manager: Any, source: str, changes: dict[str, Any], sentence: str) -> None:
    given = {"secrets": [{"name": "prod/redis", "source": source}], "kubeconfig": "/nowhere"}
    assert sentence in refused(kubernetes_secrets, given | changes, manager)


def test_a_plan_without_a_cluster(manager: Any, namespace: str) -> None:
    """Neither the cluster nor the secret is there yet; what the operator has to bring is no part of it."""
    given = [{"name": "prod/redis", "source": f"demo/{namespace}/none"}]
    given += [{"name": "prod/openai", "source": f"demo/{namespace}/brought", "generated": False}]
    arguments = {"secrets": given, "kubeconfig": "/nowhere", "cluster_exists": False}
    planned = done(kubernetes_secrets, arguments, manager, check=True)
    assert [change["name"] for change in planned["changes"]] == ["prod/redis"]


@pytest.fixture
def claim(core: Core, namespace: str) -> Callable[[str], str]:
    """Makes a claim bound to a volume that nobody provisions, and returns its name."""

    def make(name: str) -> str:
        spec: dict[str, Any] = {"accessModes": ["ReadWriteOnce"], "storageClassName": ""}
        reference = {"kind": "PersistentVolumeClaim", "namespace": namespace, "name": name}
        core.create_persistent_volume(
            {
                "metadata": {"name": f"{namespace}-{name}"},
                "spec": {
                    **spec,
                    "capacity": {"storage": "1Gi"},
                    "persistentVolumeReclaimPolicy": "Retain",
                    "hostPath": {"path": "/nowhere"},
                    "claimRef": reference,
                },
            }
        )
        asked = {"resources": {"requests": {"storage": "1Gi"}}, "volumeName": f"{namespace}-{name}"}
        metadata = {"name": name, "labels": {"app": namespace}}
        core.create_namespaced_persistent_volume_claim(namespace, {"metadata": metadata, "spec": spec | asked})
        return f"{namespace}/{name}"

    return make


def runner_of(module: ModuleType, given: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    def run(check: bool = False, **more: Any) -> dict[str, Any]:
        output = io.StringIO()
        arguments = {**given, **more, "_ansible_check_mode": check}
        with patch_module_args(arguments), redirect_stdout(output), pytest.raises(SystemExit):
            module.main()
        result: dict[str, Any] = json.loads(output.getvalue())
        return result

    return run


def test_claims_go_only_when_all_are_named(
    core: Core, namespace: str, kubeconfig: str, claim: Callable[[str], str]
) -> None:
    first, second = claim("data-0"), claim("data-1")
    given = {"selector": f"app={namespace}", "kubeconfig": kubeconfig, "state": "absent", "wait_interval": 0.1}
    run = runner_of(volume_claims, given)

    sentence = f"volume_claim {second} exists and delete does not name it: add it there"
    assert run(delete=[first])["msg"].startswith(sentence)
    assert set(run(state="present")["claims"]) == {first, second}
    planned = run(check=True, delete=[first, second])
    assert set(run(state="present")["claims"]) == {first, second}
    assert run(delete=[first, second])["changes"] == planned["changes"]
    assert core.list_namespaced_persistent_volume_claim(namespace).items == []
    assert not run(delete=[first, second])["changed"]
    for name in ("data-0", "data-1"):
        core.delete_persistent_volume(f"{namespace}-{name}")


@pytest.fixture
def ingress(core: Core, namespace: str) -> Iterator[Callable[[], list[str] | None]]:
    """An ingress that waits for the load balancer controller and somebody else; asks which finalizers it has left."""
    api = client.NetworkingV1Api(core.api_client)
    names = ["ingress.k8s.aws/resources", "example.org/other"]
    spec = {"defaultBackend": {"service": {"name": "web", "port": {"number": 80}}}}
    api.create_namespaced_ingress(namespace, {"metadata": {"name": "web", "finalizers": names}, "spec": spec})
    yield lambda: api.read_namespaced_ingress("web", namespace).metadata.finalizers
    api.patch_namespaced_ingress("web", namespace, {"metadata": {"finalizers": None}})


def letting_go(namespace: str, kubeconfig: str) -> Callable[..., dict[str, Any]]:
    dead = {
        "namespace": namespace,
        "deployment": "controller",
        "finalizers": ["ingress.k8s.aws/resources"],
        "resources": ["networking.k8s.io/ingresses", "no.such.group/*", "/services"],
    }
    return runner_of(finalizers, {"controllers": [dead], "kubeconfig": kubeconfig})


def test_what_waits_for_a_dead_controller_is_let_go(
    namespace: str, kubeconfig: str, ingress: Callable[[], list[str] | None]
) -> None:
    run = letting_go(namespace, kubeconfig)
    planned = run(check=True)
    assert len(ingress() or []) == 2
    assert run()["changes"] == planned["changes"]
    assert planned["changes"] == [
        {"action": "delete", "kind": "finalizers", "name": f"ingresses.networking.k8s.io {namespace}/web"}
    ]
    assert ingress() == ["example.org/other"]
    assert not run()["changed"]


def test_without_a_cluster_nothing_is_let_go() -> None:
    given = {"controllers": [], "kubeconfig": "/nowhere", "cluster_exists": False}
    assert not runner_of(finalizers, given)()["changed"]


@pytest.fixture
def stuck(core: Core, namespace: str) -> Iterator[Callable[[], bool]]:
    """A pod that was deleted, on a node that nobody hears of; whether it is still there."""
    unheard = [{"type": "Ready", "status": "Unknown"}]
    node = {"metadata": {"name": namespace}, "spec": {"unschedulable": True}, "status": {"conditions": unheard}}
    core.create_node(node)
    container = {"name": "main", "image": "registry.example/main"}
    core.create_namespaced_pod(
        namespace, {"metadata": {"name": "stuck"}, "spec": {"nodeName": namespace, "containers": [container]}}
    )
    core.delete_namespaced_pod("stuck", namespace)
    yield lambda: bool(core.list_namespaced_pod(namespace).items)
    core.delete_node(namespace)


def test_pods_of_a_node_that_nobody_hears_of_go(namespace: str, kubeconfig: str, stuck: Callable[[], bool]) -> None:
    run = runner_of(lost_nodes, {"kubeconfig": kubeconfig})
    assert stuck()
    planned = run(check=True)
    assert run()["changes"] == planned["changes"]
    assert {"action": "update", "kind": "lost_node", "name": namespace} in planned["changes"]
    until(lambda: not stuck(), "its pod is never removed")
    assert not run()["changed"]


def test_definitions_go_with_objects_that_wait_for_nobody_any_more(core: Core, namespace: str, kubeconfig: str) -> None:
    group = f"{namespace}.example.org"
    api, custom = client.ApiextensionsV1Api(core.api_client), client.CustomObjectsApi(core.api_client)
    schema = {"openAPIV3Schema": {"type": "object"}}
    spec = {
        "group": group,
        "scope": "Namespaced",
        "names": {"plural": "things", "kind": "Thing"},
        "versions": [{"name": "v1", "served": True, "storage": True, "schema": schema}],
    }
    api.create_custom_resource_definition({"metadata": {"name": f"things.{group}"}, "spec": spec})
    thing = {
        "apiVersion": f"{group}/v1",
        "kind": "Thing",
        "metadata": {"name": "one", "finalizers": ["example.org/gone"]},
    }
    eventually(lambda: custom.create_namespaced_custom_object(group, "v1", namespace, "things", thing))
    given = {"groups": [group], "kubeconfig": kubeconfig, "wait_interval": 0.1, "state": "absent"}
    run = runner_of(custom_resource_definitions, given)
    assert set(run(state="present")["definitions"]) == {f"things.{group}"}
    planned = run(check=True)
    assert set(run(state="present")["definitions"]) == {f"things.{group}"}
    assert run()["changes"] == planned["changes"]
    assert run(state="present")["definitions"] == {}
    assert not run()["changed"]


def eventually(attempt: Callable[[], Any]) -> None:
    """A definition is served a moment after it was made."""
    for _ in range(600):
        try:
            attempt()
        except client.ApiException as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
        else:
            return
    raise AssertionError("the definition is never served")
