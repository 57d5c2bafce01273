from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.__main__ import arguments, take
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.archive import PIECE, STREAMED

from tests.unit.charts.conftest import merged
from tests.unit.charts.observed import assert_restricted, peer

Template = Callable[..., list[dict[str, Any]]]
CHART = Path(__file__).parents[3] / "charts" / "qdrant-snapshots"
NODES = [f"https://qdrant-{peer}.qdrant-headless.qdrant.svc.cluster.local:6333" for peer in range(3)]
VALUES: dict[str, Any] = {
    "platform": "acme",
    "image": {"registry": "registry.example.com", "tag": "1.0.0"},
    "region": "eu-west-1",
    "nodes": NODES,
    "collections": ["documents", "images"],
    "bucket": "acme-snapshots",
    "network": {"vpc": "10.0.0.0/16", "awsEndpoints": ["10.0.11.0/24"]},
}


@pytest.fixture(scope="module")
def objects(template: Template) -> dict[str, dict[str, Any]]:
    return {each["kind"]: each for each in template(CHART, VALUES)}


@pytest.fixture(scope="module")
def pod(objects: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return dict(objects["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["spec"])


def test_one_run_at_a_time_that_ends(objects: dict[str, dict[str, Any]]) -> None:
    assert objects.keys() == {"CronJob", "ServiceAccount", "NetworkPolicy"}
    spec = objects["CronJob"]["spec"]
    assert (spec["schedule"], spec["timeZone"], spec["concurrencyPolicy"]) == ("7 * * * *", "Etc/UTC", "Forbid")
    job = spec["jobTemplate"]["spec"]
    assert (job["backoffLimit"], job["activeDeadlineSeconds"]) == (2, 5400)
    assert job["template"]["metadata"]["annotations"] == {"karpenter.sh/do-not-disrupt": "true"}
    assert job["template"]["spec"]["restartPolicy"] == "Never"
    assert_restricted([objects["CronJob"]], {"secret"})


def test_the_command_is_one_that_the_image_knows(pod: dict[str, Any]) -> None:
    (container,) = pod["containers"]
    assert container["image"] == "registry.example.com/pinksea/jobs:1.0.0"
    assert container["command"][:3] == [
        "python",
        "-m",
        "ansible_collections.pinksea.platform.plugins.module_utils.qdrant",
    ]
    assert vars(arguments().parse_args(container["command"][3:])) == {
        "carry_out": take,
        "nodes": NODES,
        "ca_file": "/etc/qdrant/ca.crt",
        "collections": ["documents", "images"],
        "bucket": "acme-snapshots",
        "sets": [{"prefix": "qdrant/hourly", "max_age": 1800}, {"prefix": "qdrant/daily", "max_age": 84600}],
    }


def test_it_has_the_key_and_the_authorities_and_not_the_key_of_the_certificate(pod: dict[str, Any]) -> None:
    (container,) = pod["containers"]
    given = {each["name"]: each.get("value") or each["valueFrom"] for each in container["env"]}
    assert given["AWS_REGION"] == given["AWS_DEFAULT_REGION"] == "eu-west-1"
    assert given["QDRANT_API_KEY"] == {"secretKeyRef": {"name": "qdrant", "key": "api-key"}}
    (volume,) = pod["volumes"]
    assert volume["secret"] == {"secretName": "qdrant-tls", "items": [{"key": "ca.crt", "path": "ca.crt"}]}
    assert container["volumeMounts"] == [{"name": volume["name"], "mountPath": "/etc/qdrant", "readOnly": True}]


def test_only_qdrant_dns_and_aws_are_reached(objects: dict[str, dict[str, Any]]) -> None:
    policy = objects["NetworkPolicy"]["spec"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    assert "ingress" not in policy
    selected = policy["podSelector"]["matchLabels"].items()
    assert selected <= objects["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["metadata"]["labels"].items()
    reached = {(peer(to), port["port"]) for rule in policy["egress"] for to in rule["to"] for port in rule["ports"]}
    aws = {("0.0.0.0/0", 443), ("10.0.11.0/24", 443), ("169.254.170.23/32", 80)}
    assert reached == {("qdrant", 6333), ("kube-system/kube-dns", 53), *aws}


def test_the_pieces_of_six_peers_have_room(pod: dict[str, Any]) -> None:
    """Measured on streams of 1.6 GB: three and a half pieces of each beside 50 MiB."""
    megabyte = 1024**2
    (container,) = pod["containers"]
    assert container["resources"]["limits"]["memory"] == "1Gi"
    assert STREAMED.max_in_memory_upload_chunks == STREAMED.max_concurrency == 2
    assert 6 * 4 * PIECE + 100 * megabyte < 1024 * megabyte


def test_its_service_account_is_the_one_with_the_role(pod: dict[str, Any]) -> None:
    inventory = yaml.safe_load((CHART.parents[1] / "inventories/group_vars/rag/iam.yml").read_text())
    accounts = {
        each["service_account"] for each in inventory["platform_own_workloads"] if each["namespace"] == "qdrant"
    }
    assert accounts == {pod["serviceAccountName"]}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"image": {"registry": ""}}, "image.registry is empty: give the registry that holds pinksea/jobs"),
        ({"image": {"tag": ""}}, "image.tag and image.digest are empty"),
        ({"region": ""}, "region is empty: give that of the bucket."),
        ({"nodes": []}, "nodes is empty: give the address of every peer of Qdrant."),
        ({"nodes": ["http://qdrant:6333"]}, "'http://qdrant:6333' does not match pattern"),
        ({"collections": []}, "collections is empty: name what snapshots are taken of."),
        ({"bucket": ""}, "bucket is empty: name the one for the snapshots."),
        ({"network": {"vpc": ""}}, "network.vpc is empty: give the CIDR of the VPC"),
        ({"sets": [{"prefix": "qdrant/", "maxAge": 1}]}, "'qdrant/' does not match pattern"),
    ],
)
def test_a_bad_value_stops_with_a_sentence(template: Template, change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        template(CHART, merged(VALUES, change))
