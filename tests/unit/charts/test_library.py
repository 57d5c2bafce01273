"""Every object that a template of the library makes is looked at by a test."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__)
LIBRARY = HERE.parents[3] / "charts" / "common" / "templates"
DEFINE = re.compile(r'^\{\{- define "(common\.[a-z0-9.]+)" -\}\}\n(.*?)(?=^\{\{- define |\Z)', re.MULTILINE | re.DOTALL)
KIND = re.compile(r'^kind: (\w+)$|"kind" "(\w+)"', re.MULTILINE)
ENDING = re.compile(r'^(?:  name: \{\{|\{\{- \$\w+ :=) printf "%s-([a-z]+)" |^  name: ([-a-z]+)$', re.MULTILINE)
"""By which an object is told from that of another template."""


def made() -> dict[str, dict[str, str]]:
    """By kind, the templates that make one, and the ending of its name where it stands beside another."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for file in sorted(LIBRARY.iterdir()):
        for template, body in DEFINE.findall(file.read_text()):
            ending = ENDING.search(body)
            for each in KIND.finditer(body):
                found[each[each.lastindex or 0]][template] = ending[ending.lastindex or 0] if ending else ""
    return found


def test_each_is_looked_at() -> None:
    tests = "\n".join(file.read_text() for file in HERE.parent.glob("test_*.py") if file != HERE)
    objects = made()
    assert objects.keys() > {"Deployment", "NodePool", "RoleBinding"}
    for kind, templates in objects.items():
        endings = [ending for ending in templates.values() if ending and len(templates) > 1]
        for template, ending in templates.items():
            alone = rf'"(?!{"|".join(endings) or "^"} )([-\w]+ )?{kind}"'
            beside = rf'"{ending} {kind}"|"{kind}", "{ending}"'
            assert re.search(beside if ending in endings else alone, tests), (
                f"no test looks at the {kind} of {template}"
            )
