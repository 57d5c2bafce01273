"""Everything of a mirror in one file, which unpacks to a Helm repository."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Mapping, Sequence

import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.mirror.lock import Locked
from ansible_collections.pinksea.platform.plugins.module_utils.oci.archives import Archive
from ansible_collections.pinksea.platform.plugins.module_utils.oci.names import Copy


def bundle(lock: str, charts: Mapping[Locked, Archive], images: str) -> bytes:
    """The same bytes for the same charts, lock and images."""
    files = {
        "charts.lock.yml": lock.encode(),
        "index.yaml": index(charts).encode(),
        "images.txt": images.encode(),
        **{each.file: archive.data for each, archive in charts.items()},
    }
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def index(charts: Mapping[Locked, Archive]) -> str:
    """As `helm repo index` would write it, but for the time."""
    entries = {
        each.name: [{**archive.about, "digest": archive.sha256, "urls": [each.file]}]
        for each, archive in charts.items()
    }
    return yaml.safe_dump({"apiVersion": "v1", "entries": entries})


def listed(images: Sequence[str], copies: Sequence[Copy] | None) -> str:
    """A line for each image: where it is, and the name it is to get when that is known."""
    lines = images if copies is None else [f"{each.source} {each.target}" for each in copies]
    return "".join(f"{line}\n" for line in lines)
