"""What preflight finds: one sentence each, with the variable, its value and the remedy."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    variable: str
    value: object
    problem: str
    remedy: str

    def __str__(self) -> str:
        shown = "" if self.value is None else " " + textwrap.shorten(repr(self.value), 80, placeholder=" ...")
        return f"{self.variable}{shown} {self.problem}: {self.remedy}."
