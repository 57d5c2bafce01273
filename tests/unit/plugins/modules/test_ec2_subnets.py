"""ec2_subnets against the emulator."""

from collections.abc import Callable
from typing import Any

from ansible_collections.pinksea.platform.plugins.modules import ec2_subnets

from tests.unit.plugins.modules.ladder import done, ladder, refused


def subnet(name: str, number: int, **more: Any) -> dict[str, Any]:
    return {"name": name, "cidr": f"10.0.{number}.0/24", "zone": "us-east-1a", **more}


def test_ladder(ec2: Any, vpc_id: str) -> None:
    created, modified, _ = ladder(
        ec2_subnets,
        create={"vpc_id": vpc_id, "subnets": [subnet("public-a", 1, map_public_ip=True), subnet("app-a", 11)]},
        modify={
            "vpc_id": vpc_id,
            "subnets": [subnet("public-a", 1, map_public_ip=False, tags={"tier": "public"}), subnet("app-a", 11)],
            "tags": {"environment": "prod"},
        },
        key="subnets",
        client=ec2,
    )
    assert created["subnets"]["public-a"]["map_public_ip"]
    assert created["subnets"]["app-a"]["zone"] == "us-east-1a"
    assert not modified["subnets"]["public-a"]["map_public_ip"]
    assert modified["subnets"]["public-a"]["tags"] == {"Name": "public-a", "environment": "prod", "tier": "public"}
    assert modified["changes"] == [
        {"action": "update", "kind": "subnet", "name": "public-a"},
        {"action": "update", "kind": "subnet", "name": "app-a"},
    ]


def test_a_planned_vpc_has_no_subnets(ec2: Any) -> None:
    arguments = {"vpc_id": "planned:vpc/rag", "subnets": [subnet("app-a", 11)]}
    planned = done(ec2_subnets, arguments, ec2, check=True)
    assert planned["changes"] == [{"action": "create", "kind": "subnet", "name": "app-a"}]
    assert planned["subnets"]["app-a"]["id"] == "planned:subnet/app-a"


def test_other_subnets_and_tags_are_left_alone(ec2: Any, vpc_id: str, new_subnet: Callable[[], str]) -> None:
    stranger = new_subnet()
    arguments = {"vpc_id": vpc_id, "subnets": [subnet("app-a", 11)]}
    made = done(ec2_subnets, arguments, ec2)["subnets"]["app-a"]
    ec2.create_tags(Resources=[made["id"]], Tags=[{"Key": "owner", "Value": "somebody"}])
    assert not done(ec2_subnets, arguments, ec2)["changed"]
    done(ec2_subnets, arguments | {"state": "absent"}, ec2)
    left = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc_id]}])["Subnets"]
    assert [row["SubnetId"] for row in left] == [stranger]


def test_bad_input_is_refused(ec2: Any, vpc_id: str) -> None:
    def message(*subnets: dict[str, Any]) -> str:
        return refused(ec2_subnets, {"vpc_id": vpc_id, "subnets": list(subnets)}, ec2)

    assert message({"name": "app-a", "zone": "us-east-1a"}) == (
        "subnet app-a: cidr is not set: give it, state present needs it."
    )
    assert "subnet app-a: '10.0.1.0/33' is not a CIDR" in message(subnet("app-a", 1) | {"cidr": "10.0.1.0/33"})
    assert "'app-a' is given twice" in message(subnet("app-a", 1), subnet("app-a", 2))
    done(ec2_subnets, {"vpc_id": vpc_id, "subnets": [subnet("app-a", 1)]}, ec2)
    assert "cidr is '10.0.1.0/24' and cannot be changed to '10.0.2.0/24' in place" in message(subnet("app-a", 2))


def test_two_subnets_of_one_name_are_refused(ec2: Any, vpc_id: str, new_subnet: Callable[[], str]) -> None:
    twins = [new_subnet(), new_subnet()]
    ec2.create_tags(Resources=twins, Tags=[{"Key": "Name", "Value": "app-a"}])
    message = refused(ec2_subnets, {"vpc_id": vpc_id, "subnets": [subnet("app-a", 1)]}, ec2)
    assert all(twin in message for twin in twins)


def test_a_subnet_in_use_is_told(ec2: Any, vpc_id: str) -> None:
    arguments = {"vpc_id": vpc_id, "subnets": [subnet("app-a", 11)]}
    made = done(ec2_subnets, arguments, ec2)["subnets"]["app-a"]["id"]
    ec2.create_network_interface(SubnetId=made)
    message = refused(ec2_subnets, arguments | {"state": "absent"}, ec2)
    assert message.startswith("subnet app-a: ")
    assert "(DependencyViolation): remove the load balancers, nodes" in message
