"""Types of instances as a region offers them, with prices that follow their size."""

from collections.abc import Mapping
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.models.instance_types import INSTANCE_TYPES

from sandbox.emulator.mending import Original

FAMILIES = frozenset(
    "c5 c6a c6i c7g c7i g4dn g5 g6 m5 m6a m6g m6i m7g m7i r5 r6a r6i r7g t3 t3a t4g".split()  # noqa: SIM905
)
"""What is listed to who names no type: to write out all takes seconds, in which nobody else is served."""
SPOT_SHARE = 0.35
PER_CORE, PER_GIB, PER_GPU_GIB = 0.03, 0.0045, 0.035
"""Dollars an hour, roughly as AWS asks: prices order the types by size, they are not those of AWS."""


def is_listed(instance_type: str) -> bool:
    return instance_type.partition(".")[0] in FAMILIES


def describe_instance_types(
    original: Original, backend: Any, instance_types: list[str] | None = None, filters: Any = None
) -> Any:
    found = original(backend, instance_types, filters)
    return found if instance_types else [each for each in found if is_listed(each["InstanceType"])]


def describe_instance_type_offerings(
    original: Original, backend: Any, location_type: str | None = None, filters: dict[str, Any] | None = None
) -> Any:
    found = original(backend, location_type, filters)
    named = "instance-type" in (filters or {})
    return found if named else [each for each in found if is_listed(each["InstanceType"])]


def describe_spot_price_history(response: Any) -> ActionResult:
    """One price for each type and zone, of now."""
    named, filters = response._get_param("InstanceTypes", []), response._filters_from_querystring()
    offered = response.ec2_backend.describe_spot_price_history(named, filters)
    history = [
        {
            "InstanceType": each["InstanceType"],
            "ProductDescription": "Linux/UNIX",
            "SpotPrice": f"{SPOT_SHARE * price(INSTANCE_TYPES[each['InstanceType']]):.4f}",
            "AvailabilityZone": each["Location"],
            "Timestamp": "2026-01-01T00:00:00Z",
        }
        for each in offered
        if each["InstanceType"] in INSTANCE_TYPES and (named or is_listed(each["InstanceType"]))
    ]
    return ActionResult({"SpotPriceHistory": history})


def price(instance: Mapping[str, Any]) -> float:
    memory = instance["MemoryInfo"]["SizeInMiB"] / 1024
    gpus = (instance.get("GpuInfo") or {}).get("TotalGpuMemoryInMiB", 0) / 1024
    return float(PER_CORE * instance["VCpuInfo"]["DefaultVCpus"] + PER_GIB * memory + PER_GPU_GIB * gpus)
