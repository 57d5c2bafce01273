"""CloudFront."""

from collections.abc import Callable
from typing import Any

from moto.cloudfront.exceptions import CloudFrontException, InvalidIfMatchVersion
from moto.cloudfront.models import CloudFrontBackend, Distribution, Origin, random_id

from sandbox.emulator.held import Held, hold_attribute
from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named, tag

KINDS: dict[str, Callable[[Any], Named]] = {
    "cloudfront_distribution": lambda b: [
        (tag(b.list_tags_for_resource(each.arn)["Tags"]), each.distribution_id) for each in b.distributions.values()
    ],
    "cloudfront_origin_access_control": lambda b: [
        (control.name, control.id) for control in b.origin_access_controls.values()
    ],
}


def __init__(original: Original, origin: Any, given: dict[str, Any]) -> None:
    original(origin, given)
    origin.origin_access_control_id = given.get("OriginAccessControlId") or ""


def matching(distribution: Any, etag: Any) -> None:
    if etag != distribution.etag:
        raise InvalidIfMatchVersion


def update_distribution(original: Original, backend: Any, dist_config: Any, _id: str, if_match: Any) -> Any:
    """Only with the present tag; a change makes a new tag and takes its time to arrive everywhere."""
    known = backend.distributions.get(_id)
    if known:
        matching(known, if_match)
    distribution, location, _ = original(backend, dist_config, _id, if_match)
    distribution.etag = random_id()
    held = Distribution._status
    distribution.__dict__[held.slot] = ("InProgress", held.first, held.hold.timer(held.kind))
    return distribution, location, distribution.etag


def delete_distribution(original: Original, backend: Any, distribution_id: str, if_match: Any) -> None:
    known = backend.distributions.get(distribution_id)
    if known:
        matching(known, if_match)
        if known.distribution_config.Enabled:
            raise CloudFrontException(
                "DistributionNotDisabled", "The distribution you are trying to delete has not been disabled."
            )
        if known.status != "Deployed":
            raise CloudFrontException("PreconditionFailed", "The distribution is not deployed yet.")
    original(backend, distribution_id, if_match)
    backend.tagger.delete_all_tags_for_resource(known.arn)


def list_tags_for_resource(original: Original, backend: Any, resource: str) -> Any:
    if ":distribution/" in resource and resource not in {each.arn for each in backend.distributions.values()}:
        raise CloudFrontException("NoSuchResource", "The specified resource does not exist.")
    return original(backend, resource)


def delete_origin_access_control(original: Original, backend: Any, control_id: str) -> None:
    origins = [
        origin for each in backend.distributions.values() for origin in each.distribution_config.Origins["Items"]
    ]
    if any(origin.origin_access_control_id == control_id for origin in origins):
        raise CloudFrontException("OriginAccessControlInUse", "A distribution still uses this origin access control.")
    original(backend, control_id)


def install(hold: Hold) -> None:
    hold_attribute(Distribution, "_status", Held(hold, "cloudfront_distribution", "InProgress"))
    mend(
        [
            (Origin, __init__),
            (CloudFrontBackend, update_distribution),
            (CloudFrontBackend, delete_distribution),
            (CloudFrontBackend, list_tags_for_resource),
            (CloudFrontBackend, delete_origin_access_control),
        ]
    )
