"""Helm's own records, one Secret for each revision of a release."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import DIGEST_LABEL, Chart, Installed

SELECTOR = "owner=helm,status!=superseded"
"""What was superseded is never the newest revision."""


def newest(secrets: Iterable[Mapping[str, Any]]) -> dict[str, Installed]:
    """The newest revision of each release by C(namespace/name)."""
    found: dict[str, Installed] = {}
    for secret in secrets:
        installed = _installed(secret)
        key = f"{secret['metadata']['namespace']}/{secret['metadata']['labels']['name']}"
        if key not in found or found[key].revision < installed.revision:
            found[key] = installed
    return found


def record(secret: Mapping[str, Any]) -> dict[str, Any]:
    """What Helm keeps of a revision: C(chart), C(config), C(info), C(manifest), C(version) and more."""
    packed = base64.b64decode(base64.b64decode(secret["data"]["release"]))
    found: dict[str, Any] = json.loads(gzip.decompress(packed))
    return found


def _installed(secret: Mapping[str, Any]) -> Installed:
    found, labels = record(secret), secret["metadata"]["labels"]
    about = found["chart"]["metadata"]
    chart = Chart(about["name"], about["version"], labels.get(DIGEST_LABEL))
    return Installed(chart, found["version"], found["info"]["status"], found.get("config") or {})
