"""EFS."""

from collections.abc import Callable
from typing import Any

from sandbox.emulator.names import Named, tag

KINDS: dict[str, Callable[[Any], Named]] = {
    "efs_file_system": lambda b: [
        (tag(b.list_tags_for_resource(identifier)), identifier) for identifier in b.file_systems_by_id
    ],
}
