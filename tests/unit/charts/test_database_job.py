from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.charts.conftest import merged
from tests.unit.charts.observed import assert_restricted

Template = Callable[..., list[dict[str, Any]]]
CHART = Path(__file__).parents[3] / "charts" / "database-job"
SQL = "CREATE TABLE a (b text DEFAULT '{{ .Values }}');\r\n\t-- <&> \"ä\"  \n\n"
VALUES: dict[str, Any] = {
    "platform": "acme",
    "image": {"registry": "registry.example.com", "tag": "1.0.0"},
    "region": "eu-west-1",
    "cidrs": ["10.0.21.0/24", "10.0.22.0/24"],
    "port": 5433,
    "network": {"vpc": "10.0.0.0/16", "awsEndpoints": ["10.0.11.0/24"]},
    "job": {
        "name": "aurora-schema-1",
        "task": "aurora_schema",
        "check": False,
        "timeout": 90,
        "files": {"request.json": json.dumps({"a": "<b>"}), "migrations/0/0001_a.sql": SQL},
    },
}


def rendered(template: Template, change: dict[str, Any] | None = None) -> dict[str, dict[str, Any]]:
    """Its objects by kind; what keeps others of its namespace from everything comes first."""
    return {each["kind"]: each for each in template(CHART, merged(VALUES, change or {}))}


def test_nothing_else_in_its_namespace_talks_to_anybody(template: Template) -> None:
    policies = [each for each in template(CHART, VALUES) if each["kind"] == "NetworkPolicy"]
    deny, _ = sorted(policies, key=lambda policy: policy["metadata"]["name"] != "default-deny")
    assert deny["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_a_job_is_tried_once_and_goes(template: Template) -> None:
    objects = rendered(template)
    assert objects.keys() == {"Job", "ConfigMap", "ServiceAccount", "NetworkPolicy"}
    spec = objects["Job"]["spec"]
    assert (spec["backoffLimit"], spec["activeDeadlineSeconds"], spec["ttlSecondsAfterFinished"]) == (0, 90, 600)
    assert spec["template"]["spec"]["restartPolicy"] == "Never"
    assert_restricted([objects["Job"]], {"configMap"})


def test_it_runs_the_task_on_the_request(template: Template) -> None:
    for check in (False, True):
        job = rendered(template, {"job": {"check": check}})["Job"]
        (container,) = job["spec"]["template"]["spec"]["containers"]
        command = ["aurora_schema", "--request", "/etc/database-job/request.json", *(["--check"] if check else [])]
        assert container["command"][:2] == ["python", "-m"]
        assert container["command"][3:] == command
        assert container["volumeMounts"] == [{"name": "request", "mountPath": "/etc/database-job", "readOnly": True}]
        assert {"name": "AWS_REGION", "value": "eu-west-1"} in container["env"]


def test_files_are_mounted_as_they_are(template: Template) -> None:
    """Migrations are recorded by checksum: a byte less would be another migration."""
    objects = rendered(template)
    data = objects["ConfigMap"]["data"]
    (volume,) = objects["Job"]["spec"]["template"]["spec"]["volumes"]
    assert volume["configMap"]["name"] == objects["ConfigMap"]["metadata"]["name"] == "aurora-schema-1"
    mounted = {item["path"]: data[item["key"]] for item in volume["configMap"]["items"]}
    assert mounted == VALUES["job"]["files"]


def test_only_the_database_dns_and_aws_are_reached(template: Template) -> None:
    policy = rendered(template)["NetworkPolicy"]["spec"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    assert "ingress" not in policy
    peers = {
        (peer["ipBlock"]["cidr"], port["port"])
        for rule in policy["egress"][1:]
        for peer in rule["to"]
        for port in rule["ports"]
    }
    database = {("10.0.21.0/24", 5433), ("10.0.22.0/24", 5433)}
    assert peers == {*database, ("0.0.0.0/0", 443), ("10.0.11.0/24", 443), ("169.254.170.23/32", 80)}
    outside = next(rule for rule in policy["egress"] if rule["to"][0].get("ipBlock", {}).get("except"))
    assert outside["to"][0]["ipBlock"]["except"][0] == "10.0.0.0/16"


def test_an_image_by_digest(template: Template) -> None:
    digest = f"sha256:{'a' * 64}"
    job = rendered(template, {"image": {"digest": digest}})["Job"]
    assert job["spec"]["template"]["spec"]["containers"][0]["image"] == (f"registry.example.com/pinksea/jobs@{digest}")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"job": {}}, "job is empty: this chart is rendered by the modules"),
        ({"image": {"registry": ""}}, "image.registry is empty: give the registry that holds pinksea/jobs"),
        ({"image": {"tag": ""}}, "image.tag and image.digest are empty"),
        ({"image": {"digest": "sha256:1"}}, "'sha256:1' does not match pattern"),
        ({"region": ""}, "region is empty: give that of the secrets."),
        ({"cidrs": []}, "cidrs is empty, so the database could not be reached"),
        ({"network": {"vpc": ""}}, "network.vpc is empty: give the CIDR of the VPC"),
        ({"job": {"files": {"../a": ""}}}, "'../a' does not match pattern"),
    ],
)
def test_a_bad_value_stops_with_a_sentence(template: Template, change: dict[str, Any], sentence: str) -> None:
    values = {**VALUES, "job": {}} if change == {"job": {}} else merged(VALUES, change)
    with pytest.raises(ValueError, match=re.escape(sentence)):
        template(CHART, values)
