"""Write the tables of docs/capacity.md: python -m tests.unit.plugins.module_utils.capacity.page."""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.pinksea.platform.plugins.module_utils.capacity.table import table

from tests.unit.policies.inventory import ROOT, variables

PAGE = ROOT / "docs/capacity.md"
FIRST = "\n## "


def tables() -> str:
    return "".join(f"{FIRST}{name}\n\n{text}\n" for name, text in platforms())


def platforms() -> Iterator[tuple[str, str]]:
    for host, values in variables("prod").items():
        yield host, "\n".join(table({**values, "services_skip": []}))


def page() -> str:
    return PAGE.read_text().partition(FIRST)[0] + tables()


if __name__ == "__main__":
    PAGE.write_text(page())
