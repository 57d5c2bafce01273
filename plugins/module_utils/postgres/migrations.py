"""Versioned migrations: what a directory holds, beside what a database says was applied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors, PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.privileges import quoted

FILE = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
PLACEHOLDER = re.compile(r'(?<!:):"([a-z][a-z0-9_]*)"')
CONTROL = re.compile(r"^\s*(begin|commit|rollback|start transaction)( work| transaction)?\s*;", re.I | re.M)
SHOWN = 12


@dataclass(frozen=True)
class Migration:
    version: int
    name: str
    """The file's name without C(.sql)."""
    text: str
    checksum: str


@dataclass(frozen=True)
class Applied:
    name: str
    checksum: str
    at: str


def migration(file: str, content: bytes) -> Migration:
    match = FILE.fullmatch(file)
    if not match:
        raise PlatformError(f"migration {file}: its name must be four digits, an underscore, a-z, 0-9 or _, and .sql.")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise PlatformError(f"migration {file} is not UTF-8 at byte {error.start}: save it as UTF-8.") from None
    if control := CONTROL.search(text):
        line = text[: control.start(1)].count("\n") + 1
        raise PlatformError(
            f"migration {file}, line {line}: {control[1].upper()} would end the transaction that holds the migration "
            "together: take it out."
        )
    return Migration(int(match[1]), file.removesuffix(".sql"), text, sha256(content).hexdigest())


def numbered(directory: str, found: Iterable[Migration]) -> list[Migration]:
    """The migrations in their order. Raises unless they count from 1 without a gap."""
    ordered = sorted(found, key=lambda each: (each.version, each.name))
    wrong = []
    for expected, before, each in zip(range(1, len(ordered) + 1), [None, *ordered], ordered, strict=False):
        last = before.version if before else 0
        if before and each.version == last:
            wrong.append(f"migrations {before.name} and {each.name} of {directory} have one number: renumber one.")
        elif each.version != last + 1:
            wrong.append(
                f"migration {last + 1:04d} is missing in {directory}, where {each.name} is number {expected}: "
                "restore the file, or renumber those that no database has applied yet."
            )
    if wrong:
        raise ManyErrors(wrong)
    return ordered


def pending(schema: str, files: Sequence[Migration], applied: Mapping[int, Applied]) -> list[Migration]:
    """The migrations still to be applied. Raises when the directory contradicts what was applied before."""
    by_version = {each.version: each for each in files}
    wrong = [_contradiction(schema, each, by_version.get(version)) for version, each in sorted(applied.items())]
    todo = [each for each in files if each.version not in applied]
    latest = max(applied, default=0)
    wrong += [
        f"migration {schema}/{each.name} was never applied and {applied[latest].name} was: "
        "give it a number after that one."
        for each in todo
        if each.version < latest
    ]
    if found := [sentence for sentence in wrong if sentence]:
        raise ManyErrors(found)
    return todo


def _contradiction(schema: str, applied: Applied, file: Migration | None) -> str | None:
    if file is None:
        return (
            f"migration {schema}/{applied.name} was applied on {applied.at} and its file is missing: "
            "restore it, or use the version of the directory that has it."
        )
    if file.name != applied.name:
        return (
            f"migration {schema}/{applied.name} was applied on {applied.at} and its file is now {file.name}.sql: "
            "give it its old name, and a new migration the next number."
        )
    if file.checksum != applied.checksum:
        return (
            f"migration {schema}/{applied.name} has changed since it was applied on {applied.at} (sha256 "
            f"{applied.checksum[:SHOWN]} then, {file.checksum[:SHOWN]} now): restore the file and put the change into "
            "a new migration."
        )
    return None


def filled(each: Migration, placeholders: Mapping[str, str]) -> str:
    """The text with the names of this schema, written as psql writes its variables."""
    unknown = sorted({match[1] for match in PLACEHOLDER.finditer(each.text)} - placeholders.keys())
    if unknown:
        known = ", ".join(sorted(placeholders))
        raise PlatformError(f'migration {each.name} names :"{unknown[0]}", which is no role here: known are {known}.')
    return PLACEHOLDER.sub(lambda match: quoted(placeholders[match[1]]), each.text)


def place(text: str, position: int | None) -> str:
    """Where in the file an error is, as far as the server says."""
    if not position:
        return ""
    before = text[: position - 1]
    return f", line {before.count(chr(10)) + 1}, column {len(before) - before.rfind(chr(10))}"
