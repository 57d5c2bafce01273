"""The EBS CSI driver's controller: claims get a disk of the emulated EC2 and a volume, and both go after the claim."""

import sys
from collections.abc import Callable
from threading import Event, Thread
from typing import Any, Protocol

from sandbox.emulator import volumes
from sandbox.emulator.volumes import Disk, Manifest

WATCH_SECONDS = 30
RETRY_SECONDS = 1.0
NOT_FOUND = 404


class Disks(Protocol):
    def order(self, disk: Disk) -> str: ...
    def return_(self, handle: str) -> None: ...


class VolumeDriver:
    """Follows claims and volumes of one control plane; every watch begins with all there are, so none is lost."""

    def __init__(self, connection: Any, cluster: str, disks: Disks) -> None:
        from kubernetes import client, watch  # a second that most tests never need
        from urllib3.exceptions import HTTPError

        self.core, self.storage = client.CoreV1Api(connection), client.StorageV1Api(connection)
        self.connection, self.cluster, self.disks = connection, cluster, disks
        self.watch, self.error, self.failures = watch.Watch, client.ApiException, (client.ApiException, HTTPError)
        self.stopped = Event()
        for listing, handle in (
            (self.core.list_persistent_volume_claim_for_all_namespaces, self.provide),
            (self.core.list_persistent_volume, self.take_back),
        ):
            Thread(target=self.follow, args=(listing, handle), daemon=True).start()

    def stop(self) -> None:
        """Nothing is done any more, though a watch may take its time to end."""
        self.stopped.set()

    def follow(self, listing: Any, handle: Callable[[Manifest], None]) -> None:
        while not self.stopped.is_set():
            try:
                for event in self.watch().stream(listing, timeout_seconds=WATCH_SECONDS):
                    if self.stopped.is_set():
                        return
                    if event["type"] in {"ADDED", "MODIFIED"}:
                        self.attempt(handle, event["raw_object"])
            except self.failures:  # the API server is away, or has forgotten where the watch was
                self.stopped.wait(RETRY_SECONDS)

    def attempt(self, handle: Callable[[Manifest], None], found: Manifest) -> None:
        """What fails is tried again by the next watch, and holds nothing else up."""
        try:
            handle(found)
        except Exception as error:  # of the API server, or of moto
            print(f"{volumes.DRIVER}: {found['metadata']['name']}: {error}", file=sys.stderr, flush=True)

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
