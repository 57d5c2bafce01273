"""WAFv2."""

from collections.abc import Callable
from typing import Any

from moto.cloudfront.models import cloudfront_backends
from moto.utilities.paginator import paginate
from moto.wafv2.exceptions import WAFv2ClientError
from moto.wafv2.models import PAGINATION_MODEL, WAFV2Backend, wafv2_backends

from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named, by_name

KINDS: dict[str, Callable[[Any], Named]] = {
    "wafv2_web_acl": lambda b: by_name(b.wacls.values()),
    "wafv2_ip_set": lambda b: by_name(b.ip_sets.values()),
}


def referred(rules: Any) -> set[str]:
    """The ARNs that rules mention."""
    if isinstance(rules, list):
        return set().union(*map(referred, rules))
    if isinstance(rules, dict):
        return {rules["ARN"]} if set(rules) == {"ARN"} else referred(list(rules.values()))
    return set()


def associated() -> WAFv2ClientError:
    return WAFv2ClientError(
        "WAFAssociatedItemException",
        "AWS WAF couldn't perform the operation because your resource is being used by another resource.",
    )


def delete_web_acl(original: Original, backend: Any, name: str, scope: str, identifier: str, *lock: str) -> None:
    """One that something uses stays; where it logged is forgotten with it."""
    for acl in [acl for acl in backend.wacls.values() if acl.id == identifier]:
        distributions = cloudfront_backends[backend.account_id]["aws"].distributions.values()
        if acl.associated_resources or acl.arn in {each.distribution_config.WebACLId for each in distributions}:
            raise associated()
        original(backend, name, scope, identifier, *lock)
        for each in wafv2_backends[backend.account_id].values():  # moto keeps those of CloudFront with a region
            each.logging_configurations.pop(acl.arn, None)
        return
    original(backend, name, scope, identifier, *lock)


def delete_ip_set(original: Original, backend: Any, name: str, scope: str, identifier: str, *lock: str) -> None:
    rules = [rule.statement for acl in backend.wacls.values() for rule in acl.rules]
    if any(arn.endswith(f"/{identifier}") for arn in referred(rules)):
        raise associated()
    original(backend, name, scope, identifier, *lock)


@paginate(PAGINATION_MODEL)  # type: ignore[untyped-decorator]
def list_logging_configurations(original: Original, backend: Any, scope: str) -> list[Any]:
    """Moto takes ARNs of CloudFront for regional ones, because they name a region too."""
    return [
        each for arn, each in backend.logging_configurations.items() if (":global/" in arn) == (scope == "CLOUDFRONT")
    ]


def install(hold: Hold) -> None:
    mend([(WAFV2Backend, delete_web_acl), (WAFV2Backend, delete_ip_set), (WAFV2Backend, list_logging_configurations)])
