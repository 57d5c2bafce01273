"""acm_certificates against the emulator, which issues a certificate once its validation records are in the zone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.acm.certificates import Certificates
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.modules import acm_certificates, route53_zones
from botocore.stub import ANY, Stubber

from tests.unit.plugins.modules.ladder import done, ladder, refused

DOMAIN = "rag.example.com"
ZONE = {"zones": [{"name": DOMAIN}]}


@pytest.fixture
def acm(client: Callable[[str], Any]) -> Any:
    return client("acm")


@pytest.fixture
def route53(client: Callable[[str], Any]) -> Iterator[Any]:
    made = client("route53")
    done(route53_zones, ZONE, made)
    yield made
    done(route53_zones, ZONE | {"state": "absent"}, made)


def certificate(**more: Any) -> dict[str, Any]:
    item = {"name": "rag", "domain": DOMAIN, "alternative_names": [f"*.{DOMAIN}"], "zone": DOMAIN, **more}
    return {"certificates": [item], "wait_interval": 0.1}


def validation(route53: Any) -> list[dict[str, Any]]:
    zone = route53.list_hosted_zones_by_name(DNSName=DOMAIN)["HostedZones"][0]["Id"]
    rows = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    return [row for row in rows if row["Type"] == "CNAME"]


def remove(route53: Any, row: dict[str, Any]) -> None:
    zone = route53.list_hosted_zones_by_name(DNSName=DOMAIN)["HostedZones"][0]["Id"]
    batch = {"Changes": [{"Action": "DELETE", "ResourceRecordSet": row}]}
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)


def test_ladder(acm: Any, route53: Any) -> None:
    created, modified, _ = ladder(
        acm_certificates,
        create=certificate(key_algorithm="EC_prime256v1"),
        modify=certificate(key_algorithm="EC_prime256v1") | {"tags": {"environment": "prod"}},
        key="certificates",
        client=acm,
    )
    made = created["certificates"]["rag"]
    assert (made["status"], made["key_algorithm"], made["zone"]) == ("ISSUED", "EC_prime256v1", DOMAIN)
    assert made["alternative_names"] == [f"*.{DOMAIN}"]
    assert modified["certificates"]["rag"]["arn"] == made["arn"]
    assert modified["certificates"]["rag"]["tags"] == {"Name": "rag", "environment": "prod"}


def test_without_waiting_the_pending_certificate_is_named(
    acm: Any, route53: Any, hold: Callable[[float], None]
) -> None:
    hold(10_000)
    made = done(acm_certificates, certificate() | {"wait": False}, acm)
    arn = made["certificates"]["rag"]["arn"]
    assert made["pending"] == [{"kind": "acm_certificate", "name": "rag", "arn": arn, "region": "us-east-1"}]
    assert not done(acm_certificates, certificate() | {"wait": False}, acm)["changed"]
    stuck = refused(acm_certificates, certificate() | {"wait_timeout": 0.1}, acm)
    assert stuck.startswith(
        "acm_certificate rag in us-east-1 is still PENDING_VALIDATION after 0 s (wait_timeout): delegate its zone"
    )
    done(acm_certificates, certificate() | {"state": "absent"}, acm)


def test_waiting_ends_when_it_is_issued(acm: Any, route53: Any, hold: Callable[[float], None]) -> None:
    hold(0.2)
    made = done(acm_certificates, certificate(), acm)
    assert (made["certificates"]["rag"]["status"], made["pending"]) == ("ISSUED", [])
    done(acm_certificates, certificate() | {"state": "absent"}, acm)


def test_a_lost_validation_record_is_written_again(acm: Any, route53: Any) -> None:
    """Without it ACM could not renew the certificate."""
    done(acm_certificates, certificate(), acm)
    (row,) = validation(route53)
    remove(route53, row)
    again = done(acm_certificates, certificate(), acm)
    assert again["changes"] == [{"action": "update", "kind": "acm_certificate", "name": "rag"}]
    assert again["diff"][0]["after"] == {"zone": DOMAIN}
    assert validation(route53) == [row]
    done(acm_certificates, certificate() | {"state": "absent"}, acm)


def test_a_certificate_that_was_never_validated_is_issued_by_the_next_run(acm: Any, route53: Any) -> None:
    """A run was killed between the request and the records."""
    arn = acm.request_certificate(
        DomainName=DOMAIN,
        SubjectAlternativeNames=[f"*.{DOMAIN}"],
        ValidationMethod="DNS",
        Tags=[{"Key": "Name", "Value": "rag"}],
    )["CertificateArn"]
    assert acm.describe_certificate(CertificateArn=arn)["Certificate"]["Status"] == "PENDING_VALIDATION"
    made = done(acm_certificates, certificate(), acm)["certificates"]["rag"]
    assert (made["arn"], made["status"]) == (arn, "ISSUED")
    done(acm_certificates, certificate() | {"state": "absent"}, acm)


def test_a_plan_needs_no_zone_and_a_run_does(acm: Any, client: Callable[[str], Any]) -> None:
    planned = done(acm_certificates, certificate(), acm, check=True)
    assert planned["certificates"]["rag"]["arn"] == "planned:acm_certificate/rag"
    assert refused(acm_certificates, certificate(), acm) == (
        "acm_certificate rag: there is no public zone rag.example.com in this account for its validation records: "
        "make it first, or correct the name."
    )
    assert acm.list_certificates()["CertificateSummaryList"] == []


def test_bad_input_is_refused(acm: Any, route53: Any) -> None:
    assert refused(acm_certificates, certificate(alternative_names=["api.example.com"]), acm) == (
        "acm_certificate rag: api.example.com is not in the zone rag.example.com: "
        "give a name that ends so, or another zone."
    )
    done(acm_certificates, certificate(), acm)
    message = refused(acm_certificates, certificate(alternative_names=[]), acm)
    assert "alternative_names is ['*.rag.example.com'] and cannot be changed to []" in message
    acm.request_certificate(DomainName=DOMAIN, Tags=[{"Key": "Name", "Value": "rag"}])
    assert "both carry this Name tag" in refused(acm_certificates, certificate(), acm)
    for row in acm.list_certificates()["CertificateSummaryList"]:
        acm.delete_certificate(CertificateArn=row["CertificateArn"])


WANTED = {
    "name": "rag",
    "domain": DOMAIN,
    "alternative_names": [],
    "key_algorithm": "RSA_2048",
    "zone": DOMAIN,
    "tags": {},
}


def test_acm_takes_its_time_to_tell_the_records(acm: Any, route53: Any) -> None:
    """The emulator knows them at once."""
    pauses: list[float] = []
    kind = Certificates(acm, route53, {"rag": WANTED}, sleep=pauses.append)
    kind.read()
    bare = {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1"}
    row = {"Name": f"_1.{DOMAIN}.", "Type": "CNAME", "Value": "_2.x.acm-validations.aws."}
    full = {"DomainValidationOptions": [{"DomainName": DOMAIN, "ResourceRecord": row}]}
    with Stubber(acm) as stub:
        stub.add_response("describe_certificate", {"Certificate": bare})
        stub.add_response(
            "describe_certificate", {"Certificate": {"DomainValidationOptions": [{"DomainName": DOMAIN}]}}
        )
        stub.add_response("describe_certificate", {"Certificate": full})
        kind.validate(WANTED, bare["CertificateArn"])
        assert [found["Name"] for found in validation(route53)] == [f"_1.{DOMAIN}."]
        for _ in range(5):
            stub.add_response("describe_certificate", {"Certificate": bare})
        with pytest.raises(PlatformError, match="has not told its validation records yet: run again"):
            kind.validate(WANTED, bare["CertificateArn"])
    assert pauses == [1, 2, 1, 2, 4, 8, 16]


def test_a_certificate_in_use_is_told(acm: Any, route53: Any) -> None:
    """Nothing in the emulator uses certificates as strictly as CloudFront does."""
    kind = Certificates(acm, route53, {})
    with Stubber(acm) as stub:
        stub.add_client_error("delete_certificate", "ResourceInUseException", expected_params={"CertificateArn": ANY})
        with pytest.raises(PlatformError, match="acm_certificate rag: something still uses it"):
            kind.delete({"name": "rag", "arn": "arn:aws:acm:us-east-1:123456789012:certificate/1"})


def test_a_certificate_that_another_run_removes_meanwhile_is_passed_over(acm: Any, route53: Any) -> None:
    """Between listing certificates and asking for their tags, which the emulator gives no time for."""
    arn = "arn:aws:acm:us-east-1:123456789012:certificate/1"
    with Stubber(acm) as stub:
        stub.add_response("list_certificates", {"CertificateSummaryList": [{"CertificateArn": arn}]})
        stub.add_client_error("list_tags_for_certificate", "ResourceNotFoundException")
        assert Certificates(acm, route53, {"rag": WANTED}).read() == {}
