"""A status that is left and come back to: a change and a deletion each take their time."""

from typing import Any

from sandbox.emulator.held import Held
from sandbox.emulator.hold import Hold

UPDATED = "updated"
DELETED = "deleted"


class HeldUpdates(Held):
    """Set to UPDATED it is modifying for a while, then available; set to DELETED it is deleting until it is DELETED."""

    def __init__(self, hold: Hold, kind: str) -> None:
        super().__init__(hold, kind, "creating", {UPDATED: "modifying", DELETED: "deleting"})

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        status = super().__get__(instance, owner)
        return "available" if status == UPDATED else status
