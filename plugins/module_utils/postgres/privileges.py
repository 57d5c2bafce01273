"""Privileges as words such as C(select) and C(update(status)), and the statements that give and take them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError

Privileges = Mapping[str, Sequence[str]]
"""Words by object: C(schema), C(table x), C(all tables), C(all functions), C(default tables), ..."""

KNOWN = ("delete", "insert", "references", "select", "trigger", "truncate", "update")
BY_COLUMN = ("insert", "references", "select", "update")
TABLE = re.compile(r"[a-z_][a-z0-9_]*")
WORD = re.compile(r"([a-z]+)(?: *\( *([a-z0-9_]+(?: *, *[a-z0-9_]+)*) *\))?")


def parse(table: str, words: Iterable[str]) -> list[str]:
    """The words in the form in which they are compared."""
    columns: dict[str, set[str]] = defaultdict(set)
    whole = set()
    for word in words:
        match = WORD.fullmatch(word.strip().lower())
        if not match or match[1] not in KNOWN or (match[2] and match[1] not in BY_COLUMN):
            raise PlatformError(
                f"table {table}: {word!r} is no privilege: give {', '.join(KNOWN)}, "
                f"or for some columns only, such as update(status), {', '.join(BY_COLUMN)}."
            )
        if match[2]:
            columns[match[1]] |= set(re.split(r" *, *", match[2]))
        else:
            whole.add(match[1])
    return written(whole, columns)


def written(whole: Iterable[str], columns: Mapping[str, Iterable[str]]) -> list[str]:
    """A privilege on the table says nothing more when it is also given on columns."""
    known = set(whole)
    by_column = (f"{word}({', '.join(sorted(names))})" for word, names in columns.items() if word not in known)
    return sorted([*known, *by_column])


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _target(key: str, schema: str) -> str:
    """The object of a key in SQL."""
    where = quoted(schema)
    if key == "schema":
        return f"SCHEMA {where}"
    if key.startswith("all "):
        return f"{key.upper()} IN SCHEMA {where}"
    kind, _, name = key.partition(" ")
    name, _, arguments = name.partition("(")
    return f"{kind.upper()} {where}.{quoted(name)}" + (f"({arguments}" if arguments else "")


def _words(words: Iterable[str]) -> str:
    """C(update(a, b)) as PostgreSQL reads it, with the columns quoted."""
    return ", ".join(
        re.sub(r"\((.*)\)", lambda match: f" ({', '.join(map(quoted, match[1].split(', ')))})", word) for word in words
    )


def statements(schema: str, role: str, before: Privileges, after: Privileges) -> list[str]:
    """What makes C(after) of C(before). The owner of the schema gives whatever is made in it later by default."""
    defaults = f"ALTER DEFAULT PRIVILEGES FOR ROLE {quoted(f'{schema}_owner')} IN SCHEMA {quoted(schema)}"
    found = []
    for key in sorted(before):
        if before[key] == after.get(key):
            continue
        if key.startswith("default "):
            found.append(f"{defaults} REVOKE ALL ON {key.split()[1].upper()} FROM {quoted(role)}")
        else:
            found.append(f"REVOKE ALL ON {_target(key, schema)} FROM {quoted(role)}")
    for key in sorted(after):
        if key.startswith("default "):
            found.append(f"{defaults} GRANT {_words(after[key])} ON {key.split()[1].upper()} TO {quoted(role)}")
        else:
            found.append(f"GRANT {_words(after[key])} ON {_target(key, schema)} TO {quoted(role)}")
    return found


def folded(held: Privileges, wanted: Privileges, objects: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """C(held) with single objects put together under C(all ...) where the wanted ones speak of all of them."""
    found = {key: set(words) for key, words in held.items()}
    for kind, names in objects.items():
        words = set(wanted.get(f"all {kind}s", ()))
        keys = [f"{kind} {name}" for name in names]
        if words and all(words <= found.get(key, set()) for key in keys):
            for key in keys:
                found[key] -= words
            found[f"all {kind}s"] = words
    return {key: sorted(words) for key, words in sorted(found.items()) if words}
