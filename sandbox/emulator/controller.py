"""A controller of one control plane, as threads that watch."""

import sys
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

WATCH_SECONDS = 30
RETRY_SECONDS = 1.0

type Manifest = dict[str, Any]


class Controller:
    """Every watch begins with all there are, so none is lost."""

    name: str

    def __init__(self, connection: Any) -> None:
        from kubernetes import client, watch  # a second that most tests never need
        from urllib3.exceptions import HTTPError

        self.connection, self.core, self.storage = (
            connection,
            client.CoreV1Api(connection),
            client.StorageV1Api(connection),
        )
        self.watch, self.error, self.failures = watch.Watch, client.ApiException, (client.ApiException, HTTPError)
        self.stopped = Event()

    def start(self, listing: Any, handle: Callable[[Manifest], None], **selected: str) -> None:
        Thread(target=self.follow, args=(listing, handle), kwargs=selected, daemon=True).start()

    def stop(self) -> None:
        """Nothing is done any more, though a watch may take its time to end."""
        self.stopped.set()

    def follow(self, listing: Any, handle: Callable[[Manifest], None], **selected: str) -> None:
        while not self.stopped.is_set():
            try:
                for event in self.watch().stream(listing, timeout_seconds=WATCH_SECONDS, **selected):
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
            print(f"{self.name}: {found['metadata']['name']}: {error}", file=sys.stderr, flush=True)
