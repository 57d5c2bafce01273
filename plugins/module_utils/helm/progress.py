"""A line for each release that changed, for whoever reads along."""

from __future__ import annotations

import json

from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import Outcome, Tell


def teller(path: str | None) -> Tell:
    """Appends to the file C(path), where the action plugin reads; says nothing without one."""

    def tell(key: str, outcome: Outcome) -> None:
        if path and outcome.outcome != "unchanged":
            row = {"name": key, "state": WORDS.get(outcome.outcome, outcome.outcome), "seconds": outcome.seconds}
            with open(path, "a", encoding="utf-8") as stream:
                stream.write(json.dumps(row) + "\n")

    return tell


WORDS = {"create": "installed", "update": "upgraded", "delete": "removed"}
