"""ec2_network_acls against the emulator."""

from collections.abc import Callable
from typing import Any

from ansible_collections.pinksea.platform.plugins.modules import ec2_network_acls

from tests.unit.plugins.modules.ladder import done, ladder, refused

VPC = "10.0.0.0/16"
WORLD = "0.0.0.0/0"


def entry(number: int, **more: Any) -> dict[str, Any]:
    return {"number": number, "cidr": VPC, "protocol": "all", **more}


def acl_of(ec2: Any, subnet: str) -> Any:
    found = ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])
    (acl,) = found["NetworkAcls"]
    return acl


def test_ladder(ec2: Any, vpc_id: str, new_subnet: Callable[[], str]) -> None:
    app, data, spare = (new_subnet() for _ in range(3))
    created, modified, _ = ladder(
        ec2_network_acls,
        create={
            "vpc_id": vpc_id,
            "acls": [
                {
                    "name": "app",
                    "subnet_ids": [app, spare],
                    "entries_in": [entry(100), entry(200, protocol="tcp", from_port=443, cidr=WORLD)],
                    "entries_out": [entry(100, cidr=WORLD)],
                },
                {"name": "data", "subnet_ids": [data], "entries_in": [entry(100)], "entries_out": [entry(100)]},
            ],
        },
        modify={
            "vpc_id": vpc_id,
            "acls": [
                {
                    "name": "app",
                    "subnet_ids": [app],
                    "entries_in": [
                        entry(90, action="deny", protocol="icmp"),
                        entry(200, protocol="tcp", from_port=443, to_port=444, cidr=WORLD),
                    ],
                    "entries_out": [entry(100, cidr=WORLD)],
                },
                {"name": "data", "subnet_ids": [data], "entries_in": [entry(100)], "entries_out": []},
            ],
            "tags": {"environment": "prod"},
        },
        key="acls",
        client=ec2,
    )
    acls = created["acls"]
    assert acls["app"]["entries_in"] == ["100 allow all any 10.0.0.0/16", "200 allow tcp 443 0.0.0.0/0"]
    assert acls["app"]["subnet_ids"] == sorted([app, spare])
    acls = modified["acls"]
    assert acls["app"]["entries_in"] == ["90 deny icmp any 10.0.0.0/16", "200 allow tcp 443-444 0.0.0.0/0"]
    assert acls["app"]["subnet_ids"] == [app]
    assert acls["data"]["entries_out"] == []
    assert acl_of(ec2, spare)["IsDefault"]


def test_subnets_swap_acls(ec2: Any, vpc_id: str, new_subnet: Callable[[], str]) -> None:
    one, two = new_subnet(), new_subnet()

    def arguments(first: str, second: str) -> dict[str, Any]:
        return {
            "vpc_id": vpc_id,
            "acls": [{"name": "first", "subnet_ids": [first]}, {"name": "second", "subnet_ids": [second]}],
        }

    done(ec2_network_acls, arguments(one, two), ec2)
    swapped = done(ec2_network_acls, arguments(two, one), ec2)["acls"]
    assert acl_of(ec2, one)["NetworkAclId"] == swapped["second"]["id"]
    assert acl_of(ec2, two)["NetworkAclId"] == swapped["first"]["id"]


def test_a_plan_needs_no_ids(ec2: Any) -> None:
    acl = {"name": "data", "subnet_ids": ["planned:subnet/data-a"], "entries_in": [entry(100)]}
    planned = done(ec2_network_acls, {"vpc_id": "planned:vpc/rag", "acls": [acl]}, ec2, check=True)
    assert planned["changes"] == [{"action": "create", "kind": "network_acl", "name": "data"}]


def test_bad_input_is_refused(ec2: Any, vpc_id: str) -> None:
    def message(**options: Any) -> str:
        return refused(ec2_network_acls, {"vpc_id": vpc_id, "acls": [{"name": "data", **options}]}, ec2)

    assert "network_acl data, entry 32767: the number is out of range" in message(entries_in=[entry(32767)])
    assert "number 100 is given twice in one direction" in message(entries_out=[entry(100), entry(100)])
    assert "network_acl data, entry 100: from_port is not set" in message(entries_in=[entry(100, protocol="tcp")])
    assert f"network_acl data: subnet-0 is not a subnet of {vpc_id}" in message(subnet_ids=["subnet-0"])
