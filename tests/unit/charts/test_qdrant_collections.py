from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.__main__ import arguments, make
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.arguments import COLLECTION

from tests.unit.charts.conftest import merged
from tests.unit.charts.observed import assert_restricted, peer

Template = Callable[..., list[dict[str, Any]]]
CHART = Path(__file__).parents[3] / "charts" / "qdrant-collections"
DOCUMENTS = {"name": "documents", "size": 1536, "distance": "Cosine", "on_disk": True, "indexes": {"source": "keyword"}}
VALUES: dict[str, Any] = {
    "platform": "acme",
    "image": {"registry": "registry.example.com", "tag": "1.0.0"},
    "url": "https://qdrant.qdrant.svc.cluster.local:6333",
    "collections": [DOCUMENTS],
}


def rendered(template: Template, **values: Any) -> dict[str, dict[str, Any]]:
    return {each["kind"]: each for each in template(CHART, VALUES | values)}


@pytest.fixture(scope="module")
def objects(template: Template) -> dict[str, dict[str, Any]]:
    return rendered(template)


def test_it_is_tried_again_and_ends(objects: dict[str, dict[str, Any]]) -> None:
    assert objects.keys() == {"Job", "ServiceAccount", "NetworkPolicy"}
    spec = objects["Job"]["spec"]
    assert (spec["backoffLimit"], spec["activeDeadlineSeconds"]) == (3, 300)
    assert spec["template"]["spec"]["restartPolicy"] == "Never"
    assert_restricted([objects["Job"]], {"secret"})


def test_the_command_is_one_that_the_image_knows(objects: dict[str, dict[str, Any]]) -> None:
    (container,) = objects["Job"]["spec"]["template"]["spec"]["containers"]
    assert container["image"] == "registry.example.com/pinksea/jobs:1.0.0"
    module = "ansible_collections.pinksea.platform.plugins.module_utils.qdrant"
    assert container["command"][:3] == ["python", "-m", module]
    assert vars(arguments().parse_args(container["command"][3:])) == {
        "carry_out": make,
        "url": VALUES["url"],
        "ca_file": "/etc/qdrant/ca.crt",
        "collections": [dict.fromkeys(COLLECTION) | DOCUMENTS],
    }


def test_other_collections_are_another_job(template: Template, objects: dict[str, dict[str, Any]]) -> None:
    names = [
        rendered(template, collections=[DOCUMENTS | change])["Job"]["metadata"]["name"]
        for change in ({}, {"replication_factor": 2})
    ]
    assert names[0] == objects["Job"]["metadata"]["name"] != names[1]


def test_it_has_the_key_and_the_authorities_and_not_the_key_of_the_certificate(
    objects: dict[str, dict[str, Any]],
) -> None:
    pod = objects["Job"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["env"] == [
        {"name": "QDRANT_API_KEY", "valueFrom": {"secretKeyRef": {"name": "qdrant", "key": "api-key"}}}
    ]
    (volume,) = pod["volumes"]
    assert volume["secret"] == {"secretName": "qdrant-tls", "items": [{"key": "ca.crt", "path": "ca.crt"}]}
    assert container["volumeMounts"] == [{"name": volume["name"], "mountPath": "/etc/qdrant", "readOnly": True}]


def test_only_qdrant_and_dns_are_reached(objects: dict[str, dict[str, Any]]) -> None:
    policy = objects["NetworkPolicy"]["spec"]
    labels = objects["Job"]["spec"]["template"]["metadata"]["labels"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    assert "ingress" not in policy
    assert policy["podSelector"]["matchLabels"].items() <= labels.items()
    reached = {(peer(to), port["port"]) for rule in policy["egress"] for to in rule["to"] for port in rule["ports"]}
    assert reached == {("qdrant", 6333), ("kube-system/kube-dns", 53)}


def test_a_collection_is_described_as_the_module_takes_it() -> None:
    schema = json.loads((CHART / "values.schema.json").read_text())["properties"]["collections"]["items"]
    assert schema["properties"].keys() == COLLECTION.keys()
    assert schema["required"] == [name for name, option in COLLECTION.items() if option.get("required")]
    choices = {name: option["choices"] for name, option in COLLECTION.items() if "choices" in option}
    assert {name: each["enum"] for name, each in schema["properties"].items() if "enum" in each} == choices


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"image": {"registry": ""}}, "image.registry is empty: give the registry that holds pinksea/jobs"),
        ({"image": {"tag": ""}}, "image.tag and image.digest are empty"),
        ({"url": ""}, "url is empty: give the address of Qdrant's REST interface."),
        ({"url": "http://qdrant:6333"}, "'http://qdrant:6333' does not match pattern"),
        ({"collections": []}, "collections is empty: state the collections that are to be there."),
        ({"collections": [{"name": "documents", "sise": 4}]}, "additional properties 'sise' not allowed"),
    ],
)
def test_a_bad_value_stops_with_a_sentence(template: Template, change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        template(CHART, merged(VALUES, change))
