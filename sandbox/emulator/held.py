"""Transitional states for resources of moto's own models, which are ready at once."""

from typing import Any

from sandbox.emulator.hold import Hold


class Held:
    """A status attribute: its first value, and a deletion, are preceded by a transitional one for a while."""

    def __init__(self, hold: Hold, kind: str, first: str, deletions: dict[str, str] | None = None) -> None:
        self.hold, self.kind, self.first, self.deletions = hold, kind, first, deletions or {}

    def __set_name__(self, owner: type, name: str) -> None:
        self.slot = f"_held_{name}"

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        value, waiting, timer = instance.__dict__[self.slot]
        return waiting if timer.running else value

    def __set__(self, instance: Any, value: str) -> None:
        state = instance.__dict__.get(self.slot)
        if state is None:
            state = (value, self.first, self.hold.timer(self.kind))
        elif value in self.deletions:
            state = (value, self.deletions[value], self.hold.timer(self.kind))
        else:
            state = (value, *state[1:])
        instance.__dict__[self.slot] = state


def hold_attribute(model: type, name: str, held: Held) -> None:
    held.__set_name__(model, name)
    setattr(model, name, held)
