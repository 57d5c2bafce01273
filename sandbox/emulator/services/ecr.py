"""ECR."""

from collections.abc import Callable
from typing import Any

from sandbox.emulator.names import Named, by_name

KINDS: dict[str, Callable[[Any], Named]] = {
    "ecr_repository": lambda b: by_name(b.repositories.values()),
}
