"""route53_zones and route53_records against the emulator."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import route53_records, route53_zones

from tests.unit.plugins.modules.ladder import done, ladder, refused

ZONE = {"zones": [{"name": "rag.example.com"}]}
CAA = {"name": "rag.example.com", "type": "CAA", "values": ['0 issue "amazon.com"']}


@pytest.fixture
def route53(client: Callable[[str], Any]) -> Any:
    return client("route53")


@pytest.fixture
def zone(route53: Any) -> Iterator[str]:
    made = done(route53_zones, ZONE, route53)["zones"]["rag.example.com"]
    yield made["id"]
    done(route53_zones, ZONE | {"state": "absent"}, route53)


def records(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"zone": "rag.example.com", "records": list(rows), **more}


def test_ladder_of_zones(route53: Any) -> None:
    created, modified, _ = ladder(
        route53_zones,
        create=ZONE | {"tags": {"platform": "rag"}},
        modify={
            "zones": [{"name": "Rag.example.com.", "comment": "All of rag"}],
            "tags": {"platform": "rag", "environment": "prod"},
        },
        key="zones",
        client=route53,
    )
    made, changed = created["zones"]["rag.example.com"], modified["zones"]["rag.example.com"]
    assert len(made["name_servers"]) == 4
    assert (changed["id"], changed["comment"]) == (made["id"], "All of rag")
    assert changed["tags"] == {"platform": "rag", "environment": "prod"}


def test_ladder_of_records(route53: Any, zone: str) -> None:
    created, modified, _ = ladder(
        route53_records,
        create=records(CAA, {"name": "*.rag.example.com", "type": "A", "values": ["192.0.2.2", "192.0.2.1"]}),
        modify=records(
            CAA | {"values": ['0 issue "amazonaws.com"'], "ttl": 60},
            {"name": "*.rag.example.com.", "type": "A", "values": ["192.0.2.1", "192.0.2.2"]},
        ),
        key="records",
        client=route53,
    )
    assert [change["name"] for change in created["changes"]] == ["rag.example.com CAA", "*.rag.example.com A"]
    assert modified["changes"] == [{"action": "update", "kind": "route53_record", "name": "rag.example.com CAA"}]
    assert modified["records"]["rag.example.com CAA"]["ttl"] == 60


def test_ladder_of_aliases(route53: Any, zone: str) -> None:
    def of(domain: str) -> dict[str, Any]:
        return {"name": "app.rag.example.com", "type": "A", "alias": {"name": domain, "zone_id": "Z2FDTNDATAQYW2"}}

    created, _, _ = ladder(
        route53_records,
        create=records(of("d1.cloudfront.net")),
        modify=records(of("d2.cloudfront.net.")),
        key="records",
        client=route53,
    )
    made = created["records"]["app.rag.example.com A"]
    assert made["alias"] == {"name": "d1.cloudfront.net", "zone_id": "Z2FDTNDATAQYW2"}


def test_a_record_becomes_an_alias(route53: Any, zone: str) -> None:
    address = {"name": "app.rag.example.com", "type": "A", "values": ["192.0.2.1"]}
    done(route53_records, records(address), route53)
    alias = address | {"values": None, "alias": {"name": "d1.cloudfront.net", "zone_id": "Z2FDTNDATAQYW2"}}
    assert done(route53_records, records(alias), route53)["changes"][0]["action"] == "update"
    assert not done(route53_records, records(alias), route53)["changed"]
    done(route53_records, records(alias, state="absent"), route53)


def test_a_zone_is_delegated_in_its_parent(route53: Any, zone: str) -> None:
    done(route53_zones, {"zones": [{"name": "example.com"}]}, route53)
    delegation = {"name": "rag.example.com", "type": "NS", "values": ["ns-1.example.net"], "zone": "example.com"}
    made = done(route53_records, records(delegation), route53)
    assert made["changes"] == [{"action": "create", "kind": "route53_record", "name": "rag.example.com NS"}]
    assert not done(route53_records, records(delegation), route53)["changed"]
    own = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"][0]
    assert own["Type"] == "NS"
    assert len(own["ResourceRecords"]) == 4
    done(route53_records, records(delegation, state="absent"), route53)
    done(route53_zones, {"zones": [{"name": "example.com"}], "state": "absent"}, route53)


def test_other_records_and_those_with_a_routing_policy_stay(route53: Any, zone: str) -> None:
    weighted = {"Name": "a.rag.example.com", "Type": "A", "SetIdentifier": "one", "Weight": 1, "TTL": 60}
    row = weighted | {"ResourceRecords": [{"Value": "192.0.2.9"}]}
    for action in ("CREATE", "DELETE"):
        batch = {"Changes": [{"Action": action, "ResourceRecordSet": row}]}
        route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)
        if action == "CREATE":
            absent = records({"name": "a.rag.example.com", "type": "A"}, state="absent")
            assert not done(route53_records, absent, route53)["changed"]


def test_a_zone_that_holds_something_stays(route53: Any, zone: str) -> None:
    done(route53_records, records(CAA), route53)
    validation = {
        "Name": "_1.rag.example.com",
        "Type": "CNAME",
        "TTL": 60,
        "ResourceRecords": [{"Value": "_2.x.acm-validations.aws."}],
    }
    batch = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": validation}]}
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)
    message = refused(route53_zones, ZONE | {"state": "absent"}, route53)
    assert message == (
        "route53_zone rag.example.com: it still holds rag.example.com CAA, which would be lost: "
        "remove them (those of a cluster go with its ingresses), then run again."
    )
    assert len(route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]) == 4
    done(route53_records, records(CAA, state="absent"), route53)


def test_a_plan_needs_no_zone_and_a_run_does(route53: Any) -> None:
    planned = done(route53_records, records(CAA), route53, check=True)
    assert planned["changes"] == [{"action": "create", "kind": "route53_record", "name": "rag.example.com CAA"}]
    assert refused(route53_records, records(CAA), route53) == (
        "route53_record rag.example.com CAA: there is no public zone rag.example.com in this account: "
        "make it first, or correct the name."
    )
    assert not done(route53_records, records(CAA, state="absent"), route53)["changed"]


def test_bad_input_is_refused(route53: Any, zone: str) -> None:
    assert refused(
        route53_records, records({"name": "api.example.com", "type": "A", "values": ["192.0.2.1"]}), route53
    ) == (
        "route53_record api.example.com A: api.example.com is not in the zone rag.example.com: "
        "give a name that ends so, or another zone."
    )
    assert "values is not set" in refused(route53_records, records({"name": "rag.example.com", "type": "A"}), route53)
    assert "'rag.example.com CAA' is given twice" in refused(route53_records, records(CAA, CAA), route53)


def test_two_zones_of_one_name_are_refused_and_private_ones_do_not_count(route53: Any, zone: str) -> None:
    private = {"PrivateZone": True}
    vpc = {"VPCRegion": "us-east-1", "VPCId": "vpc-1"}
    twins = [route53.create_hosted_zone(Name="rag.example.com", CallerReference="p", HostedZoneConfig=private, VPC=vpc)]
    assert not done(route53_zones, ZONE, route53)["changed"]
    twins.append(route53.create_hosted_zone(Name="rag.example.com", CallerReference="q"))
    message = refused(route53_zones, ZONE, route53)
    assert zone in message
    assert message.endswith("both have this name: remove the one that is not meant.")
    for twin in twins:
        route53.delete_hosted_zone(Id=twin["HostedZone"]["Id"])
