"""Bring a mirror into its state: pull what is not there, then write what tells of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors, PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.mirror.archives import Archives, Helm
from ansible_collections.pinksea.platform.plugins.module_utils.mirror.bundle import bundle, listed
from ansible_collections.pinksea.platform.plugins.module_utils.mirror.lock import Locked, images, parse
from ansible_collections.pinksea.platform.plugins.module_utils.oci.names import copies, place, repository_of
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, apply, plan


def converge(
    helm: Helm, lock: Path, directory: Path, bundle_path: Path | None, registry: str | None, *, check_mode: bool
) -> dict[str, Any]:
    """What was done, or in check mode would be done, as the result of the module."""
    text = _read(lock)
    charts = parse(text, lock.name)
    where = place(registry) if registry else None
    made = copies(images(charts), where) if where else None
    kind = Archives(helm, directory, charts)
    changes = plan(kind, kind.wanted(), kind.read(), "present")
    problems = [] if check_mode else pull(kind, changes)
    failed = {each.name for each in plan(kind, kind.wanted(), kind.read(), "present")} if problems else set()
    pulled = {change.name for change in changes}
    outcomes = {each.file: _outcome(each.file, pulled, failed, check_mode) for each in charts}
    result = {
        "charts": [{"name": each.name, "version": each.version, "outcome": outcomes[each.file]} for each in charts],
        "archives": [str(directory / each.file) for each in charts],
        "images": images(charts),
        "ecr_repositories": _repositories(charts, where, made) if where and where.ecr else [],
        "problems": problems,
    }
    done = [change for change in changes if change.name not in failed]
    if not problems:
        lines = listed(images(charts), made)
        done += write(directory / "images.txt", lines.encode(), check_mode=check_mode)
        if bundle_path:
            unknown = check_mode and changes
            data = None if unknown else bundle(text, kind.archives(), lines)
            done += write(bundle_path, data, check_mode=check_mode)
    summaries = [change.summary() for change in done]
    return {**result, "changed": bool(done), "changes": summaries, "diff": [change.diff() for change in done]}


def pull(kind: Archives, changes: Sequence[Change]) -> list[str]:
    """A sentence for each that failed; the others are there."""
    try:
        apply(kind, changes)
    except ManyErrors as error:
        return error.problems
    return []


def write(path: Path, data: bytes | None, *, check_mode: bool) -> list[Change]:
    """The change of a file, made unless in check mode; None is what only a real run knows, and taken for different."""
    before = path.read_bytes() if path.is_file() else None
    if before is not None and before == data:
        return []
    if not check_mode and data is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        making = path.with_name(f".{path.name}.new")
        making.write_bytes(data)
        making.replace(path)
    was, will = ({"name": path.name, "sha256": _sha256(each)} for each in (before, data))
    if before is None:
        return [Change("create", "mirror_file", path.name, after=will)]
    return [Change("update", "mirror_file", path.name, was, will, frozenset({"sha256"}))]


def table(charts: Sequence[dict[str, str]]) -> Iterator[str]:
    """How each chart fared."""
    rows = [("chart", "version", "outcome"), *((each["name"], each["version"], each["outcome"]) for each in charts)]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    for name, version, outcome in rows:
        yield f"{name:{widths[0]}}  {version:{widths[1]}}  {outcome}"


def _read(lock: Path) -> str:
    try:
        return lock.read_text(encoding="utf-8")
    except OSError as error:
        raise PlatformError(
            f"lock {lock} cannot be read ({error.strerror}): give the path of charts.lock.yml."
        ) from error


def _sha256(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()


def _outcome(file: str, pulled: set[str], failed: set[str], check_mode: bool) -> str:
    if file in failed:
        return "failed"
    if file in pulled:
        return "to be pulled" if check_mode else "pulled"
    return "there"


def _repositories(charts: Sequence[Locked], where: Any, made: Any) -> list[str]:
    return sorted({*(where.repository(each.name) for each in charts), *(repository_of(each) for each in made)})
