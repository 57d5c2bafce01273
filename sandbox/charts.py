"""Third-party charts for the sandbox: given, pulled or stood in for, in .sandbox/charts."""

import json
import os
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from sandbox import standins
from sandbox.layout import Sandbox, state_of
from sandbox.report import line

PULL_SECONDS = 20
HERE = Path(__file__).parent


def ensure(sandbox: Sandbox, helm: Path) -> None:
    """Every chart of charts.lock.yml as an archive, and in sources.json where each is from."""
    began = time.monotonic()
    lock = yaml.safe_load((sandbox.root / "charts.lock.yml").read_text())["charts"]
    stand_ins = yaml.safe_load((HERE / "standins.yml").read_text())
    folder = sandbox.charts
    folder.mkdir(parents=True, exist_ok=True)
    before = _sources(folder)
    with ThreadPoolExecutor(len(lock)) as pool:
        had = pool.map(partial(_had, folder, helm, before), lock, lock.values())
        sources = {name: source or "stand-in" for name, source in zip(lock, had, strict=True)}
    for name in (name for name, source in sources.items() if source == "stand-in"):
        content = _stand_in(sandbox.root, name, lock, stand_ins.get(name, {}))
        _archive(folder, name, lock[name]).write_bytes(standins.archive(name, content))
    (folder / "sources.json").write_text(json.dumps(sources, indent=1))
    kinds = [f"{sum(source == kind for source in sources.values())} {kind}" for kind in sorted({*sources.values()})]
    line("charts", "ready", began, ", ".join(kinds))


def stand_ins(root: Path) -> set[str]:
    """Names with versions of the charts that are not what they are called."""
    lock = yaml.safe_load((root / "charts.lock.yml").read_text())["charts"]
    sources = _sources(state_of(root) / "charts")
    return {
        f"{name}-{lock[name]['version']}" for name, source in sources.items() if source == "stand-in" and name in lock
    }


def _had(folder: Path, helm: Path, before: dict[str, str], name: str, entry: dict[str, str]) -> str | None:
    """Where the chart itself is from, if it can be had."""
    target = _archive(folder, name, entry)
    given = Path(os.environ.get("PLATFORM_CHARTS") or os.devnull, target.name)
    if given.is_file():
        shutil.copyfile(given, target)
        return "given"
    # What could not be pulled is not tried again before `down`: without a network each try costs its time.
    if name in before:
        return "pulled" if before[name] == "pulled" and target.is_file() else None
    return "pulled" if _pull(helm, name, entry, folder) else None


def _archive(folder: Path, name: str, entry: dict[str, str]) -> Path:
    return folder / f"{name}-{entry['version']}.tgz"


def _pull(helm: Path, name: str, entry: dict[str, str], folder: Path) -> bool:
    repository = entry["repository"]
    oci = repository.startswith("oci://")
    source = [f"{repository}/{name}"] if oci else [name, "--repo", repository]
    argv = [str(helm), "pull", *source, "--version", entry["version"], "--destination", str(folder)]
    try:
        return subprocess.run(argv, capture_output=True, check=False, timeout=PULL_SECONDS).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def _stand_in(root: Path, name: str, lock: Any, stand_in: dict[str, Any]) -> dict[str, str]:
    templates = {path.name: path.read_text() for path in (HERE / "standin").iterdir()}
    upstream = _upstream(root, name, lock[name]["version"], "values*")
    definer = stand_in.get("crds", name)
    upstream |= _upstream(root, definer, lock[definer]["version"], "crds/*")
    return standins.files(name, lock[name], stand_in, templates, upstream)


def _upstream(root: Path, name: str, version: str, pattern: str) -> dict[str, str]:
    """The chart's own data, where a folder with the data of all charts lies beside the checkout."""
    folder = root.parent / "shared/charts" / f"{name}-{version}"
    return {str(path.relative_to(folder)): path.read_text() for path in folder.glob(pattern)}


def _sources(folder: Path) -> dict[str, str]:
    path = folder / "sources.json"
    return json.loads(path.read_text()) if path.is_file() else {}
