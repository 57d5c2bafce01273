"""The one family of exceptions of this collection."""

from __future__ import annotations

from collections.abc import Sequence


class PlatformError(Exception):
    """A problem the operator can act on: one sentence with the thing, its value and the remedy."""


class ManyErrors(PlatformError):
    """Several problems found in one pass, reported together."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


def problems_of(error: Exception) -> list[str]:
    """One sentence for each problem, of this family or of a library."""
    return error.problems if isinstance(error, ManyErrors) else [str(error)]
