"""What the keys of a catalogue take. A word reads its value, and says for editors and readers what that may be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import MISSING, dataclass
from typing import Any, Protocol

from .reader import ANY, Reader

Schema = dict[str, Any]

EVEN_EMPTY = re.compile(r".*", re.DOTALL)
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")


class Word(Protocol):
    @property
    def about(self) -> str:
        """What the value is good for."""

    @property
    def hint(self) -> str:
        """What to give."""

    @property
    def example(self) -> Any: ...

    def read(self, reader: Reader, key: str, default: Any) -> Any:
        """C(MISSING) as default where the key must be given."""

    def schema(self) -> Schema: ...


@dataclass(frozen=True)
class Text:
    about: str
    hint: str
    pattern: re.Pattern[str] = ANY
    example: str = ""

    def read(self, reader: Reader, key: str, default: Any) -> str:
        return reader.text(key, self.hint, None if default is MISSING else default, self.pattern)

    def schema(self) -> Schema:
        limit = {"minLength": 1} if self.pattern is ANY else {"pattern": whole_text(self.pattern)}
        return {"type": "string", **limit}


@dataclass(frozen=True)
class Choice:
    about: str
    choices: tuple[str, ...]

    @property
    def hint(self) -> str:
        return _listed(self.choices, "or")

    @property
    def example(self) -> str:
        return self.choices[0]

    def read(self, reader: Reader, key: str, default: str) -> str:
        return reader.text(key, self.hint, default, re.compile("|".join(self.choices)))

    def schema(self) -> Schema:
        return {"enum": list(self.choices)}


@dataclass(frozen=True)
class Whole:
    about: str
    low: int
    high: int
    example: int = 0

    @property
    def hint(self) -> str:
        return f"a whole number from {self.low} to {self.high}"

    def read(self, reader: Reader, key: str, default: int | None) -> int | None:
        return reader.integer(key, self.low, self.high, default)

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Percent:
    """With decimals, and never all of it."""

    about: str
    low: int
    example: float = 99.9

    @property
    def hint(self) -> str:
        return f"a number of at least {self.low} and below 100"

    def read(self, reader: Reader, key: str, default: float) -> float:
        return reader.number(key, self.hint, self.low, 100, default)

    def schema(self) -> Schema:
        return {"type": "number", "minimum": self.low, "exclusiveMaximum": 100}


@dataclass(frozen=True)
class Texts:
    """A list without order."""

    about: str
    hint: str
    choices: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()

    @property
    def example(self) -> list[str]:
        return list(self.choices or self.samples)

    def read(self, reader: Reader, key: str, default: Any) -> tuple[str, ...]:
        return reader.texts(key, self.hint, self.choices, required=default is MISSING)

    def schema(self) -> Schema:
        item: Schema = {"enum": list(self.choices)} if self.choices else {"type": "string", "minLength": 1}
        return {"type": "array", "minItems": 1, "items": item}


def any_of(about: str, *choices: str) -> Texts:
    return Texts(about, f"a list of {_listed(choices, 'and')}", choices)


@dataclass(frozen=True)
class Variables:
    about: str
    hint: str = "a text, in quotes when it looks like a number"
    example: str = ""

    def read(self, reader: Reader, key: str, _: Any) -> dict[str, str]:
        given = reader.child(key)
        for name in given.data:
            if not VARIABLE.fullmatch(name):
                given.note(name, "is not an environment name: give capitals, digits and underscores.")
        return {name: given.text(name, self.hint, pattern=EVEN_EMPTY) for name in sorted(given.data)}

    def schema(self) -> Schema:
        names = {"pattern": whole_text(VARIABLE)}
        return {"type": "object", "propertyNames": names, "additionalProperties": {"type": "string"}}


def whole_text(pattern: re.Pattern[str]) -> str:
    return f"^(?:{pattern.pattern})$"


def _listed(words: Sequence[str], last: str) -> str:
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
