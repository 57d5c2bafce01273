"""Which chart a release wants: a directory or an archive is read, a reference to a repository is taken at its word."""

from __future__ import annotations

import hashlib
import os
import re
import tarfile
from collections.abc import Mapping
from pathlib import Path

import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import REMOTE, Chart, Release

EXACT_VERSION = re.compile(r"v?\d+\.\d+\.\d+([-+].+)?")


def wanted_chart(release: Release) -> Chart:
    if not release.chart:
        raise PlatformError(f"release {release.key}: chart is not set: give a directory, an archive or a reference.")
    if _is_reference(release):
        return _remote(release, release.chart)
    files = _files(release, Path(release.chart))
    if "Chart.yaml" not in files:
        raise PlatformError(f"release {release.key}: chart {release.chart!r} has no Chart.yaml: name the chart itself.")
    about = yaml.safe_load(files["Chart.yaml"])
    if release.version and release.version.removeprefix("v") != about["version"].removeprefix("v"):
        raise PlatformError(
            f"release {release.key}: version is {release.version!r}, but chart {release.chart!r} is "
            f"{about['version']}: change one of them, or leave version out."
        )
    return Chart(about["name"], about["version"], digest(files))


def digest(files: Mapping[str, bytes]) -> str:
    """The same for a directory and for an archive of it; short enough for a label."""
    lines = (f"{hashlib.sha256(content).hexdigest()} {path}\n" for path, content in sorted(files.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:40]


def _is_reference(release: Release) -> bool:
    chart = str(release.chart)
    if release.repository or chart.startswith("oci://"):
        return True
    looks_local = chart.startswith(("/", ".")) or chart.endswith(".tgz")
    return not looks_local and not Path(chart).exists()


def _remote(release: Release, chart: str) -> Chart:
    if not EXACT_VERSION.fullmatch(release.version or ""):
        raise PlatformError(
            f"release {release.key}: version is {release.version!r}, but chart {chart!r} comes from a repository: "
            "give its exact version, such as 1.2.3."
        )
    return Chart(chart.rstrip("/").rsplit("/", 1)[-1], str(release.version), REMOTE)


def _files(release: Release, path: Path) -> dict[str, bytes]:
    if path.is_dir():
        return {
            str(file.relative_to(path)): file.read_bytes()
            for folder, _, names in os.walk(path, followlinks=True)
            for file in (Path(folder, name) for name in names)
        }
    try:
        with tarfile.open(path) as archive:
            members = [member for member in archive.getmembers() if member.isfile()]
            return {each.name.partition("/")[2]: archive.extractfile(each).read() for each in members}  # type: ignore[union-attr]
    except (OSError, tarfile.TarError) as error:
        raise PlatformError(
            f"release {release.key}: chart {release.chart!r} cannot be read ({error}): "
            "give a chart directory or archive."
        ) from error
