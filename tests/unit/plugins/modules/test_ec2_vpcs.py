"""ec2_vpcs against the emulator: a VPC and its internet gateway come, stay and go together."""

from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.probes import probe
from ansible_collections.pinksea.platform.plugins.modules import ec2_vpcs

from tests.unit.plugins.modules.ladder import done, fingerprint, ladder, refused

OURS = {"tags": {"managed-by": "us"}}


def vpc(**more: Any) -> dict[str, Any]:
    return {"vpcs": [{"name": "net", "cidr": "10.7.0.0/16", **more}], **OURS}


def both(action: str) -> list[dict[str, str]]:
    return [{"action": action, "kind": kind, "name": "net"} for kind in ("internet_gateway", "vpc")]


def test_ladder(ec2: Any) -> None:
    created, modified, deleted = ladder(
        ec2_vpcs,
        create=vpc(secondary_cidrs=["100.64.0.0/16"]),
        modify=vpc(secondary_cidrs=["100.65.0.0/16"], dns_support=False, dns_hostnames=False)
        | {"tags": OURS["tags"] | {"environment": "prod"}},
        key="vpcs",
        client=ec2,
    )
    assert created["changes"] == both("create")
    assert deleted["changes"] == both("delete")[::-1]
    made, changed = created["vpcs"]["net"], modified["vpcs"]["net"]
    assert (made["cidr"], made["secondary_cidrs"]) == ("10.7.0.0/16", ["100.64.0.0/16"])
    assert (made["dns_support"], made["dns_hostnames"], made["internet_gateway"]) == (True, True, True)
    assert changed["secondary_cidrs"] == ["100.65.0.0/16"]
    assert (changed["dns_support"], changed["dns_hostnames"]) == (False, False)
    assert (changed["id"], changed["internet_gateway_id"]) == (made["id"], made["internet_gateway_id"])
    assert changed["tags"] == {"Name": "net", "managed-by": "us", "environment": "prod"}


def test_a_plan_names_what_will_be(ec2: Any) -> None:
    planned = done(ec2_vpcs, vpc(), ec2, check=True)["vpcs"]["net"]
    assert planned["id"] == "planned:vpc/net"
    assert planned["internet_gateway_id"] == "planned:vpc/net"


def test_secondary_cidrs_that_are_not_stated_stay(ec2: Any) -> None:
    done(ec2_vpcs, vpc(secondary_cidrs=["100.64.0.0/16"]), ec2)
    assert done(ec2_vpcs, vpc(), ec2)["changes"] == []
    done(ec2_vpcs, vpc() | {"state": "absent"}, ec2)


def test_a_vpc_is_found_by_its_name_and_left_as_it_is(ec2: Any) -> None:
    by_name = {"vpcs": [{"name": "net"}], **OURS}
    assert done(ec2_vpcs, by_name, ec2)["vpcs"] == {}
    made = done(ec2_vpcs, vpc(dns_hostnames=False), ec2)["vpcs"]
    before = fingerprint(ec2)
    found = done(ec2_vpcs, by_name, ec2)
    assert (found["vpcs"], found["changes"]) == (made, [])
    assert fingerprint(ec2) == before
    assert done(ec2_vpcs, by_name | {"state": "absent"}, ec2)["changes"] == both("delete")[::-1]


def test_somebody_elses_vpc_of_that_name_is_left_alone(ec2: Any) -> None:
    named = [{"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": "net"}]}]
    stranger = ec2.create_vpc(CidrBlock="10.7.0.0/16", TagSpecifications=named)["Vpc"]["VpcId"]
    assert done(ec2_vpcs, vpc(), ec2)["vpcs"]["net"]["id"] != stranger
    done(ec2_vpcs, vpc() | {"state": "absent"}, ec2)
    assert done(ec2_vpcs, vpc() | {"state": "absent"}, ec2)["changes"] == []
    ec2.delete_vpc(VpcId=stranger)


def test_two_of_one_name_are_refused(ec2: Any) -> None:
    tags = [{"Key": "Name", "Value": "net"}, {"Key": "managed-by", "Value": "us"}]
    made = [
        ec2.create_vpc(CidrBlock="10.7.0.0/16", TagSpecifications=[{"ResourceType": "vpc", "Tags": tags}])["Vpc"]
        for _ in "ab"
    ]
    message = refused(ec2_vpcs, vpc(), ec2)
    assert message.startswith("vpc net: ")
    assert all(row["VpcId"] in message for row in made)
    for row in made:
        ec2.delete_vpc(VpcId=row["VpcId"])
    done(ec2_vpcs, vpc() | {"state": "absent"}, ec2)


def test_a_gateway_that_a_killed_run_left_or_somebody_detached_is_attached(ec2: Any) -> None:
    made = done(ec2_vpcs, vpc(), ec2)["vpcs"]["net"]
    ec2.detach_internet_gateway(InternetGatewayId=made["internet_gateway_id"], VpcId=made["id"])
    again = done(ec2_vpcs, vpc(), ec2)
    assert again["changes"] == [{"action": "update", "kind": "vpc", "name": "net"}]
    assert again["vpcs"]["net"] == made
    done(ec2_vpcs, vpc() | {"state": "absent"}, ec2)


def test_bad_input_is_refused(ec2: Any) -> None:
    assert "vpc net: 10.0.0.0/8 is not of a size that VPCs have" in refused(ec2_vpcs, vpc(cidr="10.0.0.0/8"), ec2)
    assert "vpc net: '100.64' is not a CIDR" in refused(ec2_vpcs, vpc(secondary_cidrs=["100.64"]), ec2)
    assert "names need DNS, switch it on too" in refused(ec2_vpcs, vpc(dns_support=False), ec2)
    done(ec2_vpcs, vpc(), ec2)
    assert "cidr is '10.7.0.0/16' and cannot be changed" in refused(ec2_vpcs, vpc(cidr="10.8.0.0/16"), ec2)
    done(ec2_vpcs, vpc() | {"state": "absent"}, ec2)


def test_a_vpc_in_use_is_told(ec2: Any) -> None:
    made = done(ec2_vpcs, vpc(), ec2)["vpcs"]["net"]["id"]
    subnet = ec2.create_subnet(VpcId=made, CidrBlock="10.7.1.0/24")["Subnet"]["SubnetId"]
    message = refused(ec2_vpcs, vpc() | {"state": "absent"}, ec2)
    assert message.startswith("vpc net: ")
    assert "(DependencyViolation): remove its subnets, route tables" in message
    ec2.delete_subnet(SubnetId=subnet)
    done(ec2_vpcs, vpc() | {"state": "absent"}, ec2)


def test_addresses_with_subnets_in_them_are_kept(ec2: Any) -> None:
    made = done(ec2_vpcs, vpc(secondary_cidrs=["100.64.0.0/16"]), ec2)["vpcs"]["net"]["id"]
    subnet = ec2.create_subnet(VpcId=made, CidrBlock="100.64.0.0/18")["Subnet"]["SubnetId"]
    assert refused(ec2_vpcs, vpc(secondary_cidrs=[]), ec2) == (
        f"vpc net: secondary_cidrs does not have 100.64.0.0/16 any more, but {subnet} lies there: "
        "keep it, or remove the subnets in it first."
    )
    done(ec2_vpcs, vpc(secondary_cidrs=["100.64.0.0/16", "100.65.0.0/16"]), ec2)
    ec2.delete_subnet(SubnetId=subnet)
    done(ec2_vpcs, vpc(secondary_cidrs=[]) | {"state": "absent"}, ec2)


class Answering:
    """Stands for EC2 while it adds a CIDR, a state that the emulator skips."""

    def __init__(self, *states: str) -> None:
        self.states = states

    def describe_vpcs(self, **_: Any) -> dict[str, Any]:
        rows = [{"CidrBlockState": {"State": state}} for state in self.states]
        return {"Vpcs": [{"State": "available", "CidrBlockAssociationSet": rows}]}


def test_a_vpc_is_ready_when_all_its_addresses_are() -> None:
    target = {"kind": "vpc", "name": "net", "id": "vpc-1"}
    waiting = probe(target, lambda *_: Answering("associated", "associating"))()
    assert (waiting.state, waiting.phase) == ("associating", "pending")
    ready = probe(target, lambda *_: Answering("associated", "associated"))()
    assert (ready.state, ready.phase) == ("available", "ready")
