"""Charts as archives: read from a directory or an archive, and packed to the same bytes each time."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import re
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors, PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm.charts import EXACT_VERSION, digest

VERSION_LINE = re.compile(r"^version:.*$", re.MULTILINE)
Files = Mapping[str, bytes]
"""What a chart consists of, by path within it."""


@dataclass(frozen=True)
class Archive:
    about: Mapping[str, Any]
    """Its Chart.yaml."""
    content: str
    """The same for equal files, however they were packed."""
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def name(self) -> str:
        return str(self.about["name"])

    @property
    def version(self) -> str:
        return str(self.about["version"])


def archives(paths: Iterable[Path], version: str | None) -> list[Archive]:
    """All of them, or what is wrong with each."""
    read, problems = [], []
    for path in paths:
        try:
            read.append(archive(path, version))
        except PlatformError as error:
            problems.append(str(error))
    if problems:
        raise ManyErrors(problems)
    return read


def archive(path: Path, version: str | None = None) -> Archive:
    """The chart in C(path), a directory or an archive; C(version) takes the place of that of a directory."""
    if path.is_dir():
        files = _versioned(_of_directory(path), version)
        about = _about(path, files)
        if missing := [name for name in _dependencies(about) if not _has(files, name)]:
            raise PlatformError(
                f"chart {path}: {missing[0]} is not in its charts/, so what installs it would lack it: "
                f"link or copy it there, or run `helm dependency build {path}`."
            )
        return Archive(about, digest(files), pack(files, str(about["name"])))
    try:
        data = path.read_bytes()
        files = unpack(data)
    except (OSError, tarfile.TarError, EOFError) as error:
        raise PlatformError(f"chart {path} cannot be read ({error}): give a chart directory or archive.") from error
    about = _about(path, files)
    if version not in {None, about["version"]}:
        raise PlatformError(
            f"chart {path}: version is {version!r}, but this archive is {about['version']}: leave version out."
        )
    return Archive(about, digest(files), data)


def pack(files: Files, name: str) -> bytes:
    """A chart archive without times and owners; Chart.yaml comes first, as readers of streams expect it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path in sorted(files, key=lambda path: (path != "Chart.yaml", path)):
            member = tarfile.TarInfo(f"{name}/{path}")
            member.size = len(files[path])
            tar.addfile(member, io.BytesIO(files[path]))
    return gzip.compress(packed.getvalue(), mtime=0)


def unpack(data: bytes) -> dict[str, bytes]:
    """The files of a chart archive, without the folder that they are in."""
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        members = [member for member in tar.getmembers() if member.isfile()]
        return {each.name.partition("/")[2]: tar.extractfile(each).read() for each in members}  # type: ignore[union-attr]


def _of_directory(path: Path) -> dict[str, bytes]:
    return {
        file.relative_to(path).as_posix(): file.read_bytes()
        for folder, _, names in os.walk(path, followlinks=True)
        for file in (Path(folder, name) for name in names)
    }


def _versioned(files: dict[str, bytes], version: str | None) -> dict[str, bytes]:
    if version is None or "Chart.yaml" not in files:
        return files
    text = VERSION_LINE.sub(f"version: {version}", files["Chart.yaml"].decode())
    return {**files, "Chart.yaml": text.encode()}


def _about(path: Path, files: Files) -> dict[str, Any]:
    about = yaml.safe_load(files.get("Chart.yaml", b""))
    if not isinstance(about, dict) or not {"name", "version"} <= about.keys():
        raise PlatformError(f"chart {path} has no Chart.yaml with a name and a version: name the chart itself.")
    if not EXACT_VERSION.fullmatch(str(about["version"])):
        raise PlatformError(f"chart {path}: version is {about['version']!r}: give an exact one, such as 1.2.3.")
    return about


def _dependencies(about: Mapping[str, Any]) -> Iterator[str]:
    yield from (each["name"] for each in about.get("dependencies") or [])


def _has(files: Files, dependency: str) -> bool:
    packed = re.compile(rf"charts/{re.escape(dependency)}(/.*|-v?\d[^/]*\.tgz)")
    return any(packed.fullmatch(path) for path in files)
