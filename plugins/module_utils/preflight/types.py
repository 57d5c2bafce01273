"""Values against the types of their specs. Ansible itself would take a text for a list, and 1.30 for 1.3."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.preflight.findings import Finding

UNKNOWN = object()
"""Stands for what only a later layer finds out."""
TRUTH = ("true", "false", "yes", "no", "on", "off")
TEXTS = {"type": "list", "elements": "str"}


def number(value: object, convert: type[int] | type[float]) -> bool:
    """Texts count too, as C(-e name=3) gives one."""
    if isinstance(value, bool) or not isinstance(value, str | int | convert):
        return False
    try:
        convert(value)
    except ValueError:
        return False
    return True


def truth(value: object) -> bool:
    return isinstance(value, bool) or (isinstance(value, str) and value.lower() in TRUTH)


TYPES: Mapping[str, tuple[Callable[[object], bool], str, str]] = {
    "str": (lambda value: isinstance(value, str), "a text", "write it in quotes"),
    "path": (lambda value: isinstance(value, str), "a path", "write it in quotes"),
    "list": (lambda value: isinstance(value, list), "a list", "write it in brackets, with commas between the items"),
    "dict": (lambda value: isinstance(value, Mapping), "a mapping", "give keys with values"),
    "bool": (truth, "a truth value", "write true or false"),
    "int": (lambda value: number(value, int), "a whole number", "give one such as 3"),
    "float": (lambda value: number(value, float), "a number", "give one such as 0.5"),
}
"""By the type in a spec: whether a value is of it, what such a value is called, and how to give one."""


def complete(value: object) -> bool:
    if isinstance(value, Mapping | list):
        return all(complete(inner) for inner in (value.values() if isinstance(value, Mapping) else value))
    return value is not UNKNOWN


def wrong_type(variable: str, value: object, spec: Mapping[str, Any]) -> Iterator[Finding]:
    """The value, or those of its parts, that are not what the spec says."""
    fits, noun, remedy = TYPES[spec.get("type", "str")]
    if value is UNKNOWN:
        return
    if not fits(value):
        yield Finding(variable, value, f"is not {noun}", remedy)
    elif isinstance(value, list) and "elements" in spec:
        for index, element in enumerate(value):
            yield from wrong_type(f"{variable}[{index}]", element, {**spec, "type": spec["elements"]})
    elif isinstance(value, Mapping) and "suboptions" in spec:
        yield from wrong_keys(variable, value, spec["suboptions"])
    elif spec.get("choices") and value not in spec["choices"]:
        yield Finding(variable, value, "is not one of its choices", f"choose {' or '.join(map(str, spec['choices']))}")


def wrong_keys(variable: str, value: Mapping[str, Any], options: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    for key in sorted(value.keys() - options.keys()):
        yield Finding(f"{variable}.{key}", value[key], "is not a known key", f"known are {', '.join(sorted(options))}")
    for key, spec in options.items():
        if key in value:
            yield from wrong_type(f"{variable}.{key}", value[key], spec)
        elif spec.get("required"):
            yield Finding(f"{variable}.{key}", None, "is missing", "give it")


def wrong_types(values: Mapping[str, Any], options: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    for name in sorted(options.keys() & values.keys()):
        yield from wrong_type(name, values[name], options[name])
