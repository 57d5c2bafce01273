"""What third parties' charts take, where a folder with their defaults lies beside the checkout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.definitions import Loader

DATA = Path(__file__).parents[4] / "shared/charts"
MISSING = f"the defaults of the charts are not at hand: no folder {DATA.parent.name}/{DATA.name} beside the checkout"


@cache
def defaults(chart: str, version: str) -> tuple[Any, str]:
    """The defaults, and their text: what is commented out there is known to the chart too."""
    text = (DATA / f"{chart}-{version}" / "values.yaml").read_text()
    return yaml.load(text, Loader), text  # noqa: S506 - a safe loader


def unknown(values: Any, known: Any, text: str, path: str = "") -> Iterator[str]:
    """Paths of keys that neither stand in the defaults nor in a comment of them. An empty default takes anything."""
    if not isinstance(values, dict) or not isinstance(known, dict) or not known:
        return
    for key, value in values.items():
        here = f"{path}.{key}".lstrip(".")
        if key in known:
            yield from unknown(value, known[key], text, here)
        elif not re.search(rf"^\s*#[#\s-]*\"?{re.escape(str(key))}\"?:", text, re.MULTILINE):
            yield here
