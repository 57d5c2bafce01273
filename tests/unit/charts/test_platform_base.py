from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Template = Callable[..., list[dict[str, Any]]]
CHART = Path(__file__).parents[3] / "charts" / "platform-base"
VALUES: dict[str, Any] = {
    "namespaces": {
        "dev": {
            "quota": {"cpu": "20", "memory": "50Gi", "gpu": 3, "pods": 200},
            "limits": {"defaultRequest": {"cpu": "100m"}, "max": {"memory": "16Gi"}},
        },
        "agents": {"podSecurity": "privileged", "defaultDeny": False},
    },
    "priorityClasses": {"dev": 100000, "prod": 1000000},
    "storageClasses": {
        "gp3": {
            "provisioner": "ebs.csi.aws.com",
            "parameters": {"type": "gp3", "encrypted": "true", "kmsKeyId": "key"},
        },
        "kept": {"provisioner": "ebs.csi.aws.com", "reclaimPolicy": "Retain"},
    },
    "sharedVolumes": {
        "models": {
            "driver": "efs.csi.aws.com",
            "handle": "fs-1::fsap-1",
            "size": "100Gi",
            "namespaces": ["dev", "agents"],
        }
    },
}
Index = dict[tuple[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def objects(template: Template) -> Index:
    return {(each["kind"], each["metadata"]["name"]): each for each in template(CHART, VALUES)}


def test_nothing_but_what_was_asked_for(objects: Index, template: Template) -> None:
    assert set(objects) == {
        ("Namespace", "dev"),
        ("Namespace", "agents"),
        ("ResourceQuota", "dev"),
        ("LimitRange", "dev"),
        ("NetworkPolicy", "default-deny"),
        ("PriorityClass", "dev"),
        ("PriorityClass", "prod"),
        ("StorageClass", "gp3"),
        ("StorageClass", "kept"),
        ("PersistentVolume", "dev-models"),
        ("PersistentVolume", "agents-models"),
        ("PersistentVolumeClaim", "models"),
    }
    assert template(CHART, {}) == []


@pytest.mark.parametrize(("name", "level"), [("dev", "restricted"), ("agents", "privileged")])
def test_pod_security_is_enforced_audited_and_warned_of(objects: Index, name: str, level: str) -> None:
    labels = objects["Namespace", name]["metadata"]["labels"]
    assert {labels[f"pod-security.kubernetes.io/{mode}"] for mode in ("enforce", "audit", "warn")} == {level}


def test_a_quota_counts_requests(objects: Index) -> None:
    quota = objects["ResourceQuota", "dev"]
    assert quota["metadata"]["namespace"] == "dev"
    assert quota["spec"]["hard"] == {
        "requests.cpu": "20",
        "requests.memory": "50Gi",
        "requests.nvidia.com/gpu": "3",
        "pods": "200",
    }


def test_limits_are_those_of_containers(objects: Index) -> None:
    limits = {"type": "Container", "defaultRequest": {"cpu": "100m"}, "max": {"memory": "16Gi"}}
    assert objects["LimitRange", "dev"]["spec"]["limits"] == [limits]


def test_everything_is_denied_both_ways(objects: Index) -> None:
    policy = objects["NetworkPolicy", "default-deny"]
    assert policy["metadata"]["namespace"] == "dev"
    assert policy["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_priorities_are_whole_numbers(objects: Index) -> None:
    assert objects["PriorityClass", "prod"]["value"] == 1000000
    assert objects["PriorityClass", "dev"]["value"] == 100000


def test_volumes_are_made_where_their_pod_is_and_encrypted_with_the_key_that_is_given(objects: Index) -> None:
    made = objects["StorageClass", "gp3"]
    assert made["parameters"] == {"type": "gp3", "encrypted": "true", "kmsKeyId": "key"}
    assert (made["volumeBindingMode"], made["allowVolumeExpansion"]) == ("WaitForFirstConsumer", True)
    assert (made["reclaimPolicy"], objects["StorageClass", "kept"]["reclaimPolicy"]) == ("Delete", "Retain")


def test_what_is_shared_has_a_volume_for_the_claim_of_each_namespace(template: Template) -> None:
    found = template(CHART, VALUES)
    claims = [each for each in found if each["kind"] == "PersistentVolumeClaim"]
    volumes = {each["metadata"]["name"]: each["spec"] for each in found if each["kind"] == "PersistentVolume"}
    for claim, namespace in zip(claims, ("dev", "agents"), strict=True):
        assert claim["metadata"]["namespace"] == namespace
        volume = volumes[claim["spec"]["volumeName"]]
        assert {key: volume["claimRef"][key] for key in ("namespace", "name")} == {
            "namespace": namespace,
            "name": "models",
        }
        assert volume["storageClassName"] == claim["spec"]["storageClassName"] == ""
        assert volume["persistentVolumeReclaimPolicy"] == "Retain"
        assert volume["csi"] == {"driver": "efs.csi.aws.com", "volumeHandle": "fs-1::fsap-1"}


def test_a_bad_class_is_named(template: Template) -> None:
    with pytest.raises(ValueError, match="missing property 'provisioner'"):
        template(CHART, {"storageClasses": {"gp3": {"parameters": {"type": "gp3"}}}})


@pytest.mark.parametrize(
    ("namespace", "sentence"),
    [
        ({"podSecurity": "strict"}, "value must be one of"),
        ({"quota": {"cpus": 1}}, "additional properties 'cpus' not allowed"),
        ({"quotas": {}}, "additional properties 'quotas' not allowed"),
    ],
)
def test_a_bad_value_is_named(template: Template, namespace: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        template(CHART, {"namespaces": {"dev": namespace}})
