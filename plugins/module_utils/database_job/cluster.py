"""A Job in a cluster: started, attended until it ends, and its log read."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.database_job import pods
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError

Manifest = dict[str, Any]

CALLS = {
    "ConfigMap": ("CoreV1Api", "config_map"),
    "Job": ("BatchV1Api", "job"),
    "NetworkPolicy": ("NetworkingV1Api", "network_policy"),
    "ServiceAccount": ("CoreV1Api", "service_account"),
}
STANDING = ("NetworkPolicy", "ServiceAccount")
"""What stays for the next run, and stands before a pod starts."""
MISSING, TAKEN = 404, 409
PATIENCE = 30
"""Seconds for one answer of the API."""
REMEDIES = {
    401: "check the credentials of the kubeconfig",
    403: "give whoever runs this the rights to make Jobs, ConfigMaps, ServiceAccounts and NetworkPolicies there, to "
    "list pods and events, and to read logs",
    MISSING: "make the namespace first (create_namespace: true), or find out who removes what is in it",
}


class NoNamespace(PlatformError):
    """Not yet, as a plan may find it."""


class Cluster:
    def __init__(self, kubeconfig: str | None, namespace: str) -> None:
        try:
            import kubernetes  # takes as long as reading a whole database, and most runs need none
        except ImportError:
            raise PlatformError(
                "the Python package kubernetes is not installed, which a Job takes: install it with pip."
            ) from None
        self.kubernetes, self.namespace = kubernetes, namespace
        with self.explained(f"kubeconfig {kubeconfig or 'of the environment'}"):
            self.api = kubernetes.config.new_client_from_config(config_file=kubeconfig)

    @contextmanager
    def explained(self, doing: str, absent: type[PlatformError] = PlatformError) -> Iterator[None]:
        from urllib3.exceptions import HTTPError

        try:
            yield
        except self.kubernetes.client.ApiException as error:
            remedy = REMEDIES.get(error.status, "mend the cause and run again")
            raise (absent if error.status == MISSING else PlatformError)(
                f"{doing}: the cluster answers {error.status}, {said(error.body) or error.reason}: {remedy}."
            ) from None
        except (self.kubernetes.config.ConfigException, HTTPError, OSError) as error:
            raise PlatformError(f"{doing}: the cluster cannot be reached ({error}): check the kubeconfig.") from None

    def call(self, verb: str, kind: str, *arguments: Any, **options: Any) -> Any:
        group, noun = CALLS[kind]
        method = getattr(getattr(self.kubernetes.client, group)(self.api), f"{verb}_namespaced_{noun}")
        return method(*arguments, _request_timeout=PATIENCE, **options)

    def make_namespace(self) -> None:
        labels = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "audit", "warn")}
        body = {"metadata": {"name": self.namespace, "labels": labels}}
        with self.explained(f"namespace {self.namespace}"):
            try:
                self.kubernetes.client.CoreV1Api(self.api).create_namespace(body, _request_timeout=PATIENCE)
            except self.kubernetes.client.ApiException as error:
                if error.status != TAKEN:
                    raise

    def start(self, manifests: Iterable[Manifest]) -> None:
        """The Job owns what is for this run only, so it exists before; it starts when all is there."""
        by_kind = {each["kind"]: each for each in manifests}
        job, config = by_kind["Job"], by_kind["ConfigMap"]
        job["spec"]["suspend"] = True
        name = job["metadata"]["name"]
        with self.explained(f"job {self.namespace}/{name}", absent=NoNamespace):
            for kind in STANDING:
                self.keep(kind, by_kind[kind])
            made = self.call("create", "Job", self.namespace, job)
            owner = {"apiVersion": job["apiVersion"], "kind": "Job", "name": name, "uid": made.metadata.uid}
            config["metadata"]["ownerReferences"] = [owner]
            self.call("create", "ConfigMap", self.namespace, config)
            self.call("patch", "Job", name, self.namespace, {"spec": {"suspend": False}})

    def keep(self, kind: str, manifest: Manifest) -> None:
        try:
            self.call("create", kind, self.namespace, manifest)
        except self.kubernetes.client.ApiException as error:
            if error.status != TAKEN:
                raise
            self.call("patch", kind, manifest["metadata"]["name"], self.namespace, manifest)

    def attend(self, job: str, timeout: int) -> Manifest:
        """The pod of the Job when it has ended. A Job that cannot end, or does not, is removed."""
        try:
            return self.ended(job, timeout)
        except BaseException:
            self.remove(job)
            raise

    def ended(self, job: str, timeout: int) -> Manifest:
        name, last = f"{self.namespace}/{job}", None
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:  # a watch may end early
            for event, pod in self.changes(job, left):
                last = pod
                if pods.ended(pod):
                    return pod
                if event == "DELETED":
                    raise PlatformError(f"job {name} was taken away before it ended: find out by whom, and run again.")
                if reason := pods.stuck(pod):
                    raise PlatformError(f"job {name} does not start, as {reason}: correct that and run again.")
        raise PlatformError(
            f"job {name} has not ended within {timeout} s (timeout) and was removed; "
            f"{pods.waiting(last, self.refusals(job))}: mend the cause, or give it more time."
        )

    def changes(self, job: str, seconds: float) -> Iterator[tuple[str, Manifest]]:
        with self.explained(f"job {self.namespace}/{job}"):
            for event in self.kubernetes.watch.Watch().stream(
                self.kubernetes.client.CoreV1Api(self.api).list_namespaced_pod,
                self.namespace,
                label_selector=f"batch.kubernetes.io/job-name={job}",
                timeout_seconds=math.ceil(seconds),
                _request_timeout=seconds + PATIENCE,
            ):
                if event:  # not a line that only keeps the connection alive
                    yield event["type"], event["raw_object"]

    def refusals(self, job: str) -> list[str]:
        with self.explained(f"job {self.namespace}/{job}"):
            about = f"involvedObject.kind=Job,involvedObject.name={job},reason=FailedCreate"
            core = self.kubernetes.client.CoreV1Api(self.api)
            found = core.list_namespaced_event(self.namespace, field_selector=about, _request_timeout=PATIENCE)
            return [str(event.message) for event in found.items]

    def log(self, pod: Mapping[str, Any]) -> str:
        name = pod["metadata"]["name"]
        with self.explained(f"log of pod {self.namespace}/{name}"):
            core = self.kubernetes.client.CoreV1Api(self.api)
            answer = core.read_namespaced_pod_log(
                name, self.namespace, _preload_content=False, _request_timeout=PATIENCE
            )
            return str(answer.data.decode(errors="replace"))

    def remove(self, job: str) -> None:
        """With what it owns. One that cannot be removed ends by itself when its time is over."""
        with suppress(PlatformError), self.explained(f"job {self.namespace}/{job}"):
            self.call("delete", "Job", job, self.namespace, propagation_policy="Background")


def said(body: str | bytes | None) -> str:
    """What an answer of the API gives as its reason."""
    try:
        return str(json.loads(body or "")["message"])
    except (ValueError, KeyError, TypeError):
        return ""
