"""Catalogues by chance hold whatever the grammar knows: each key, each kind of need, each word of a choice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.grammar import Entries, Group, Key, Named, keys
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.model import Service
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.needs import BY_NAME

from tests.unit.charts.random_catalogues import by_chance


def known(kind: type[Any], above: str) -> Iterator[str]:
    for key in keys(kind):
        path = f"{above}.{key.name}"
        yield path
        yield from (f"{path} {choice}" for choice in getattr(key.word, "choices", ()))
        for name, inner in inside(key).items():
            yield path + name
            yield from known(inner, path + name)


def drawn(kind: type[Any], given: dict[str, Any], above: str) -> Iterator[str]:
    for key in keys(kind):
        path, value = f"{above}.{key.name}", given.get(key.name)
        if value is None:
            continue
        yield path
        if getattr(key.word, "choices", ()):
            yield from (f"{path} {choice}" for choice in ([value] if isinstance(value, str) else value))
        for name, inner in inside(key).items():
            for each in values(key, name, value):
                yield path + name
                yield from drawn(inner, each, path + name)


def inside(key: Key) -> dict[str, type[Any]]:
    """The groups of keys below a key, by what stands between."""
    match key.word:
        case Group(kind=kind):
            return {"": kind}
        case Named(kind=kind):
            return {".<name>": kind}
        case Entries(fields=fields, plain=plain):
            return {f".{name}": kind for name, kind in {**fields, **plain}.items()}
    return {}


def values(key: Key, name: str, value: Any) -> list[dict[str, Any]]:
    if isinstance(key.word, Entries):
        need = name.removeprefix(".")
        found = [entry[need] for entry in value if need in entry]
        return [{"name": each} for each in found] if need in BY_NAME else found
    return [value] if isinstance(key.word, Group) else list(value.values())


def test_every_key_and_word_of_the_grammar_is_drawn() -> None:
    found = {path for services, _ in by_chance() for each in services.values() for path in drawn(Service, each, "")}
    everything = set(known(Service, ""))
    assert found <= everything
    assert everything - found == set()
