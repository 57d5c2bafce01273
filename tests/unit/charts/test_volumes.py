"""Volumes of a service's own: of each pod of a StatefulSet, or of the one pod of a Deployment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

One = Callable[..., dict[str, dict[str, Any]]]
DATA = {"data": {"size": "10Gi", "path": "/data"}}
SET = {"kind": "statefulset", "port": 8001, "metrics": {}, "volumes": DATA, "replicas": {"min": 3}}
CLAIM = {
    "accessModes": ["ReadWriteOnce"],
    "storageClassName": "gp3",
    "resources": {"requests": {"storage": "10Gi"}},
}
MOUNT = {"name": "data", "mountPath": "/data"}


def pod(objects: dict[str, dict[str, Any]], kind: str) -> dict[str, Any]:
    spec = objects[kind]["spec"]["template"]["spec"]
    assert isinstance(spec, dict)
    return spec


def test_each_pod_of_a_statefulset_has_its_own(one: One) -> None:
    objects = one(SET)
    assert not {"Deployment", "data PersistentVolumeClaim"} & set(objects)
    spec = objects["StatefulSet"]["spec"]
    assert spec["volumeClaimTemplates"] == [{"metadata": {"name": "data"}, "spec": CLAIM}]
    assert MOUNT in pod(objects, "StatefulSet")["containers"][0]["volumeMounts"]
    assert [each["name"] for each in pod(objects, "StatefulSet")["volumes"]] == ["tmp"]
    assert spec["replicas"] == 3
    assert spec["selector"]["matchLabels"].items() <= spec["template"]["metadata"]["labels"].items()
    assert "persistentVolumeClaimRetentionPolicy" not in spec, "what it keeps outlives it"


def test_a_broken_pod_of_a_statefulset_goes_when_the_version_before_comes_back(one: One) -> None:
    """As a real controller shows in tests/integration/test_service_charts.py. Pods are still replaced one by one."""
    spec = one(SET)["StatefulSet"]["spec"]
    assert (spec["podManagementPolicy"], "updateStrategy" in spec) == ("Parallel", False)


def test_each_pod_of_a_statefulset_has_a_name_beside_that_of_all(one: One) -> None:
    objects = one(SET)
    headless = objects["pods Service"]
    assert objects["StatefulSet"]["spec"]["serviceName"] == headless["metadata"]["name"]
    assert (headless["spec"]["clusterIP"], headless["spec"]["publishNotReadyAddresses"]) == ("None", True)
    assert headless["spec"]["selector"] == objects["Service"]["spec"]["selector"]
    assert "clusterIP" not in objects["Service"]["spec"]


def test_pods_of_a_statefulset_are_scraped_once_though_two_services_lead_to_them(one: One) -> None:
    objects = one(SET, {"capabilities": {"prometheus": True}})
    assert "PodMonitor" in objects
    assert "ServiceMonitor" not in objects


def test_a_statefulset_scales_as_one(one: One) -> None:
    objects = one({**SET, "replicas": {"min": 2, "max": 5, "cpu": 70}})
    target = {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "shop"}
    assert objects["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"] == target
    assert "replicas" not in objects["StatefulSet"]["spec"]
    spread = pod(objects, "StatefulSet")["topologySpreadConstraints"]
    assert {key for each in spread for key in each["matchLabelKeys"]} == {"controller-revision-hash"}


@pytest.mark.parametrize("service", [{"port": 8001}, {"kind": "worker"}])
def test_the_one_pod_of_a_deployment_has_a_claim_that_outlives_it(one: One, service: dict[str, Any]) -> None:
    objects = one({**service, "volumes": {"data": {**DATA["data"], "storage_class": "fast"}}})
    claim = objects["data PersistentVolumeClaim"]
    assert claim["spec"] == {**CLAIM, "storageClassName": "fast"}
    assert claim["metadata"]["annotations"] == {"helm.sh/resource-policy": "keep"}
    spec = pod(objects, "Deployment")
    assert spec["volumes"][1] == {"name": "data", "persistentVolumeClaim": {"claimName": "shop-data"}}
    assert MOUNT in spec["containers"][0]["volumeMounts"]
    assert objects["Deployment"]["spec"]["strategy"] == {"type": "Recreate"}


def test_an_environment_cannot_have_more_pods_than_one_claim_serves(one: One) -> None:
    sentence = "replicas.max is 2, and only one pod can mount the volumes of shop: give at most 1."
    with pytest.raises(ValueError, match=sentence):
        one({"port": 8001, "volumes": DATA}, {"replicas": {"max": 2}})
    assert one(SET, {"replicas": {"max": 9}})["StatefulSet"]


def test_without_volumes_nothing_is_claimed(one: One) -> None:
    objects = one({"port": 8001})
    assert not [kind for kind in objects if kind.endswith("PersistentVolumeClaim")]
    assert "strategy" not in objects["Deployment"]["spec"]
