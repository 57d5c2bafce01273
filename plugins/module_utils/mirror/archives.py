"""Archives of charts in a directory, pulled by Helm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm import argv
from ansible_collections.pinksea.platform.plugins.module_utils.mirror.lock import Locked
from ansible_collections.pinksea.platform.plugins.module_utils.oci.archives import Archive, archive
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind

Helm = Callable[[list[str]], tuple[int, str, str]]


class Archives(Kind):
    """An archive is what it should be by its digest where the lock has one, and by its name and version."""

    kind = "chart_archive"
    identifiers = ()

    def __init__(self, helm: Helm, directory: Path, charts: Sequence[Locked]) -> None:
        self.helm = helm
        self.directory = directory
        self.charts = {each.file: each for each in charts}

    def wanted(self) -> dict[str, Item]:
        return {
            file: {"name": file, "chart": title(each.name, each.version), "digest": each.digest}
            for file, each in self.charts.items()
        }

    def read(self) -> dict[str, Item]:
        return {file: self.describe(file) for file in self.charts if self.directory.joinpath(file).is_file()}

    def describe(self, file: str) -> Item:
        try:
            found = archive(self.directory / file)
        except PlatformError as error:
            return {"name": file, "chart": str(error)}
        return {"name": file, "chart": title(found.name, found.version), "digest": f"sha256:{found.sha256}"}

    def archives(self) -> dict[Locked, Archive]:
        return {each: archive(self.directory / file) for file, each in self.charts.items()}

    def create(self, wanted: Item) -> None:
        """Pulled beside its place and put there when it is what the lock says, so nothing half is ever there."""
        locked = self.charts[wanted["name"]]
        self.directory.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".pulling-", dir=self.directory) as folder:
            code, _, stderr = self.helm(["pull", *locked.source, "--destination", folder])
            if code:
                raise PlatformError(f"chart {locked.name} {locked.version}: helm pull failed: {argv.reason(stderr)}")
            (pulled,) = Path(folder).glob("*.tgz")
            refuse_other(locked, archive(pulled))
            pulled.replace(self.directory / locked.file)

    def update(self, change: Change) -> None:
        self.create(change.after or {})


def title(name: str, version: str) -> str:
    """A leading v is no difference: repositories serve v1.2.3 when asked for 1.2.3."""
    return f"{name} {version.removeprefix('v')}"


def refuse_other(locked: Locked, pulled: Archive) -> None:
    about = f"chart {locked.name} {locked.version}"
    if title(pulled.name, pulled.version) != title(locked.name, locked.version):
        raise PlatformError(
            f"{about}: {locked.repository} gave {pulled.name} {pulled.version}: correct the lock, or ask its keepers."
        )
    if locked.digest not in {None, f"sha256:{pulled.sha256}"}:
        raise PlatformError(
            f"{about}: {locked.repository} gave sha256:{pulled.sha256}, but the lock says {locked.digest}: "
            "find out why it was replaced before you correct the lock."
        )
