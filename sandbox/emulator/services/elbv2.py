"""ELB v2."""

from collections.abc import Callable
from typing import Any

from sandbox.emulator.names import Named, by_name

KINDS: dict[str, Callable[[Any], Named]] = {
    "load_balancer": lambda b: by_name(b.load_balancers.values()),
    "target_group": lambda b: by_name(b.target_groups.values()),
}
