"""Distributions before S3 buckets: from our terms to CloudFront's configuration, and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item, is_planned

CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03"
"""Ids of policies that CloudFront keeps in every account."""
HOSTED_ZONE = "Z2FDTNDATAQYW2"
"""The zone that alias records of all distributions name."""
MINIMUM_TLS = "TLSv1.2_2021"
METHODS = ["GET", "HEAD"]
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\.s3\.[a-z0-9-]+\.amazonaws\.com")
NOTHING = {"Quantity": 0}


def wanted(distribution: Item, tags: Mapping[str, str]) -> Item:
    """The item that a distribution of the module's options stands for."""
    name = distribution["name"]
    refuse(distribution)
    certificate = distribution["certificate_arn"] or ""
    return {
        "name": name,
        "enabled": True,
        "aliases": sorted(distribution["aliases"]),
        "certificate_arn": certificate,
        "minimum_tls": MINIMUM_TLS if certificate else "TLSv1",
        "web_acl_arn": distribution["web_acl_arn"] or "",
        "price_class": distribution["price_class"],
        "http_version": "http2and3",
        "default_root_object": distribution["default_root_object"],
        "not_found_page": distribution["not_found_page"],
        "origins": {origin["name"]: origin["domain_name"] for origin in distribution["origins"]},
        "access_controls": [name],
        "behaviors": [behavior(each["path"], each["origin"]) for each in distribution["behaviors"]],
        "tags": {**tags, "Name": name},
    }


def behavior(path: str, origin: str) -> Item:
    return {
        "path": path,
        "origin": origin,
        "viewers": "redirect-to-https",
        "methods": METHODS,
        "compress": True,
        "cache_policy": CACHING_OPTIMIZED,
        "headers_policy": SECURITY_HEADERS,
    }


def refuse(distribution: Item) -> None:
    """What CloudFront would refuse, before any call."""
    name = f"cloudfront_distribution {distribution['name']}"
    if not re.fullmatch(r"[\w.-]{1,64}", distribution["name"]):
        raise PlatformError(f"{name}: give a name of at most 64 letters, digits and . _ -.")
    paths = [each["path"] for each in distribution["behaviors"]]
    if paths.count("*") != 1 or paths[-1] != "*":
        raise PlatformError(f"{name}: the paths of behaviors are {paths}: end with '*', once, for all other paths.")
    origins = {origin["name"]: origin["domain_name"] for origin in distribution["origins"]}
    for each in distribution["behaviors"]:
        if each["origin"] not in origins:
            raise PlatformError(
                f"{name}: {each['path']} goes to origin {each['origin']!r}, which is not among origins: "
                f"choose one of {', '.join(sorted(origins)) or 'none'}."
            )
    for domain in origins.values():
        if not BUCKET.fullmatch(domain):
            raise PlatformError(f"{name}: origin {domain!r} is no bucket: give <bucket>.s3.<region>.amazonaws.com.")
    certificate, acl = distribution["certificate_arn"] or "", distribution["web_acl_arn"] or ""
    if distribution["aliases"] and not certificate:
        raise PlatformError(f"{name}: aliases need a certificate for them: set certificate_arn.")
    if certificate and not is_planned(certificate) and certificate.split(":")[3:4] != ["us-east-1"]:
        raise PlatformError(
            f"{name}: certificate_arn is {certificate}: CloudFront takes certificates of us-east-1 only."
        )
    if acl and not is_planned(acl) and ":global/webacl/" not in acl:
        raise PlatformError(f"{name}: web_acl_arn is {acl}: give a web ACL of scope CLOUDFRONT.")


def to_item(name: str, config: Item, tags: Mapping[str, str], control: Callable[[str], str]) -> Item:
    """A DistributionConfig in the shape of C(wanted); C(control) gives the name of an origin access control."""
    origins = config["Origins"]["Items"]
    certificate = config.get("ViewerCertificate", {})
    others = config.get("CacheBehaviors", {}).get("Items") or []
    errors = config.get("CustomErrorResponses", {}).get("Items") or []
    return {
        "name": name,
        "enabled": config["Enabled"],
        "aliases": sorted(config.get("Aliases", {}).get("Items") or []),
        "certificate_arn": certificate.get("ACMCertificateArn") or "",
        "minimum_tls": certificate.get("MinimumProtocolVersion"),
        "web_acl_arn": config.get("WebACLId") or "",
        "price_class": config.get("PriceClass"),
        "http_version": str(config.get("HttpVersion")).lower(),
        "default_root_object": config.get("DefaultRootObject") or "",
        "not_found_page": next((row.get("ResponsePagePath", "") for row in errors if row["ErrorCode"] == 404), ""),
        "origins": {origin["Id"]: origin["DomainName"] for origin in origins},
        "access_controls": sorted({control(origin.get("OriginAccessControlId") or "") for origin in origins}),
        "behaviors": [
            *(to_behavior(each["PathPattern"], each) for each in others),
            to_behavior("*", config["DefaultCacheBehavior"]),
        ],
        "tags": dict(tags),
    }


def to_behavior(path: str, settings: Item) -> Item:
    return {
        "path": path,
        "origin": settings["TargetOriginId"],
        "viewers": settings["ViewerProtocolPolicy"],
        "methods": sorted(settings.get("AllowedMethods", {}).get("Items") or []),
        "compress": settings.get("Compress"),
        "cache_policy": settings.get("CachePolicyId"),
        "headers_policy": settings.get("ResponseHeadersPolicyId"),
    }


def listed(items: list[Any]) -> Item:
    return {"Quantity": len(items), "Items": items} if items else dict(NOTHING)


def to_config(item: Item, control_id: str) -> Item:
    """All that CloudFront asks for in an update, which is more than it asks for in a create."""
    *others, default = [(each["path"], to_settings(each)) for each in item["behaviors"]]
    missing = {"ErrorCode": 404, "ResponsePagePath": item["not_found_page"], "ResponseCode": "200"}
    return {
        "Comment": item["name"],
        "Enabled": item["enabled"],
        "Aliases": listed(item["aliases"]),
        "DefaultRootObject": item["default_root_object"],
        "Origins": listed([to_origin(name, domain, control_id) for name, domain in sorted(item["origins"].items())]),
        "OriginGroups": dict(NOTHING),
        "DefaultCacheBehavior": default[1],
        "CacheBehaviors": listed([{"PathPattern": path, **settings} for path, settings in others]),
        "CustomErrorResponses": listed([{**missing, "ErrorCachingMinTTL": 10}] if item["not_found_page"] else []),
        "PriceClass": item["price_class"],
        "ViewerCertificate": to_certificate(item),
        "Restrictions": {"GeoRestriction": {"RestrictionType": "none", "Quantity": 0}},
        "WebACLId": item["web_acl_arn"],
        "HttpVersion": item["http_version"],
        "IsIPV6Enabled": True,
    }


def to_origin(name: str, domain: str, control_id: str) -> Item:
    return {
        "Id": name,
        "DomainName": domain,
        "OriginPath": "",
        "CustomHeaders": dict(NOTHING),
        "S3OriginConfig": {"OriginAccessIdentity": ""},
        "OriginAccessControlId": control_id,
        "ConnectionAttempts": 3,
        "ConnectionTimeout": 10,
        "OriginShield": {"Enabled": False},
    }


def to_settings(each: Item) -> Item:
    methods = listed(each["methods"])
    return {
        "TargetOriginId": each["origin"],
        "ViewerProtocolPolicy": each["viewers"],
        "AllowedMethods": {**methods, "CachedMethods": methods},
        "Compress": each["compress"],
        "SmoothStreaming": False,
        "CachePolicyId": each["cache_policy"],
        "ResponseHeadersPolicyId": each["headers_policy"],
        "FieldLevelEncryptionId": "",
        "LambdaFunctionAssociations": dict(NOTHING),
        "FunctionAssociations": dict(NOTHING),
    }


def to_certificate(item: Item) -> Item:
    if not item["certificate_arn"]:
        return {"CloudFrontDefaultCertificate": True}
    return {
        "ACMCertificateArn": item["certificate_arn"],
        "SSLSupportMethod": "sni-only",
        "MinimumProtocolVersion": item["minimum_tls"],
    }
