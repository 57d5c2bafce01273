"""Reading what Helm keeps, and what Kubernetes keeps of who wrote an object."""

import base64
import gzip
import json
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.upgrade.model import Manifest, Write
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade.releases import manifests, stored, writes

MANIFEST = """---
# Source: web/templates/all.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    name: not-this-one
  name: web
spec:
  template:
    metadata:
      name: nor-this
--- # a remark
kind: "CronJob"
apiVersion: 'batch/v1beta1'
metadata:
  name: "nightly"
---
"""


def record(**release: Any) -> dict[str, Any]:
    text = base64.b64encode(base64.b64encode(gzip.compress(json.dumps(release).encode()))).decode()
    return {"metadata": {"namespace": "prod", "name": "sh.helm.release.v1.web.v1"}, "data": {"release": text}}


def test_a_release_is_read_out_of_its_secret() -> None:
    metadata = {"name": "web", "version": "1.2.3", "appVersion": "9", "kubeVersion": ">=1.30"}
    hook = {"manifest": "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate\n"}
    release = stored(record(name="web", manifest=MANIFEST, chart={"metadata": metadata}, hooks=[hook]))
    assert (release.key, release.chart, release.version) == ("prod/web", "web", "1.2.3")
    assert (release.app_version, release.kube_version) == ("9", ">=1.30")
    assert release.manifests == (
        Manifest("apps/v1", "Deployment", "web"),
        Manifest("batch/v1beta1", "CronJob", "nightly"),
        Manifest("batch/v1", "Job", "migrate"),
    )


def test_a_chart_may_say_nothing_of_itself() -> None:
    release = stored(record(name="web", chart={"metadata": {"name": "web", "version": "1"}}))
    assert (release.app_version, release.kube_version, release.manifests) == ("", "", ())


def test_what_is_no_object_is_passed_over() -> None:
    assert list(manifests("# nothing\n---\n\n---\nvalue: 1\n")) == []


def test_who_wrote_an_object() -> None:
    applied = json.dumps({"apiVersion": "networking.k8s.io/v1beta1"})
    metadata = {
        "name": "pods",
        "managedFields": [
            {"manager": "kube-apiserver", "apiVersion": "networking.k8s.io/v1"},
            {"manager": "terraform", "apiVersion": "networking.k8s.io/v1beta1"},
        ],
        "annotations": {"kubectl.kubernetes.io/last-applied-configuration": applied},
    }
    assert list(writes([{"metadata": metadata}, {"metadata": {"name": "bare", "namespace": "a"}}], "ServiceCIDR")) == [
        Write("networking.k8s.io/v1beta1", "ServiceCIDR", "pods", "terraform"),
        Write("networking.k8s.io/v1beta1", "ServiceCIDR", "pods", "kubectl apply"),
    ]
