from typing import Any

import boto3
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.nat_gateways import (
    ElasticIps,
    NatGateways,
    client_token,
    gateway_item,
    leaving,
)
from botocore.stub import Stubber


def test_a_repeated_attempt_has_the_same_token() -> None:
    token = client_token("nat-a", "subnet-1", "eipalloc-1", ["nat-1", "nat-2"])
    assert token == client_token("nat-a", "subnet-1", "eipalloc-1", ["nat-2", "nat-1"])
    assert len(token) <= 64


def test_an_attempt_after_a_failed_gateway_has_another_token() -> None:
    tokens = {
        client_token("nat-a", "subnet-1", "eipalloc-1", earlier) for earlier in ([], ["nat-1"], ["nat-1", "nat-2"])
    }
    assert len(tokens) == 3


def test_a_gateway_may_not_have_its_address_yet() -> None:
    item = gateway_item("nat-a", {"SubnetId": "subnet-1", "NatGatewayId": "nat-1", "State": "pending"})
    assert item["allocation_id"] is None
    assert item["status"] == "pending"


def answering(*rows: tuple[str, str]) -> Any:
    """A client that answers with these (id, state) of gateways named nat-a."""
    client = boto3.client("ec2", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing")
    tags = [{"Key": "Name", "Value": "nat-a"}]
    listed = [{"NatGatewayId": key, "State": state, "SubnetId": "subnet-1", "Tags": tags} for key, state in rows]
    stubber = Stubber(client)
    stubber.add_response("describe_nat_gateways", {"NatGateways": listed})
    stubber.activate()
    return client


def gateways(*rows: tuple[str, str]) -> NatGateways:
    client, settled = answering(*rows), list[Any]()
    addresses = ElasticIps(client, ["nat-a"], settled.extend)
    return NatGateways(client, "vpc-1", {"nat-a": {"name": "nat-a"}}, addresses, settled.extend)


def test_a_gateway_that_failed_earlier_does_not_exist() -> None:
    assert gateways(("nat-1", "failed"), ("nat-2", "deleted"), ("nat-3", "deleting")).read() == {}
    assert gateways(("nat-1", "failed"), ("nat-2", "available")).read()["nat-a"]["id"] == "nat-2"


def test_a_gateway_that_fails_in_this_run_is_waited_for_so_that_its_reason_is_told() -> None:
    kind = gateways(("nat-1", "failed"))
    kind.made.add("nat-1")
    assert kind.pending(kind.read()) == [{"kind": "nat_gateway", "name": "nat-a", "id": "nat-1"}]


def test_only_gateways_of_the_name_are_waited_for() -> None:
    assert leaving(answering(("nat-1", "deleting")), "nat-a") == [
        {"kind": "nat_gateway", "name": "nat-a", "id": "nat-1"}
    ]
    assert leaving(answering(("nat-1", "deleting")), "nat-b") == []
