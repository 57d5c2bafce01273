"""Takes typed fields out of one mapping and notes everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

ANY = re.compile(r".+", re.DOTALL)


def nearest(word: str, words: Collection[str]) -> str:
    """The end of a sentence about an unknown word: the right one, or all of them."""
    close = get_close_matches(word, words, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(sorted(words)) or 'none'}."


@dataclass
class Reader:
    path: str
    data: dict[str, object]
    findings: list[str]
    asked: set[str] = field(default_factory=set)

    def note(self, key: str, sentence: str) -> None:
        self.findings.append(f"{self.path}.{key} {sentence}" if key else f"{self.path} {sentence}")

    def has(self, key: str) -> bool:
        self.asked.add(key)
        return self.data.get(key) is not None

    def text(self, key: str, hint: str, default: str | None = None, pattern: re.Pattern[str] = ANY) -> str:
        if not self.has(key):
            if default is None:
                self.note(key, f"is missing: give {hint}.")
            return default or ""
        value = self.data[key]
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        self.note(key, f"is {value!r}: give {hint}.")
        return ""

    def integer(self, key: str, low: int, high: int, default: int | None = None) -> int | None:
        if not self.has(key):
            return default
        value = self.data[key]
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.note(key, f"is {value!r}: give a whole number from {low} to {high}.")
        return default

    def number(self, key: str, hint: str, low: float, below: float, default: float) -> float:
        if not self.has(key):
            return default
        value = self.data[key]
        if isinstance(value, int | float) and not isinstance(value, bool) and low <= value < below:
            return float(value)
        self.note(key, f"is {value!r}: give {hint}.")
        return default

    def texts(self, key: str, hint: str, choices: Collection[str] = (), required: bool = True) -> tuple[str, ...]:
        if not self.has(key):
            if required:
                self.note(key, f"is missing: give {hint}.")
            return ()
        value = self.data[key]
        if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
            self.note(key, f"is {value!r}: give {hint}.")
            return ()
        for item in [item for item in value if choices and item not in choices]:
            self.note(key, f"holds {item!r}: {nearest(item, choices)}")
        return tuple(sorted(set(value)))

    def child(self, key: str) -> Reader:
        """The mapping below `key`; empty when absent or not a mapping."""
        return self.mapping(self.data.get(key) if self.has(key) else {}, f".{key}")

    def items(self, key: str) -> Iterator[Reader]:
        """One reader per single-key mapping of the list at `key`; its path ends in that key."""
        value = self.data[key] if self.has(key) else []
        if not isinstance(value, list):
            self.note(key, f"is {value!r}: give a list of single entries such as '- redis: {{}}'.")
            return
        for index, item in enumerate(value):
            if isinstance(item, str | dict):
                yield self.mapping({item: {}} if isinstance(item, str) else item, f".{key}[{index}]")
            else:
                self.note(f"{key}[{index}]", f"is {item!r}: give a single entry such as '- redis: {{}}'.")

    def mapping(self, value: object, suffix: str) -> Reader:
        if isinstance(value, dict) and all(isinstance(key, str) for key in value):
            return Reader(self.path + suffix, value, self.findings)
        self.findings.append(f"{self.path}{suffix} is {value!r}: give a mapping with text keys.")
        return Reader(self.path + suffix, {}, self.findings)

    def done(self) -> None:
        for key in self.data.keys() - self.asked:
            self.note(key, f"is not a known key: {nearest(key, self.asked)}")
