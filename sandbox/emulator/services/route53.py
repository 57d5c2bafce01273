"""Route 53."""

from collections.abc import Callable, Iterator
from typing import Any

from sandbox.emulator.names import Named


def records(backend: Any) -> Iterator[tuple[str, str]]:
    """What somebody put into a zone, beside the records that ACM asked for."""
    for zone in backend.zones.values():
        for row in zone.rrsets:
            own = row.name == zone.name and row.type in ("NS", "SOA")
            if not own and not any(value.endswith(".acm-validations.aws.") for value in row.records or []):
                name = row.name.rstrip(".").replace("\\052", "*")
                yield f"{name} {row.type}", f"{zone.id}/{row.name}/{row.type}"


KINDS: dict[str, Callable[[Any], Named]] = {
    "route53_zone": lambda b: [(zone.name.rstrip("."), zone.id) for zone in b.zones.values()],
    "route53_record": lambda b: list(records(b)),
}
