"""From the options of the module to the log groups, IP sets and web ACLs they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_network

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.logs.groups import refuse_retention
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item, by_name
from ansible_collections.pinksea.platform.plugins.module_utils.wafv2.rules import VERSIONS, build, ip_set_names

LOG_PREFIX = "aws-waf-logs-"
GROUP = {"kms_key_arn": "", "log_class": "STANDARD"}
REDACTED = ["authorization", "cookie"]


def parts(params: Item) -> tuple[dict[str, dict[str, Item]], dict[str, Item], dict[str, Item]]:
    """Log groups by scope and name, IP sets and ACLs by name."""
    acls = by_name(params["acls"])
    check(params)
    addresses = by_version(params["admin_cidrs"])
    common = {name: {"scope": acl["scope"], "tags": params["tags"]} for name, acl in acls.items()}
    groups: dict[str, dict[str, Item]] = {"REGIONAL": {}, "CLOUDFRONT": {}}
    for name, acl in acls.items():
        group = {"name": LOG_PREFIX + name, "retention": params["log_retention_days"], "tags": params["tags"], **GROUP}
        groups[acl["scope"]][group["name"]] = group
    sets = [
        {"name": set_name, "version": version, "addresses": addresses[version], **common[name]}
        for name in acls
        for version, set_name in ip_set_names(name).items()
    ]
    wanted = [
        {
            "name": name,
            "default_action": {"Allow": {}},
            "rules": build(name, params),
            "log_group": LOG_PREFIX + name,
            "redacted_headers": REDACTED,
            **common[name],
        }
        for name in acls
    ]
    return groups, by_name(sets), by_name(wanted)


def check(params: Item) -> None:
    """What WAF would refuse, before any call."""
    for name in (acl["name"] for acl in params["acls"]):
        if not re.fullmatch(r"[\w-]{1,110}", name):
            raise PlatformError(f"wafv2_web_acl {name}: WAF takes names of at most 110 letters, digits, - and _.")
    if not 10 <= params["rate_limit"] <= 2_000_000_000:
        raise PlatformError(f"rate_limit is {params['rate_limit']}: WAF takes 10 to 2000000000 requests.")
    refuse_retention("of web ACLs", params["log_retention_days"])
    for code in params["blocked_countries"]:
        if not re.fullmatch("[A-Z]{2}", code):
            raise PlatformError(f"blocked_countries has {code!r}: give two capital letters, such as KP.")
    for path in params["admin_paths"]:
        if not re.fullmatch(r"/[^\s?]+", path) or path == "/":
            raise PlatformError(f"admin_paths has {path!r}: give a path such as /admin.")


def by_version(cidrs: Iterable[str]) -> dict[str, list[str]]:
    """Networks as WAF writes them, sorted."""
    found: dict[str, list[str]] = {version: [] for version in VERSIONS}
    for cidr in sorted(set(cidrs)):
        try:
            network = ip_network(cidr, strict=False)
        except ValueError:
            raise PlatformError(f"admin_cidrs has {cidr!r}: give a network such as 192.0.2.0/24.") from None
        if network.prefixlen == 0:
            raise PlatformError(f"admin_cidrs has {cidr!r}, which WAF does not take: leave admin_paths empty instead.")
        found[f"IPV{network.version}"].append(str(network))
    return {version: sorted(networks) for version, networks in found.items()}
