"""Renders the charts of many catalogues with one run of helm, since starting it takes longer than rendering."""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.charts.render import Files

LIBRARY = Path(__file__).parents[3] / "charts" / "common"
Services = dict[str, Any]
Objects = list[dict[str, Any]]
Helm = Callable[..., subprocess.CompletedProcess[str]]
Case = tuple[Files, dict[str, Any]]
"""The charts of a catalogue, and the values that its environment gives to each."""


def render_many(
    helm: Helm, folder: Path, cases: Mapping[str, Case], namespace: str = "prod"
) -> dict[str, dict[str, Objects]]:
    """The objects of each service by case. Each case is a chart of charts below one that holds the library once."""
    values = {}
    for case, (files, given) in cases.items():
        values[case] = {path.partition("/")[0]: given for path in files}
        chart(folder / "charts" / case, case)
        for path, content in files.items():
            if isinstance(content, str):
                file = folder / "charts" / case / "charts" / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(content.partition("dependencies:")[0] if file.name == "Chart.yaml" else content)
    chart(folder, "all")
    (folder / "charts" / "common").symlink_to(LIBRARY)
    (folder / "values.yaml").write_text(json.dumps(values))
    run = helm("template", "blue", folder, "--namespace", namespace)
    assert run.returncode == 0, run.stderr
    return sorted_out(run.stdout)


def chart(folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Chart.yaml").write_text(f"{{apiVersion: v2, name: {name}, version: 0.0.0}}\n")


def sorted_out(output: str) -> dict[str, dict[str, Objects]]:
    found: dict[str, dict[str, Objects]] = defaultdict(lambda: defaultdict(list))
    for document in output.split("\n---\n"):
        source = document.removeprefix("---\n").partition("\n")[0]
        if source.startswith("# Source: "):
            _, _, case, _, service, *_ = source.removeprefix("# Source: ").split("/")
            found[case][service].append(yaml.load(document, yaml.CSafeLoader))
    return found
