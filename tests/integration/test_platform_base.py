"""The base of a platform on a real API server: pods that it refuses and takes, and what its groups may do."""

from __future__ import annotations

import copy
import json
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client, config
from kubernetes.client.exceptions import ApiException

from tests.integration.conftest import ROOT, Sandbox
from tests.integration.redis_nodes import until

POD: dict[str, Any] = {
    "securityContext": {"runAsNonRoot": True, "runAsUser": 1, "seccompProfile": {"type": "RuntimeDefault"}},
    "containers": [
        {
            "name": "any",
            "image": "registry.example.com/any:1",
            "resources": {"requests": {"cpu": "1m", "memory": "1Mi"}},
            "securityContext": {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            },
        }
    ],
}
DIGEST = f"sha256:{'0' * 64}"
ROOT_SENTENCE = "container any may write to its root: set securityContext.readOnlyRootFilesystem, and mount what it"
REQUESTS = "container any does not say what it needs: give resources.requests of cpu and memory."
CHANGES = "container any has an image that may change: give a digest, or a tag other than latest."
REGISTRIES = ["registry.example.com", "registry.example.com:5000", "public.ecr.aws/docker"]
FOREIGN = f"container any has an image of another registry: take it from {' or '.join(REGISTRIES)}."
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("read-only-root", {"securityContext": {"readOnlyRootFilesystem": False}}, ROOT_SENTENCE),
    ("read-only-root", {"securityContext": {"readOnlyRootFilesystem": None}}, ROOT_SENTENCE),
    ("requests", {"resources": None}, REQUESTS),
    ("requests", {"resources": {"requests": {"memory": None}}}, REQUESTS),
    ("fixed-image", {"image": "registry.example.com/any"}, CHANGES),
    ("fixed-image", {"image": "registry.example.com:5000/any"}, CHANGES),
    ("fixed-image", {"image": "registry.example.com/any:latest"}, CHANGES),
    ("registries", {"image": "docker.io/any:1"}, FOREIGN),
    ("registries", {"image": "registry.example.com.evil.org/any:1"}, FOREIGN),
    ("registries", {"image": "any:1"}, FOREIGN),
]
TAKEN = [
    f"registry.example.com/any@{DIGEST}",
    f"registry.example.com/any:latest@{DIGEST}",
    "public.ecr.aws/docker/library/busybox:1.37.0",
]


def merged(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """None takes a key away."""
    both = {key: merged(base.get(key, {}), each) if isinstance(each, dict) else each for key, each in change.items()}
    return {key: each for key, each in {**base, **both}.items() if each is not None}


def pod(change: dict[str, Any] | None = None, kind: str = "containers") -> dict[str, Any]:
    spec = copy.deepcopy(POD)
    spec[kind] = [merged(POD["containers"][0], change or {})]
    if kind != "containers":
        spec["containers"][0]["name"] = "sound"
    return {"metadata": {"generateName": "any-"}, "spec": spec}


@dataclass
class Base:
    release: str
    api: Any
    helm: str
    kubeconfig: str
    folder: Path

    def __post_init__(self) -> None:
        self.core = client.CoreV1Api(self.api)
        self.admission = client.AdmissionregistrationV1Api(self.api)
        self.dev, self.prod, self.agents = (f"{self.release}-{name}" for name in ("dev", "prod", "agents"))

    def values(self) -> dict[str, Any]:
        application = {"podSecurity": "restricted", "application": True}
        return {
            "namespaces": {self.dev: application, self.prod: application, self.agents: {"podSecurity": "privileged"}},
            "registries": REGISTRIES,
            "access": {
                "readers": {"group": f"{self.release}:readers"},
                "developers": {"group": f"{self.release}:developers", "namespaces": [self.dev]},
                "deployers": {"group": f"{self.release}:deployers", "namespaces": [self.dev, self.prod]},
            },
        }

    def run(self, *arguments: str) -> None:
        where = ("--namespace", "kube-system", "--kubeconfig", self.kubeconfig)
        done = subprocess.run([self.helm, *arguments, *where], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    def install(self) -> None:
        file = self.folder / "values.yaml"
        file.write_text(json.dumps(self.values()))
        self.run("upgrade", self.release, str(ROOT / "charts/platform-base"), "--install", "--values", str(file))

    def refusal(self, wanted: dict[str, Any], namespace: str) -> str:
        """Why a pod is not taken; empty when it would be."""
        try:
            self.core.create_namespaced_pod(namespace, wanted, dry_run="All")
        except ApiException as error:
            return str(json.loads(str(error.body))["message"])
        return ""

    def may(self, group: str, verb: str, resource: str, namespace: str | None) -> bool:
        """What `kubectl auth can-i --as-group` asks."""
        plural, _, of = resource.partition(".")
        plural, _, part = plural.partition("/")
        asked = {"verb": verb, "resource": plural, "group": of, "subresource": part, "namespace": namespace}
        spec = {"user": "somebody", "groups": [f"{self.release}:{group}"], "resourceAttributes": asked}
        review = client.AuthorizationV1Api(self.api).create_subject_access_review({"spec": spec})
        return bool(review.status.allowed)


@pytest.fixture(scope="module")
def base(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    plane = sandbox.endpoints["control_planes"][0]["kubeconfig"]
    api = config.new_client_from_config(plane)
    made = Base(f"base-{uuid.uuid4().hex[:8]}", api, sandbox.endpoints["helm"], plane, tmp_path_factory.mktemp("base"))
    made.install()
    try:
        for namespace in (made.dev, made.prod, made.agents):
            until(lambda n=namespace: served(made, n), "a namespace has no service account")  # type: ignore[misc]
        for policy, change, _ in REFUSED:
            until(lambda c=change: bool(made.refusal(pod(c), made.dev)), f"{policy} does not work")  # type: ignore[misc]
        yield made
    finally:
        made.run("uninstall", made.release)


def served(base: Base, namespace: str) -> bool:
    return any(each.metadata.name == "default" for each in base.core.list_namespaced_service_account(namespace).items)


@pytest.mark.parametrize(("policy", "change", "sentence"), REFUSED)
@pytest.mark.parametrize("kind", ["containers", "initContainers"])
def test_a_pod_is_refused_with_what_is_wrong_and_what_to_do(
    base: Base, policy: str, change: dict[str, Any], sentence: str, kind: str
) -> None:
    for namespace in (base.dev, base.prod):
        said = base.refusal(pod(change, kind), namespace)
        assert f"ValidatingAdmissionPolicy '{base.release}-{policy}'" in said
        assert sentence in said
    assert base.refusal(pod(change, kind), base.agents) == "", "agents of nodes are no application"


@pytest.mark.parametrize("image", TAKEN)
def test_a_pod_that_keeps_to_it_is_taken(base: Base, image: str) -> None:
    assert base.refusal(pod({"image": image}), base.dev) == ""


def test_of_a_pod_that_stands_only_another_spec_is_judged(base: Base) -> None:
    """As one that was there before the policy: what works with its labels goes on."""
    base.admission.delete_validating_admission_policy_binding(f"{base.release}-fixed-image")
    old = pod({"image": "registry.example.com/any:latest"})
    until(lambda: base.refusal(old, base.dev) == "", "the policy holds on without its binding")
    name = base.core.create_namespaced_pod(base.dev, old).metadata.name
    base.install()
    until(lambda: base.refusal(old, base.dev) != "", "the policy does not come back")
    base.core.patch_namespaced_pod(name, base.dev, {"metadata": {"labels": {"seen": "yes"}}})
    image = {"spec": {"containers": [{"name": "any", "image": "registry.example.com/other:latest"}]}}
    with pytest.raises(ApiException, match="give a digest, or a tag other than latest"):
        base.core.patch_namespaced_pod(name, base.dev, image)


def test_what_debugs_a_pod_is_asked_for_its_image(base: Base) -> None:
    name = base.core.create_namespaced_pod(base.dev, pod()).metadata.name

    def debug(image: str) -> None:
        security = POD["containers"][0]["securityContext"] | {"readOnlyRootFilesystem": False}
        containers = [{"name": "debug", "image": image, "securityContext": security}]
        changed = {"spec": {"ephemeralContainers": containers}}
        base.core.patch_namespaced_pod_ephemeralcontainers(name, base.dev, changed)

    with pytest.raises(ApiException, match="container debug has an image of another registry"):
        debug("docker.io/busybox:1")
    debug("public.ecr.aws/docker/library/busybox:1.37.0")


# verb, resource, where; and who may: r(eaders), d(evelopers), c(i)
MATRIX: list[tuple[str, str, str, str]] = [
    ("get", "pods", "dev", "rdc"),
    ("get", "pods", "prod", "rc"),
    ("get", "pods/log", "prod", "rc"),
    ("list", "pods", "agents", "r"),
    ("get", "nodes", "", "r"),
    ("list", "persistentvolumes", "", "r"),
    ("get", "validatingadmissionpolicies.admissionregistration.k8s.io", "", "r"),
    ("get", "rollouts.argoproj.io", "prod", "rc"),
    ("get", "prometheusrules.monitoring.coreos.com", "dev", "rdc"),
    ("get", "secrets", "dev", "dc"),
    ("get", "secrets", "prod", "c"),
    ("get", "secrets", "agents", ""),
    ("create", "deployments.apps", "dev", "dc"),
    ("create", "deployments.apps", "prod", "c"),
    ("create", "deployments.apps", "agents", ""),
    ("patch", "rollouts.argoproj.io", "dev", "dc"),
    ("create", "externalsecrets.external-secrets.io", "prod", "c"),
    ("delete", "scaledobjects.keda.sh", "dev", "dc"),
    ("create", "networkpolicies.networking.k8s.io", "prod", "c"),
    ("create", "pods/exec", "dev", "d"),
    ("create", "pods/exec", "prod", ""),
    ("create", "pods", "prod", ""),
    ("create", "rolebindings.rbac.authorization.k8s.io", "dev", ""),
    ("update", "resourcequotas", "dev", ""),
    ("delete", "namespaces", "", ""),
    ("delete", "validatingadmissionpolicies.admissionregistration.k8s.io", "", ""),
]
GROUPS = {"r": "readers", "d": "developers", "c": "deployers"}


def allowed(base: Base, verb: str, resource: str, where: str) -> str:
    namespace = f"{base.release}-{where}" if where else None
    return "".join(short for short, group in GROUPS.items() if base.may(group, verb, resource, namespace))


def test_groups_may_what_they_are_for_and_nothing_else(base: Base) -> None:
    until(lambda: base.may("readers", "get", "rollouts.argoproj.io", base.dev), "view does not take in what is ours")
    until(
        lambda: base.may("developers", "patch", "rollouts.argoproj.io", base.dev), "edit does not take in what is ours"
    )
    found = [(verb, resource, where, allowed(base, verb, resource, where)) for verb, resource, where, _ in MATRIX]
    assert found == MATRIX
    assert not base.may("strangers", "get", "pods", base.dev)


def test_without_its_binding_a_group_may_nothing(base: Base) -> None:
    """Else the test above could not fail."""
    rbac = client.RbacAuthorizationV1Api(base.api)
    rbac.delete_namespaced_role_binding("developers", base.dev)
    until(lambda: not base.may("developers", "get", "pods", base.dev), "the binding has no say")
    base.install()
    until(lambda: base.may("developers", "get", "pods", base.dev), "the binding does not come back")
