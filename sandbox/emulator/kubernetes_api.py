"""What the emulator writes into a claimed control plane: nodes, bindings for access policies, storage drivers."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from sandbox.emulator import volumes
from sandbox.emulator.control_planes import ControlPlane
from sandbox.emulator.nodes import MANAGED_BY
from sandbox.emulator.volume_driver import Disks, VolumeDriver
from sandbox.emulator.wiping import Wipe

CONFLICT, NOT_FOUND = 409, 404


class KubernetesApi(Protocol):
    def create_nodes(self, manifests: Iterable[dict[str, Any]]) -> None: ...
    def patch_nodes(self, names: Iterable[str], patch: dict[str, Any]) -> None: ...
    def delete_nodes(self, names: Iterable[str]) -> None: ...
    def bind(self, group: str, role: str, namespace: str | None) -> None: ...
    def start_driver(self, name: str, cluster: str, disks: Disks) -> None: ...
    def stop_driver(self, name: str) -> None: ...
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
        self._storage = client.StorageV1Api(connection)
        self._connection, self._error = connection, client.ApiException
        self._drivers: dict[str, VolumeDriver | None] = {}
        self._wipe = Wipe(connection)

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

    def start_driver(self, name: str, cluster: str, disks: Disks) -> None:
        """Volumes of EBS are made when somebody claims them; those of EFS are what they are."""
        self._quietly(CONFLICT, self._storage.create_csi_driver, volumes.csi_driver(name, MANAGED_BY))
        makes_volumes = name == volumes.DRIVER
        self._drivers[name] = VolumeDriver(self._connection, cluster, disks) if makes_volumes else None

    def stop_driver(self, name: str) -> None:
        if driver := self._drivers.pop(name, None):
            driver.stop()
        self._quietly(NOT_FOUND, self._storage.delete_csi_driver, name)

    def clear(self) -> None:
        for driver in filter(None, self._drivers.values()):
            driver.stop()
        self._drivers.clear()
        selector = ",".join(f"{key}={value}" for key, value in MANAGED_BY.items())
        self._wipe()
        self._core.delete_collection_node(label_selector=selector)
        self._storage.delete_collection_csi_driver(label_selector=selector)
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
