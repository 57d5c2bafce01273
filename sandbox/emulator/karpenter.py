"""Karpenter's controller, as far as pods wait for it: it adds nodes and takes none away."""

from typing import Any

from moto.ec2.models.instance_types import INSTANCE_TYPES

from sandbox.emulator import node_pools
from sandbox.emulator.controller import Controller, Manifest

GROUP, VERSION = "karpenter.sh", "v1"


class Karpenter(Controller):
    """Follows pods that wait."""

    name = "karpenter"

    def __init__(self, connection: Any) -> None:
        from kubernetes import client

        super().__init__(connection)
        self.custom = client.CustomObjectsApi(connection)
        self.served: set[str] = set()
        self.start(self.core.list_pod_for_all_namespaces, self.provide, field_selector="status.phase=Pending")

    def provide(self, pod: Manifest) -> None:
        """One node for each pod: what asks for a pool of its own fills a node."""
        uid = pod["metadata"]["uid"]
        if uid in self.served or not node_pools.is_waiting(pod):
            return
        pools = self.custom.list_cluster_custom_object(GROUP, VERSION, "nodepools")["items"]
        if pool := node_pools.pool_of(pod, pools):
            present = self.connection.sanitize_for_serialization(self.core.list_node())["items"]
            self.core.create_node(node_pools.node(pool, INSTANCE_TYPES[node_pools.instance_type(pool)], present))
            self.served.add(uid)
