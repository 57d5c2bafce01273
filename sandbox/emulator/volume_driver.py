"""The EBS CSI driver's controller: claims get a disk of the emulated EC2 and a volume, and both go after the claim."""

from typing import Any, Protocol

from sandbox.emulator import volumes
from sandbox.emulator.controller import Controller
from sandbox.emulator.volumes import Disk, Manifest

NOT_FOUND = 404


class Disks(Protocol):
    def order(self, disk: Disk) -> str: ...
    def return_(self, handle: str) -> None: ...


class VolumeDriver(Controller):
    """Follows claims and volumes of one control plane."""

    name = volumes.DRIVER

    def __init__(self, connection: Any, cluster: str, disks: Disks) -> None:
        super().__init__(connection)
        self.cluster, self.disks = cluster, disks
        self.start(self.core.list_persistent_volume_claim_for_all_namespaces, self.provide)
        self.start(self.core.list_persistent_volume, self.take_back)

    def provide(self, claim: Manifest) -> None:
        if not volumes.is_wanted(claim) or self.exists(volumes.name_of(claim)):
            return
        node = self.core.read_node(claim["metadata"]["annotations"][volumes.SELECTED_NODE])
        found = self.storage.read_storage_class(claim["spec"]["storageClassName"])
        storage_class = self.connection.sanitize_for_serialization(found)
        ordered = volumes.disk(claim, storage_class, node.metadata.labels[volumes.ZONE], self.cluster)
        handle = self.disks.order(ordered)
        self.core.create_persistent_volume(volumes.volume(claim, storage_class, ordered, handle))

    def take_back(self, volume: Manifest) -> None:
        if volumes.is_left(volume):
            self.disks.return_(volume["spec"]["csi"]["volumeHandle"])
            self.core.delete_persistent_volume(volume["metadata"]["name"])

    def exists(self, name: str) -> bool:
        try:
            self.core.read_persistent_volume(name)
        except self.error as error:
            if error.status != NOT_FOUND:
                raise
            return False
        return True
