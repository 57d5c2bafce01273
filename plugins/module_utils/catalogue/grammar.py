"""Keys of a mapping as the fields of a dataclass: each says beside its type which word it takes, in C(Annotated).

Reading, the schema for editors and the documentation come from that. A field without a word is not in a catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any, get_type_hints

from .reader import Reader, nearest
from .words import Schema, Word, whole_text

_KEYS: dict[type[Any], tuple[Key, ...]] = {}


@dataclass(frozen=True)
class Key:
    """C(default) is C(MISSING) where the key must be given."""

    name: str
    word: Word
    default: Any

    @property
    def required(self) -> bool:
        return self.default is MISSING

    def schema(self) -> Schema:
        given = {"default": self.default} if isinstance(self.default, str | int | float) and self.default else {}
        return {"description": self.word.about, **self.word.schema(), **given}


def keys(kind: type[Any]) -> tuple[Key, ...]:
    if kind not in _KEYS:
        _KEYS[kind] = tuple(_keys(kind))
    return _KEYS[kind]


def _keys(kind: type[Any]) -> Iterator[Key]:
    words = {
        name: hint.__metadata__[0]
        for name, hint in get_type_hints(kind, include_extras=True).items()
        if hasattr(hint, "__metadata__")
    }
    yield from (Key(each.name, words[each.name], _default(each)) for each in fields(kind) if each.name in words)


def read[T](kind: type[T], reader: Reader, **known: Any) -> T:
    given = {key.name: key.word.read(reader, key.name, key.default) for key in keys(kind)}
    reader.done()
    return kind(**known, **given)


def schema(kind: type[Any]) -> Schema:
    found: Schema = {
        "type": "object",
        "properties": {key.name: key.schema() for key in keys(kind)},
        "additionalProperties": False,
    }
    required = [key.name for key in keys(kind) if key.required]
    return {**found, "required": required} if required else found


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


@dataclass(frozen=True)
class Group:
    """Keys of their own, which are the fields of a dataclass."""

    about: str
    kind: type[Any]
    hint: str = "keys of its own"
    example: str = ""

    def read(self, reader: Reader, key: str, default: Any) -> Any:
        given = reader.has(key)
        return None if default is None and not given else read(self.kind, reader.child(key))

    def schema(self) -> Schema:
        return schema(self.kind)


@dataclass(frozen=True)
class Named:
    """Groups of keys by name."""

    about: str
    kind: type[Any]
    name: re.Pattern[str]
    names: str
    hint: str = "keys of its own for each name"
    example: str = ""

    def read(self, reader: Reader, key: str, _: Any) -> dict[str, Any]:
        given = reader.child(key)
        for name in given.data:
            if not self.name.fullmatch(name):
                given.note(name, f"is not a name: give {self.names}.")
        return {name: read(self.kind, given.child(name)) for name in sorted(given.data)}

    def schema(self) -> Schema:
        names = {"pattern": whole_text(self.name)}
        return {"type": "object", "propertyNames": names, "additionalProperties": schema(self.kind)}


@dataclass(frozen=True)
class Entries:
    """A list of entries that begin with a word each: C(fields) have keys of their own, C(plain) only a name."""

    about: str
    fields: Mapping[str, type[Any]]
    plain: Mapping[str, type[Any]]
    hint: str = "a list, see below"
    example: str = ""

    def read(self, reader: Reader, key: str, _: Any) -> tuple[Any, ...]:
        found = [self.entry(entry) for entry in (reader.items(key) if reader.has(key) else ())]
        return tuple(each for each in found if each is not None)

    def entry(self, entry: Reader) -> Any:
        """One entry, such as C(redis: {}) or C(service: user); None when it cannot be understood."""
        if len(entry.data) != 1:
            entry.note("", f"has {len(entry.data)} keys: give exactly one need per entry.")
            return None
        (name,) = entry.data
        if name in self.plain:
            (only,) = keys(self.plain[name])
            return self.plain[name](only.word.read(entry, name, MISSING))
        if name in self.fields:
            return read(self.fields[name], entry.child(name))
        entry.note(name, f"is not a known need: {nearest(name, (*self.fields, *self.plain))}")
        return None

    def schema(self) -> Schema:
        short = [name for name, kind in self.fields.items() if not any(key.required for key in keys(kind))]
        entries = {name: {"description": kind.__doc__, **schema(kind)} for name, kind in self.fields.items()}
        entries |= {name: entries[name] | {"type": ["object", "null"]} for name in short}
        entries |= {name: keys(kind)[0].schema() for name, kind in self.plain.items()}
        one = {"type": "object", "properties": entries, "additionalProperties": False}
        only = {"minProperties": 1, "maxProperties": 1}
        return {"type": "array", "items": {"anyOf": [{**one, **only}, {"enum": short}]}}
