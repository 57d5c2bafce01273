"""ELB v2."""

from collections.abc import Callable
from typing import Any

from moto.elbv2.models import ELBv2Backend

from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named, by_name

KINDS: dict[str, Callable[[Any], Named]] = {
    "load_balancer": lambda b: by_name(b.load_balancers.values()),
    "target_group": lambda b: by_name(b.target_groups.values()),
}


def describe_tags(original: Original, backend: Any, resource_arns: list[str]) -> Any:
    for arn in resource_arns:
        backend._get_resource_by_arn(arn)
    return original(backend, resource_arns)


def install(hold: Hold) -> None:
    mend([(ELBv2Backend, describe_tags)])
