"""Public certificates of ACM that are validated by DNS, told apart by their Name tag."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind
from ansible_collections.pinksea.platform.plugins.module_utils.route53.common import (
    change,
    plain,
    public_zones,
    sets_by_zone,
)
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list
from botocore.exceptions import ClientError

ALIVE = ("PENDING_VALIDATION", "ISSUED")
# without a list of them, ACM lists RSA certificates only
KEY_ALGORITHMS = ("RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1")
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)
TTL = 300


def validations(certificate: Item) -> dict[str, str]:
    """The CNAME records by which ACM sees whose domains these are, a domain and its wildcard sharing one."""
    rows = [option.get("ResourceRecord") for option in certificate.get("DomainValidationOptions") or []]
    return {plain(row["Name"]): row["Value"] for row in rows if row}


def complete(certificate: Item) -> bool:
    """ACM adds the records of a new certificate some seconds after it has confirmed the request."""
    options = certificate.get("DomainValidationOptions") or []
    return bool(options) and all("ResourceRecord" in option for option in options)


def validated_in(certificate: Item, zones: Mapping[str, Mapping[str, str]]) -> str | None:
    """The zone with all validation records, which ACM needs for every renewal too; C(zones): CNAMEs by zone."""
    records = validations(certificate).items()
    return next((zone for zone, present in zones.items() if records and records <= present.items()), None)


def cnames(rows: Iterable[Item]) -> dict[str, str]:
    return {
        plain(row["Name"]): row["ResourceRecords"][0]["Value"]
        for row in rows
        if row["Type"] == "CNAME" and row.get("ResourceRecords")
    }


def to_item(name: str, certificate: Item, tags: Mapping[str, str], zone: str | None) -> Item:
    domain = certificate["DomainName"]
    return {
        "name": name,
        "domain": domain,
        "alternative_names": sorted(set(certificate.get("SubjectAlternativeNames") or []) - {domain}),
        "key_algorithm": certificate["KeyAlgorithm"].replace("-", "_"),
        "zone": zone,
        "tags": dict(tags),
        "arn": certificate["CertificateArn"],
        "status": certificate["Status"],
    }


class Certificates(Kind):
    kind = "acm_certificate"
    immutable = frozenset({"domain", "alternative_names", "key_algorithm"})

    def __init__(
        self, acm: Any, route53: Any, wanted: Mapping[str, Item], sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.acm = acm
        self.route53 = route53
        self.wanted = wanted
        self.sleep = sleep

    def read(self) -> dict[str, Item]:
        self.zones = public_zones(self.route53, {item["zone"] for item in self.wanted.values()})
        pages = self.acm.get_paginator("list_certificates").paginate(
            CertificateStatuses=list(ALIVE), Includes={"keyTypes": list(KEY_ALGORITHMS)}
        )
        arns = [row["CertificateArn"] for page in pages for row in page["CertificateSummaryList"]]
        present = {zone: cnames(sets) for zone, sets in sets_by_zone(self.route53, self.zones).items()}
        named = self.named(zip(arns, side_by_side(self.tags, arns), strict=True))
        described = side_by_side(self.describe, [arn for arn, _ in named.values()])
        return {
            name: to_item(name, certificate, tags, validated_in(certificate, present))
            for (name, (_, tags)), certificate in zip(named.items(), described, strict=True)
        }

    def tags(self, arn: str) -> dict[str, str]:
        """None of a certificate that another run has removed since it was listed."""
        try:
            tags = self.acm.list_tags_for_certificate(CertificateArn=arn)["Tags"]
        except self.acm.exceptions.ResourceNotFoundException:
            return {}
        return {tag["Key"]: tag.get("Value", "") for tag in tags}

    def describe(self, arn: str) -> Item:
        certificate: Item = self.acm.describe_certificate(CertificateArn=arn)["Certificate"]
        return certificate

    def named(self, tagged: Iterable[tuple[str, dict[str, str]]]) -> dict[str, tuple[str, dict[str, str]]]:
        found: dict[str, tuple[str, dict[str, str]]] = {}
        for arn, tags in tagged:
            name = tags.get("Name", "")
            if name in found:
                raise PlatformError(
                    f"{self.kind} {name}: {found[name][0]} and {arn} both carry this Name tag: "
                    "rename or remove the one that is not meant."
                )
            if name in self.wanted:
                found[name] = (arn, tags)
        return found

    def create(self, wanted: Item) -> None:
        self.zone_of(wanted)
        names = {"SubjectAlternativeNames": wanted["alternative_names"]} if wanted["alternative_names"] else {}
        arn = self.acm.request_certificate(
            DomainName=wanted["domain"],
            ValidationMethod="DNS",
            KeyAlgorithm=wanted["key_algorithm"],
            Tags=tag_list(wanted["tags"]),
            **names,
        )["CertificateArn"]
        self.validate(wanted, arn)

    def update(self, change: Change) -> None:
        after, arn = change.after or {}, (change.before or {})["arn"]
        if "tags" in change.fields:
            self.acm.add_tags_to_certificate(CertificateArn=arn, Tags=tag_list(after["tags"]))
        if "zone" in change.fields:
            self.validate(after, arn)

    def zone_of(self, wanted: Item) -> Item:
        zone = self.zones.get(wanted["zone"])
        if zone is None:
            raise PlatformError(
                f"{self.kind} {wanted['name']}: there is no public zone {wanted['zone']} in this account for its "
                "validation records: make it first, or correct the name."
            )
        return zone

    def validate(self, wanted: Item, arn: str) -> None:
        for pause in PAUSES:
            certificate = self.describe(arn)
            if complete(certificate):
                break
            self.sleep(pause)
        else:
            raise PlatformError(
                f"{self.kind} {wanted['name']}: ACM has not told its validation records yet: run again."
            )
        sets = [
            {"Name": name, "Type": "CNAME", "TTL": TTL, "ResourceRecords": [{"Value": value}]}
            for name, value in sorted(validations(certificate).items())
        ]
        change(self.route53, self.zone_of(wanted), "UPSERT", sets)

    def delete(self, current: Item) -> None:
        """Its validation records stay: another certificate for the domain may be renewed by them."""
        try:
            self.acm.delete_certificate(CertificateArn=current["arn"])
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceInUseException":
                raise
            raise PlatformError(
                f"{self.kind} {current['name']}: something still uses it (ResourceInUseException): "
                "remove the load balancers and distributions that do, then run again."
            ) from error

    def pending(self, objects: Mapping[str, Item]) -> list[dict[str, str]]:
        region = self.acm.meta.region_name
        return [
            {"kind": self.kind, "name": name, "arn": item["arn"], "region": region}
            for name, item in objects.items()
            if item["status"] != "ISSUED"
        ]
