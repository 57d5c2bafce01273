"""The EKS state of one account and region."""

import re
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock, RLock
from typing import Any
from uuid import uuid4

from moto.core.base_backend import BaseBackend
from moto.ec2.models import EC2Backend, ec2_backends
from moto.eks import urls

from sandbox.emulator.control_planes import ControlPlane, Pool
from sandbox.emulator.eks.disks import EbsDisks
from sandbox.emulator.eks.errors import (
    InvalidParameterError,
    InvalidRequestError,
    ResourceInUseError,
    ResourceNotFoundError,
)
from sandbox.emulator.eks.records import Cluster, Nodegroup, Record, Update
from sandbox.emulator.hold import Hold
from sandbox.emulator.kubernetes_api import KubernetesApi

ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/.+")


@dataclass
class Surroundings:
    """What the emulated EKS stands in: control planes, the hold, and the way into an API server."""

    pool: Pool
    hold: Hold
    connect: Callable[[ControlPlane], KubernetesApi]
    switch: Callable[[ControlPlane, str], Future[None]] | None = None
    """Starts bringing a control plane to a minor version of Kubernetes."""
    lock: RLock = field(default_factory=RLock)
    turn: Lock = field(default_factory=Lock)
    """Whoever has it works on moto alone."""

    def api(self, cluster: Cluster) -> KubernetesApi | None:
        return self.connect(cluster.plane) if cluster.plane else None

    def run_version(self, cluster: Cluster, version: str) -> Future[None] | None:
        return self.switch(cluster.plane, version) if cluster.plane and self.switch else None


class EksBackend(BaseBackend):  # type: ignore[misc]
    def __init__(self, surroundings: Surroundings, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.surroundings = surroundings
        self.clusters: dict[str, Cluster] = {}

    @property
    def _url_module(self) -> Any:
        return urls

    @property
    def hold(self) -> Hold:
        return self.surroundings.hold

    @property
    def ec2(self) -> EC2Backend:
        return ec2_backends[self.account_id][self.region_name]

    @property
    def disks(self) -> EbsDisks:
        return EbsDisks(self.ec2, self.surroundings.turn)

    def reset(self) -> None:
        with self.surroundings.lock:
            for cluster in self.clusters.values():
                self.free(cluster)
            self.clusters = {}

    def free(self, cluster: Cluster) -> None:
        """Give a cluster's control plane back, without anything of ours in it."""
        if cluster.plane:
            self.surroundings.connect(cluster.plane).clear()
            self.surroundings.pool.release(cluster.plane)
            cluster.plane = None

    def sweep(self) -> None:
        """Forget what has been deleted by now."""
        for cluster in self.clusters.values():
            cluster.settle()
            cluster.nodegroups = {name: group for name, group in cluster.nodegroups.items() if not group.gone}
            cluster.addons = {name: addon for name, addon in cluster.addons.items() if not addon.gone}
        self.clusters = {name: cluster for name, cluster in self.clusters.items() if not cluster.gone}

    def arn(self, path: str) -> str:
        return f"arn:{self.partition}:eks:{self.region_name}:{self.account_id}:{path}"

    def cluster(self, name: str) -> Cluster:
        if name not in self.clusters:
            raise ResourceNotFoundError(f"No cluster found for name: {name}.")
        return self.clusters[name]

    def active_cluster(self, name: str) -> Cluster:
        cluster = self.cluster(name)
        if cluster.status != "ACTIVE":
            raise InvalidRequestError(f"Cluster '{name}' is not in ACTIVE status")
        return cluster

    def nodegroup(self, cluster_name: str, name: str) -> Nodegroup:
        groups = self.cluster(cluster_name).nodegroups
        if name not in groups:
            raise ResourceNotFoundError(f"No node group found for name: {name}.")
        return groups[name]

    def subnets(self, ids: list[str]) -> list[Any]:
        found = {subnet.id: subnet for subnet in self.ec2.describe_subnets()}
        for missing in ids:
            if missing not in found:
                raise InvalidParameterError(f"The subnet ID '{missing}' does not exist")
        return [found[subnet_id] for subnet_id in ids]

    def check_idle(self, cluster: Cluster, kind: str) -> None:
        busy = next((update for update in cluster.updates.values() if update.timer.running), None)
        if busy:
            name = cluster.record["name"]
            update = busy.record["id"]
            raise ResourceInUseError(f"Cannot {kind} because cluster {name} currently has update {update} in progress")
        if cluster.status != "ACTIVE":
            raise InvalidRequestError(f"Cluster '{cluster.record['name']}' is not in ACTIVE status")

    def update(
        self,
        cluster: Cluster,
        kind: str,
        params: dict[str, str],
        scope: str,
        work: Future[None] | None = None,
        **of: str,
    ) -> Record:
        """Remember an update and answer it, in progress as the API does."""
        identifier = str(uuid4())
        record = {
            "id": identifier,
            "type": kind,
            "params": [{"type": key, "value": value} for key, value in params.items()],
            "createdAt": now(),
            "errors": [],
        }
        cluster.updates[identifier] = Update(record, self.hold.timer(scope, work), **of)
        return {"update": {**record, "status": "InProgress"}}


def now() -> datetime:
    return datetime.now(UTC)


def check_role(arn: str) -> None:
    if not ROLE_ARN.fullmatch(arn):
        raise InvalidParameterError(f"Invalid Role Arn: '{arn}'")
