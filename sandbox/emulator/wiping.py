"""What goes with a cluster that is deleted: everything but what a new one has."""

import json
import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

OWN = ("default", "kube-node-lease", "kube-public", "kube-system")
HELM = "app.kubernetes.io/managed-by=Helm"
RECORDS = "owner=helm"
SECONDS = 60


class Wipe:
    """One pass over a control plane, through the connection of its admin."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def __call__(self) -> None:
        for name in self.namespaces():
            self.call("DELETE", f"/api/v1/namespaces/{name}")
        for name in self.namespaces():  # nothing is left that would end them
            self.call("DELETE", f"/api/v1/namespaces/{name}/pods", gracePeriodSeconds="0")
        for version, kind in self.kinds():
            for place in [f"namespaces/{name}/" for name in OWN] if kind["namespaced"] else [""]:
                self.call("DELETE", f"{version}/{place}{kind['name']}", labelSelector=HELM)
        for name in OWN:
            self.call("DELETE", f"/api/v1/namespaces/{name}/secrets", labelSelector=RECORDS)
        for plural in ("persistentvolumes", "nodes"):
            self.call("DELETE", f"/api/v1/{plural}")
        self.wait()

    def call(self, method: str, path: str, **query: str) -> Any:
        """The answer, or nothing where nothing is: what was gone before is as good."""
        address = f"{self.connection.configuration.host}{path}?{urlencode(query)}"
        answer = self.connection.rest_client.request(method, address)
        return {} if answer.status == HTTPStatus.NOT_FOUND else json.loads(answer.read())

    def namespaces(self) -> list[str]:
        found = [row["metadata"]["name"] for row in self.call("GET", "/api/v1/namespaces")["items"]]
        return [name for name in found if name not in OWN]

    def kinds(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """What can be deleted by label, with the address of its version."""
        groups = self.call("GET", "/apis")["groups"]
        for version in ("/api/v1", *(f"/apis/{group['preferredVersion']['groupVersion']}" for group in groups)):
            rows = self.call("GET", version).get("resources", [])
            yield from ((version, row) for row in rows if "deletecollection" in row["verbs"])

    def wait(self) -> None:
        deadline = time.monotonic() + SECONDS
        while left := self.namespaces():
            if time.monotonic() > deadline:
                raise RuntimeError(f"The namespaces {', '.join(left)} of a deleted cluster do not end.")
            time.sleep(0.2)
