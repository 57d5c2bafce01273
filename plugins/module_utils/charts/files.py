"""Compares rendered charts with a directory and makes the directory equal to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from ..errors import PlatformError
from .render import LIBRARY, PLATFORM, Files, Link

Content = str | Link | None


@dataclass(frozen=True)
class Change:
    """One file of a chart; `None` is a file that is not there."""

    chart: str
    path: str
    before: Content
    after: Content


def compare(dest: Path, platform: str, wanted: Files) -> list[Change]:
    """What must change below `dest`. Charts of other platforms and handwritten charts are not looked at."""
    if not (dest / LIBRARY.target.rpartition("/")[2] / "Chart.yaml").is_file():
        raise PlatformError(f"{dest} has no chart 'common': copy or link charts/common of pinksea.platform there.")
    ours = {path.name for path in dest.iterdir() if _owner(path) == platform}
    charts = {path.partition("/")[0] for path in wanted}
    for name in sorted(charts - ours):
        if (dest / name).exists():
            raise PlatformError(f"{dest / name} is not a chart generated for {platform!r}: rename one of the two.")
    current = {path: content for name in ours for path, content in _read(dest, dest / name)}
    return [
        Change(path.partition("/")[0], path, current.get(path), wanted.get(path))
        for path in sorted({*current, *wanted})
        if current.get(path) != wanted.get(path)
    ]


def summary(changes: Iterable[Change]) -> list[dict[str, str]]:
    """One action per chart; its Chart.yaml comes and goes with it."""
    actions: dict[str, str] = {}
    for change in changes:
        actions.setdefault(change.chart, "update")
        if change.path == f"{change.chart}/Chart.yaml" and None in (change.before, change.after):
            actions[change.chart] = "delete" if change.after is None else "create"
    return [{"action": actions[name], "kind": "chart", "name": name} for name in sorted(actions)]


def diff(change: Change) -> dict[str, str]:
    return {
        "before_header": change.path,
        "after_header": change.path,
        "before": _shown(change.before),
        "after": _shown(change.after),
    }


def apply(dest: Path, changes: Iterable[Change]) -> None:
    changes = list(changes)
    for change in changes:
        target = dest / change.path
        if change.before is not None and (change.after is None or Link in (type(change.before), type(change.after))):
            target.unlink()
            _prune(target.parent, dest)
    for change in changes:
        target = dest / change.path
        if change.after is None:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(change.after, Link):
            target.symlink_to(change.after.target)
        else:
            target.write_text(change.after, encoding="utf-8")


def _shown(content: Content) -> str:
    return f"-> {content.target}\n" if isinstance(content, Link) else content or ""


def _owner(chart: Path) -> str | None:
    """The platform that a chart was generated for; None when it was written by hand."""
    metadata = chart / "Chart.yaml"
    if not metadata.is_file():
        return None
    try:
        data = yaml.safe_load(metadata.read_text(encoding="utf-8"))
        return str(data["annotations"][PLATFORM])
    except (yaml.YAMLError, TypeError, KeyError):
        return None


def _read(dest: Path, folder: Path) -> Iterator[tuple[str, str | Link]]:
    for path in sorted(folder.iterdir()):
        name = path.relative_to(dest).as_posix()
        if path.is_symlink():
            yield name, Link(str(path.readlink()))
        elif path.is_dir():
            yield from _read(dest, path)
        else:
            yield name, path.read_text(encoding="utf-8", errors="replace")


def _prune(folder: Path, dest: Path) -> None:
    while folder != dest and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
