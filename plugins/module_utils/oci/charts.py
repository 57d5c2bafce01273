"""Charts in an OCI registry, read and pushed by Helm."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors, PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm import argv
from ansible_collections.pinksea.platform.plugins.module_utils.helm.process import Runner
from ansible_collections.pinksea.platform.plugins.module_utils.oci.access import Access
from ansible_collections.pinksea.platform.plugins.module_utils.oci.archives import Archive, archive
from ansible_collections.pinksea.platform.plugins.module_utils.oci.names import Place
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item, Kind

NOT_FOUND = ": not found"

Helm = Callable[[list[str]], tuple[int, str, str]]
"""Takes arguments; gives exit code, output and error output."""


class Charts(Kind):
    """A version keeps the content that it was pushed with."""

    kind = "oci_chart"
    identifiers = ()

    def __init__(self, helm: Helm, place: Place, host: str, archives: Sequence[Archive], scratch: Path) -> None:
        self.helm = helm
        self.place = place
        self.host = host
        self.scratch = scratch
        self.archives = by_key(place, archives)

    def wanted(self) -> dict[str, Item]:
        return {key: {"name": key, "content": each.content} for key, each in self.archives.items()}

    def references(self) -> dict[str, dict[str, str]]:
        return {each.name: {"chart": self.reference(each), "version": each.version} for each in self.archives.values()}

    def reference(self, each: Archive) -> str:
        return f"oci://{self.host}/{self.place.repository(each.name)}"

    def read(self) -> dict[str, Item]:
        found = zip(self.archives, side_by_side(self.content, self.archives.values()), strict=True)
        return {key: {"name": key, "content": content} for key, content in found if content}

    def content(self, each: Archive) -> str | None:
        """What the registry has under the name and version of this chart; None when nothing."""
        with TemporaryDirectory(dir=self.scratch) as folder:
            pull = ["pull", self.reference(each), "--version", each.version, "--destination", folder]
            code, _, stderr = self.helm(pull)
            if code and stderr.rstrip().endswith(NOT_FOUND):
                return None
            if code:
                raise PlatformError(f"oci_chart {key_of(self.place, each)}: helm pull failed: {argv.reason(stderr)}")
            (pulled,) = Path(folder).glob("*.tgz")
            return archive(pulled).content

    def create(self, wanted: Item) -> None:
        each = self.archives[wanted["name"]]
        with TemporaryDirectory(dir=self.scratch) as folder:
            path = Path(folder, f"{each.name}-{each.version}.tgz")
            path.write_bytes(each.data)
            os.utime(path, (0, 0))  # Helm notes it in the manifest, whose digest is to be the same each time
            parent = self.reference(each).rpartition("/")[0]
            code, _, stderr = self.helm(["push", str(path), parent])
        if code:
            raise PlatformError(f"oci_chart {wanted['name']}: helm push failed: {argv.reason(stderr)}")


def helm_of(run: Runner, binary: str, access: Access, scratch: Path) -> Helm:
    """Helm as somebody who is let in; the password is in a file of this run only, never in an argument list."""
    options = ["--plain-http"] if access.plain_http else []
    if access.username:
        login = scratch / "login.json"
        login.write_text(access.logged_in, encoding="utf-8")
        options += ["--registry-config", str(login)]
    return lambda arguments: run([binary, *arguments, *options], "")


def by_key(place: Place, archives: Sequence[Archive]) -> dict[str, Archive]:
    keyed: dict[str, Archive] = {}
    for each in archives:
        if (key := key_of(place, each)) in keyed:
            raise PlatformError(f"oci_chart {key} is given twice: every chart needs a name of its own.")
        keyed[key] = each
    return keyed


def key_of(place: Place, each: Archive) -> str:
    return f"{place.repository(each.name)}:{each.version}"


def refuse_other_content(wanted: Mapping[str, Item], current: Mapping[str, Item]) -> None:
    problems = [
        f"oci_chart {key} was published with other content, which this version keeps: "
        "give the new content another version."
        for key, item in wanted.items()
        if key in current and current[key]["content"] != item["content"]
    ]
    if problems:
        raise ManyErrors(problems)
