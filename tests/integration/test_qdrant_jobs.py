"""The Jobs of the charts qdrant-collections and qdrant-snapshots: a real API server, their command as a process here.

Qdrant is the sandbox's stand-in, over TLS; S3 is the emulator's.
"""

from __future__ import annotations

import json
import ssl
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from kubernetes import client

from sandbox.qdrant.server import Fake
from tests.integration.conftest import ENDPOINTS, ROOT
from tests.integration.kubelet import Kubelet
from tests.integration.redis_nodes import until

pytestmark = pytest.mark.skipif(not ENDPOINTS.is_file(), reason="the sandbox is not running: make sandbox-up")

RESTRICTED = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "warn")}
KEY = "of-this-test"
COLLECTION = {"vectors": {"size": 4, "distance": "Cosine"}, "shard_number": 6, "replication_factor": 2}
IMAGE = {"registry": "registry.example.com", "digest": f"sha256:{'0' * 64}"}
IMAGES = {"name": "images", "size": 4, "distance": "Dot", "replication_factor": 2, "indexes": {"source": "keyword"}}
FILES = ["manifest.json", "qdrant-0.snapshot", "qdrant-1.snapshot", "qdrant-2.snapshot"]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two certificates that sign themselves, and their keys."""
    folder = tmp_path_factory.mktemp("certificates")
    for name in ("qdrant", "another"):
        command = [
            "openssl",
            "req",
            "-x509",
            "-nodes",
            "-subj",
            f"/CN={name}",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
        ]
        command += ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        files = ["-keyout", folder / f"{name}.key", "-out", folder / f"{name}.crt"]
        subprocess.run([*command, *files], check=True, capture_output=True)
    return folder


@pytest.fixture
def qdrant(certificates: Path) -> Iterator[Fake]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "qdrant.crt", certificates / "qdrant.key")
    fake = Fake(3, KEY, context=context)
    fake.cluster.create("documents", COLLECTION)
    fake.cluster.find("documents").upsert([{"id": n, "vector": [n, 1, 0, 0.5], "payload": {}} for n in range(40)])
    yield fake
    fake.stop()


@dataclass
class Place:
    """A namespace, the node on which its pods run, and a bucket of the same name."""

    name: str
    kubelet: Kubelet
    s3: Any
    helm: str

    def bring(self, authorities: Path) -> None:
        """The Secrets."""
        for name, data in (("qdrant", {"api-key": KEY}), ("qdrant-tls", {"ca.crt": authorities.read_text()})):
            self.kubelet.core.create_namespaced_secret(self.name, {"metadata": {"name": name}, "stringData": data})

    def make(self, url: str, collection: dict[str, Any]) -> list[str]:
        """What the Job for this collection says."""
        values = yaml.safe_dump({"image": IMAGE, "url": url, "collections": [collection]})
        command = [self.helm, "template", "qdrant-collections", ROOT / "charts/qdrant-collections", "--values", "-"]
        text = subprocess.run(command, input=values, check=True, capture_output=True, text=True).stdout
        (job,) = (each for each in yaml.safe_load_all(text) if each["kind"] == "Job")
        job["spec"]["template"]["spec"]["serviceAccountName"] = "default"
        return self.start(job["metadata"]["name"], job["spec"]).splitlines()

    def install(self, authorities: Path, nodes: list[str]) -> None:
        """The Secrets and the release. The CronJob itself does not start anything meanwhile."""
        self.bring(authorities)
        values = {
            "image": IMAGE,
            "region": "us-east-1",
            "nodes": nodes,
            "collections": ["documents"],
            "bucket": self.name,
            "schedule": "0 0 29 2 *",
            "network": {"vpc": "10.0.0.0/16"},
        }
        command = [self.helm, "install", "qdrant-snapshots", ROOT / "charts/qdrant-snapshots"]
        where = ["--namespace", self.name, "--kubeconfig", self.kubelet.kubeconfig, "--values", "-"]
        subprocess.run([*command, *where], input=yaml.safe_dump(values), check=True, capture_output=True, text=True)

    def run(self, name: str) -> str:
        """A run of the CronJob, as `kubectl create job --from` starts it."""
        batch = client.BatchV1Api(self.kubelet.api)
        spec = batch.read_namespaced_cron_job("qdrant-snapshots", self.name).spec.job_template.spec
        return self.start(name, self.kubelet.api.sanitize_for_serialization(spec))

    def start(self, name: str, spec: dict[str, Any]) -> str:
        """A Job on the node here, and the log of its first pod."""
        batch, known = client.BatchV1Api(self.kubelet.api), set(self.kubelet.logs)
        spec["template"]["spec"]["nodeSelector"] = self.kubelet.selector
        batch.create_namespaced_job(self.name, {"metadata": {"name": name}, "spec": spec})
        until(lambda: bool(self.kubelet.logs.keys() - known), f"{name} does not run")
        return self.kubelet.containers[-1].log

    def succeeds(self, name: str) -> bool:
        return client.BatchV1Api(self.kubelet.api).read_namespaced_job(name, self.name).status.succeeded == 1

    def sets(self) -> dict[str, list[str]]:
        """The files of each set by its folder."""
        found: dict[str, list[str]] = {}
        for row in self.s3.list_objects_v2(Bucket=self.name).get("Contents", []):
            folder, _, file = row["Key"].rpartition("/")
            found.setdefault(folder, []).append(file)
        return found


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    endpoints = json.loads(ENDPOINTS.read_text())
    aws = {"AWS_ENDPOINT_URL": endpoints["aws"], "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": "us-east-1"}
    s3 = boto3.client("s3", endpoint_url=endpoints["aws"], **keys)
    kubelet = Kubelet(tmp_path / "node", endpoints["control_planes"][0]["kubeconfig"], aws)
    made = Place(f"snapshots-{uuid.uuid4().hex[:8]}", kubelet, s3, endpoints["helm"])
    kubelet.core.create_namespace({"metadata": {"name": made.name, "labels": RESTRICTED}})
    made.s3.create_bucket(Bucket=made.name)
    try:
        with kubelet.running():
            yield made
    finally:
        kubelet.core.delete_namespace(made.name)
        for folder, files in made.sets().items():
            for file in files:
                made.s3.delete_object(Bucket=made.name, Key=f"{folder}/{file}")
        made.s3.delete_bucket(Bucket=made.name)


def test_each_kind_of_set_is_taken_when_it_is_due(qdrant: Fake, certificates: Path, place: Place) -> None:
    place.install(certificates / "qdrant.crt", qdrant.urls())
    log = place.run("first")
    until(lambda: place.succeeds("first"), log)
    daily, hourly = sorted(place.sets())
    assert place.sets() == {daily: FILES, hourly: FILES}
    assert daily.startswith("qdrant/daily/documents/")
    assert hourly.startswith("qdrant/hourly/documents/")
    assert log.splitlines() == [f"{place.name}/{folder} was taken" for folder in (hourly, daily)]
    assert not any(qdrant.cluster.snapshots.values()), "the disks of the nodes would fill up"

    again = place.run("second")
    assert again.splitlines() == [f"{place.name}/{folder} is enough" for folder in (hourly, daily)]
    assert place.sets().keys() == {daily, hourly}

    place.s3.delete_object(Bucket=place.name, Key=f"{daily}/manifest.json")
    caught_up = place.run("third").splitlines()
    assert caught_up[0] == f"{place.name}/{hourly} is enough"
    assert caught_up[1].startswith(f"{place.name}/qdrant/daily/documents/")
    assert caught_up[1].endswith(" was taken")


def refused(place: Place) -> str:
    log = place.run("failing")
    assert "Traceback" not in log
    assert KEY not in log
    assert place.sets() == {}
    return log


def test_a_qdrant_of_other_authorities_is_not_believed(qdrant: Fake, certificates: Path, place: Place) -> None:
    place.install(certificates / "another.crt", qdrant.urls())
    assert "has a certificate that is not trusted" in refused(place)


def test_without_one_of_the_peers_nothing_is_taken(qdrant: Fake, certificates: Path, place: Place) -> None:
    place.install(certificates / "qdrant.crt", qdrant.urls()[:2])
    assert "nodes leaves out qdrant-2, whose shards would be missing" in refused(place)


def test_a_collection_is_made_and_changed_and_never_replaced(qdrant: Fake, certificates: Path, place: Place) -> None:
    place.bring(certificates / "qdrant.crt")
    url, *_ = qdrant.urls()
    assert place.make(url, IMAGES) == [
        "create qdrant_collection images",
        "create qdrant_index images/source",
        "images is green with 0 points",
    ]
    assert place.make(url, IMAGES | {"write_consistency_factor": 2}) == [
        "update qdrant_collection images",
        "images is green with 0 points",
    ]
    (refusal,) = place.make(url, IMAGES | {"size": 8})
    assert refusal.startswith("qdrant_collection images: size is 4 and becomes 8 only in a new one")
    assert qdrant.cluster.find("documents").all_points(), "what is not named is left alone"
