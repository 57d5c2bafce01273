"""ec2_launch_templates against the emulator: a template changes by a new default version."""

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import ec2_launch_templates

from tests.unit.plugins.modules.ladder import done, ladder, refused

TAGS = {"environment": "prod"}


def given(**more: Any) -> dict[str, Any]:
    return {"templates": [{"name": "rag-nodes", "security_group_ids": ["sg-0b", "sg-0a"], "disk_size": 50, **more}]}


@pytest.fixture
def made(ec2: Any) -> Iterator[dict[str, Any]]:
    yield done(ec2_launch_templates, given() | {"tags": TAGS}, ec2)["templates"]["rag-nodes"]
    done(ec2_launch_templates, given() | {"state": "absent"}, ec2)


def default_data(ec2: Any) -> Any:
    found = ec2.describe_launch_template_versions(LaunchTemplateName="rag-nodes", Versions=["$Default"])
    return found["LaunchTemplateVersions"][0]["LaunchTemplateData"]


def test_ladder(ec2: Any) -> None:
    created, modified, _ = ladder(
        ec2_launch_templates,
        create=given(),
        modify=given(security_group_ids=["sg-0c"], disk_size=80, metadata_hop_limit=2) | {"tags": TAGS},
        key="templates",
        client=ec2,
    )
    first, second = created["templates"]["rag-nodes"], modified["templates"]["rag-nodes"]
    assert first["id"].startswith("lt-")
    assert first["security_group_ids"] == ["sg-0a", "sg-0b"]
    assert (first["version"], second["version"]) == ("1", "2")
    assert second["id"] == first["id"]
    assert modified["diff"][0]["before"] == {
        "disk_size": 50,
        "metadata_hop_limit": 1,
        "security_group_ids": ["sg-0a", "sg-0b"],
        "tags": {},
    }


def test_what_instances_get(ec2: Any, made: dict[str, Any]) -> None:
    tags = [{"Key": "environment", "Value": "prod"}]
    assert default_data(ec2) == {
        "SecurityGroupIds": ["sg-0a", "sg-0b"],
        "BlockDeviceMappings": [
            {
                "DeviceName": "/dev/xvda",
                "Ebs": {"VolumeSize": 50, "VolumeType": "gp3", "Encrypted": True, "DeleteOnTermination": True},
            }
        ],
        "MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": 1},
        "TagSpecifications": [{"ResourceType": kind, "Tags": tags} for kind in ("instance", "volume")],
    }
    template = ec2.describe_launch_templates(LaunchTemplateIds=[made["id"]])["LaunchTemplates"][0]
    assert template["Tags"] == tags


def test_other_tags_stay(ec2: Any, made: dict[str, Any]) -> None:
    ec2.create_tags(Resources=[made["id"]], Tags=[{"Key": "owner", "Value": "somebody"}])
    done(ec2_launch_templates, given() | {"tags": {"platform": "rag"}}, ec2)
    template = ec2.describe_launch_templates(LaunchTemplateIds=[made["id"]])["LaunchTemplates"][0]
    assert {tag["Key"] for tag in template["Tags"]} == {"environment", "owner", "platform"}
    rows = default_data(ec2)["TagSpecifications"]
    assert [{tag["Key"] for tag in row["Tags"]} for row in rows] == [{"environment", "platform"}] * 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"MetadataOptions": {"HttpTokens": "optional", "HttpPutResponseHopLimit": 1}}, "metadata_tokens"),
        ({"BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 50}}]}, "disk_encrypted"),
        ({"TagSpecifications": []}, "tags"),
    ],
)
def test_a_default_version_of_somebody_else_is_mended(ec2: Any, made: dict[str, Any], change: Any, field: str) -> None:
    ours = default_data(ec2)
    ec2.create_launch_template_version(LaunchTemplateId=made["id"], LaunchTemplateData=ours | change)
    ec2.modify_launch_template(LaunchTemplateId=made["id"], DefaultVersion="2")
    mended = done(ec2_launch_templates, given() | {"tags": TAGS}, ec2)
    assert field in mended["diff"][0]["before"] | mended["diff"][0]["after"]
    assert mended["templates"]["rag-nodes"]["version"] == "3"
    assert default_data(ec2) == ours
    assert not done(ec2_launch_templates, given() | {"tags": TAGS}, ec2)["changed"]


def test_a_plan_knows_that_the_version_will_be_another(ec2: Any, made: dict[str, Any]) -> None:
    planned = done(ec2_launch_templates, given(disk_size=80), ec2, check=True)["templates"]["rag-nodes"]
    assert planned["id"] == made["id"]
    assert planned["version"] == "planned:launch_template/rag-nodes"


def test_a_plan_needs_no_security_group(ec2: Any) -> None:
    arguments = given(security_group_ids=["planned:eks_cluster/rag-eks", "planned:security_group/nodes"])
    planned = done(ec2_launch_templates, arguments, ec2, check=True)
    assert planned["changes"] == [{"action": "create", "kind": "launch_template", "name": "rag-nodes"}]
    assert planned["templates"]["rag-nodes"]["id"] == "planned:launch_template/rag-nodes"


def test_going_needs_only_names(ec2: Any, made: dict[str, Any]) -> None:
    removed = done(ec2_launch_templates, {"templates": [{"name": "rag-nodes"}], "state": "absent"}, ec2)
    assert removed["changes"] == [{"action": "delete", "kind": "launch_template", "name": "rag-nodes"}]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"disk_size": None}, "disk_size is not set: give it, state present needs it."),
        ({"disk_size": 0}, "disk_size is 0, which is out of range: give one from 1 to 65536."),
        ({"metadata_hop_limit": 65}, "metadata_hop_limit is 65, which is out of range: give one from 1 to 64."),
        ({"security_group_ids": ["nodes"]}, "security_group_ids holds 'nodes': give ids, which start with sg-."),
        ({"name": "a b"}, "EC2 takes no such name: give 3 to 128 letters, digits and ( ) . - / _."),
    ],
)
def test_bad_input_is_told(ec2: Any, change: dict[str, Any], sentence: str) -> None:
    name = change.get("name", "rag-nodes")
    assert refused(ec2_launch_templates, given(**change), ec2) == f"launch_template {name}: {sentence}"
