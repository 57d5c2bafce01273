"""What charts.lock.yml says: the charts of third parties, and the images that they run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors, PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm.charts import EXACT_VERSION
from ansible_collections.pinksea.platform.plugins.module_utils.oci.names import IMAGE

REPOSITORY = re.compile(r"(oci|https?)://\S+[^/\s]")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Locked:
    name: str
    version: str
    repository: str
    digest: str | None
    """Of the archive, as sha256:<hex>."""
    images: tuple[str, ...]

    @property
    def file(self) -> str:
        return f"{self.name}-{self.version}.tgz"

    @property
    def source(self) -> list[str]:
        """As helm pull takes it."""
        if self.repository.startswith("oci://"):
            return [f"{self.repository}/{self.name}", "--version", self.version]
        return [self.name, "--repo", self.repository, "--version", self.version]


def parse(text: str, path: str) -> list[Locked]:
    """Everything that is wrong with it is told at once."""
    try:
        given = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise PlatformError(f"{path} is no YAML ({error}): correct it.") from error
    charts = given.get("charts") if isinstance(given, dict) else None
    if not isinstance(charts, dict):
        raise PlatformError(f"{path} has no dictionary `charts`: give each chart there by its name.")
    if problems := [f"{path}: chart {name}: {problem}" for name in charts for problem in _problems(charts[name])]:
        raise ManyErrors(problems)
    return [
        Locked(name, each["version"], each["repository"], each.get("digest"), tuple(each.get("images") or ()))
        for name, each in charts.items()
    ]


def images(charts: Sequence[Locked]) -> list[str]:
    """Each once, in the order of the lock."""
    return list(dict.fromkeys(image for each in charts for image in each.images))


def _problems(entry: Any) -> Iterator[str]:
    if not isinstance(entry, Mapping):
        yield f"it is {entry!r}: give a dictionary with version and repository."
        return
    version, repository, digest = (entry.get(key) for key in ("version", "repository", "digest"))
    if not EXACT_VERSION.fullmatch(str(version)):
        yield f"version is {version!r}: give an exact one, such as 1.2.3."
    if not REPOSITORY.fullmatch(str(repository)):
        yield f"repository is {repository!r}: begin it with oci:// or https:// and end it without a slash."
    if digest is not None and not DIGEST.fullmatch(str(digest)):
        yield f"digest is {digest!r}: give sha256: and 64 hexadecimal digits, or leave it out."
    for image in entry.get("images") or ():
        if not IMAGE.fullmatch(str(image)):
            yield f"image is {image!r}: give its name with a tag or a digest."
