"""A node that runs what is scheduled to it as processes of this machine, beside nodes that only pretend.

It is to the API server what a kubelet is: it projects ConfigMaps and Secrets into files, reports how containers end,
and serves their logs. A container is a process with the files of the image and the mounted ones, and nothing else of
this checkout; it has no other protection.
"""

from __future__ import annotations

import shutil
import ssl
import subprocess
import sys
import threading
import uuid
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from kubernetes import client, config, watch
from kubernetes.client.exceptions import ApiException
from urllib3.exceptions import HTTPError

from tests.integration.conftest import ROOT

PACKAGE = Path("ansible_collections/pinksea/platform/plugins/module_utils")
# What the image does not have, and this machine has.
WITHOUT = "import sys\nsys.modules.update(dict.fromkeys(['ansible', 'kubernetes', 'yaml', 'redis']))\n"

Pod = dict[str, Any]


@contextmanager
def gone() -> Iterator[None]:
    """What is done to a pod that may be gone meanwhile."""
    try:
        yield
    except ApiException as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise


@dataclass
class Container:
    """What was run, as somebody who looks at the machine would see it."""

    argv: list[str]
    environment: dict[str, str]
    files: dict[str, str]
    log: str = ""


@dataclass
class Kubelet:
    folder: Path
    kubeconfig: str
    environment: Mapping[str, str]
    """What a pod has beside its own: in a cluster, EKS Pod Identity gives it."""
    instead: Callable[[Pod], dict[str, Any] | None] = lambda pod: None
    """A status to give to a pod instead of running it; one that runs is ready."""
    room: Mapping[str, str] = field(default_factory=lambda: {"cpu": "8", "memory": "16Gi", "pods": "20"})
    containers: list[Container] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name = f"kubelet-{uuid.uuid4().hex[:8]}"
        self.api = config.new_client_from_config(config_file=self.kubeconfig)
        self.core = client.CoreV1Api(self.api)
        self.watch = watch.Watch()
        self.logs: dict[str, str] = {}
        self.taken: set[str] = set()
        image = self.folder / "image"
        shutil.copytree(ROOT / "plugins/module_utils", image / PACKAGE, ignore=shutil.ignore_patterns("__pycache__"))
        (image / "sitecustomize.py").write_text(WITHOUT)

    @property
    def selector(self) -> dict[str, str]:
        return {"kubernetes.io/hostname": self.name}

    @contextmanager
    def running(self) -> Iterator[Kubelet]:
        server = self.serve()
        self.register(server.server_port)
        ended = threading.Event()
        workers = [
            threading.Thread(target=server.serve_forever, daemon=True),
            threading.Thread(target=self.attend, args=[ended], daemon=True),
        ]
        for worker in workers:
            worker.start()
        try:
            yield self
        finally:
            ended.set()
            self.watch.stop()
            self.core.delete_node(self.name)
            server.shutdown()

    def register(self, port: int) -> None:
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        ready = {"type": "Ready", "status": "True", "lastHeartbeatTime": now, "reason": "Test", "message": "test"}
        status = {
            "addresses": [{"type": "InternalIP", "address": "127.0.0.1"}],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": port}},
            "capacity": self.room,
            "allocatable": self.room,
            "conditions": [ready],
        }
        self.core.create_node({"metadata": {"name": self.name, "labels": self.selector}, "status": status})

    def attend(self, ended: threading.Event) -> None:
        scheduled = f"spec.nodeName={self.name}"
        try:
            for event in self.watch.stream(self.core.list_pod_for_all_namespaces, field_selector=scheduled):
                if event:
                    self.take(event["type"], event["raw_object"])
        except HTTPError:
            if not ended.is_set():
                raise

    def take(self, event: str, pod: Pod) -> None:
        if pod["metadata"].get("deletionTimestamp"):
            if event != "DELETED":
                where = pod["metadata"]["name"], pod["metadata"]["namespace"]
                with gone():
                    self.core.delete_namespaced_pod(*where, grace_period_seconds=0)
        elif pod["metadata"]["uid"] not in self.taken:
            self.taken.add(pod["metadata"]["uid"])
            status = self.instead(pod)
            self.report(pod, self.run(pod) if status is None else status)

    def run(self, pod: Pod) -> dict[str, Any]:
        """The first container from its start to its end."""
        (spec,) = pod["spec"]["containers"]
        (mount,) = spec["volumeMounts"]
        folder = self.folder / pod["metadata"]["name"]
        files = self.mounted(pod)
        for path, text in files.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode())
        own = {each["name"]: self.value(pod, each) for each in spec["env"]}
        self.containers.append(Container(spec["command"], own, files))
        argv = [each.replace(mount["mountPath"], str(folder)) for each in spec["command"]]
        assert argv.pop(0) == "python"
        done = subprocess.run(
            [sys.executable, *argv],
            cwd=folder,
            env={"PYTHONPATH": str(self.folder / "image"), **own, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.containers[-1].log = self.logs[pod["metadata"]["name"]] = done.stdout
        reason = "Completed" if done.returncode == 0 else "Error"
        state = {"terminated": {"exitCode": done.returncode, "reason": reason}}
        return {"phase": "Failed" if done.returncode else "Succeeded", "state": state}

    def value(self, pod: Pod, variable: Mapping[str, Any]) -> str:
        if "value" in variable:
            return str(variable["value"])
        reference = variable["valueFrom"]["secretKeyRef"]
        return self.secret(pod, reference["name"])[reference["key"]]

    def mounted(self, pod: Pod) -> dict[str, str]:
        (volume,) = pod["spec"]["volumes"]
        if "secret" in volume:
            source, found = volume["secret"], self.secret(pod, volume["secret"]["secretName"])
        else:
            source = volume["configMap"]
            found = self.core.read_namespaced_config_map(source["name"], pod["metadata"]["namespace"]).data
        return {item["path"]: found[item["key"]] for item in source["items"]}

    def secret(self, pod: Pod, name: str) -> dict[str, str]:
        found = self.core.read_namespaced_secret(name, pod["metadata"]["namespace"])
        return {key: b64decode(value).decode() for key, value in found.data.items()}

    def report(self, pod: Pod, ended: dict[str, Any]) -> None:
        spec = pod["spec"]["containers"][0]
        ready = "running" in ended["state"]
        container = {"name": spec["name"], "image": spec["image"], "imageID": "", "restartCount": 0, "ready": ready}
        where = pod["metadata"]["name"], pod["metadata"]["namespace"]
        with gone():
            known = self.core.read_namespaced_pod(*where).status.pod_ip
            address = known or f"10.244.0.{len(self.taken)}"  # a pod keeps its own
            status = {
                "phase": ended["phase"],
                "podIPs": [{"ip": address}],
                "podIP": address,
                "conditions": [{"type": "Ready", "status": str(ready)}],
                "containerStatuses": [{**container, "state": ended["state"]}],
            }
            self.core.patch_namespaced_pod_status(*where, {"status": status})

    def serve(self) -> ThreadingHTTPServer:
        logs = self.logs

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                text = logs[self.path.split("?", maxsplit=1)[0].split("/")[3]].encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: object) -> None:
                pass

        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        command = ["openssl", "req", "-x509", "-nodes", "-subj", "/CN=kubelet", "-newkey", "ec"]
        command += ["-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", str(key), "-out", str(certificate)]
        subprocess.run(command, check=True, capture_output=True)
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        return server
