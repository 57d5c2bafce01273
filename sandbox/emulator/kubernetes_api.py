"""What the emulator writes into a claimed control plane: nodes, and bindings for access policies."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from sandbox.emulator.control_planes import ControlPlane
from sandbox.emulator.nodes import MANAGED_BY

CONFLICT, NOT_FOUND = 409, 404


class KubernetesApi(Protocol):
    def create_nodes(self, manifests: Iterable[dict[str, Any]]) -> None: ...
    def patch_nodes(self, names: Iterable[str], patch: dict[str, Any]) -> None: ...
    def delete_nodes(self, names: Iterable[str]) -> None: ...
    def bind(self, group: str, role: str, namespace: str | None) -> None: ...
    def clear(self) -> None: ...


def binding(group: str, role: str, namespace: str | None) -> dict[str, Any]:
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding" if namespace else "ClusterRoleBinding",
        "metadata": {"name": group, "labels": MANAGED_BY},
        "subjects": [{"kind": "Group", "name": group, "apiGroup": "rbac.authorization.k8s.io"}],
        "roleRef": {"kind": "ClusterRole", "name": role, "apiGroup": "rbac.authorization.k8s.io"},
    }


class RealApi:
    """A control plane by its admin kubeconfig."""

    def __init__(self, plane: ControlPlane) -> None:
        from kubernetes import client, config  # a second that most tests never need

        connection = config.new_client_from_config(config_file=str(plane.kubeconfig))
        self._core = client.CoreV1Api(connection)
        self._rbac = client.RbacAuthorizationV1Api(connection)
        self._error = client.ApiException

    def create_nodes(self, manifests: Iterable[dict[str, Any]]) -> None:
        for manifest in manifests:
            self._core.create_node(manifest)

    def patch_nodes(self, names: Iterable[str], patch: dict[str, Any]) -> None:
        for name in names:
            self._core.patch_node(name, patch)

    def delete_nodes(self, names: Iterable[str]) -> None:
        for name in names:
            self._quietly(NOT_FOUND, self._core.delete_node, name)

    def bind(self, group: str, role: str, namespace: str | None) -> None:
        """Bind a group to a role; a namespace that does not exist yet is bound when a principal logs in."""
        body = binding(group, role, namespace)
        if namespace:
            self._quietly((CONFLICT, NOT_FOUND), self._rbac.create_namespaced_role_binding, namespace, body)
        else:
            self._quietly(CONFLICT, self._rbac.create_cluster_role_binding, body)

    def clear(self) -> None:
        selector = ",".join(f"{key}={value}" for key, value in MANAGED_BY.items())
        self._core.delete_collection_node(label_selector=selector)
        self._rbac.delete_collection_cluster_role_binding(label_selector=selector)
        for found in self._rbac.list_role_binding_for_all_namespaces(label_selector=selector).items:
            self._quietly(
                NOT_FOUND, self._rbac.delete_namespaced_role_binding, found.metadata.name, found.metadata.namespace
            )

    def _quietly(self, codes: int | Sequence[int], call: Any, *args: Any) -> None:
        expected = (codes,) if isinstance(codes, int) else codes
        try:
            call(*args)
        except self._error as error:
            if error.status not in expected:
                raise
