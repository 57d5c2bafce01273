"""Releases of third-party charts, with what the lock file says of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError


def locked(releases: Iterable[Mapping[str, Any]], lock: Mapping[str, Any], source: str = "") -> list[dict[str, Any]]:
    """Releases in the shape of helm_releases.

    A release has the chart of its name in C(lock), unless C(chart) names another or is the path of one of our own.
    C(source) is a directory of archives or an C(oci://) prefix that holds all charts, instead of their repositories.
    What a release comes C(after) need not be installed as long as it is in the lock.
    """
    given = [dict(each) for each in releases]
    absent = set(lock) - {each["name"] for each in given}
    return [
        {**each, **_chart(each, lock, source), "after": [name for name in each.get("after", []) if name not in absent]}
        for each in given
    ]


def _chart(release: Mapping[str, Any], lock: Mapping[str, Any], source: str) -> dict[str, Any]:
    name = release.get("chart", release["name"])
    if "/" in name:
        return {"chart": name}
    if name not in lock:
        raise PlatformError(f"release {release['name']}: chart {name!r} is not in charts.lock.yml: add it there.")
    version, repository = lock[name]["version"], lock[name]["repository"]
    if source and not source.startswith("oci://"):
        return {"chart": f"{source}/{name}-{version}.tgz", "version": version}
    if (source or repository).startswith("oci://"):
        return {"chart": f"{source or repository}/{name}", "version": version}
    return {"chart": name, "version": version, "repository": repository}
