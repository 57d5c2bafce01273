"""Where helm and promtool are: named by HELM or PROMTOOL, from a sandbox, or on PATH."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from sandbox import packages

ENDPOINTS = Path(__file__).parents[3] / ".sandbox" / "endpoints.json"
NO_PROMTOOL = "promtool is neither named by PROMTOOL nor on PATH, and no sandbox has put it into its cache"
MISSING = "helm is neither named by HELM nor on PATH, and there is no sandbox"


def helm_binary() -> str | None:
    of_sandbox = json.loads(ENDPOINTS.read_text())["helm"] if ENDPOINTS.is_file() else None
    return os.environ.get("HELM") or of_sandbox or shutil.which("helm")


def promtool_binary() -> str | None:
    found = os.environ.get("PROMTOOL") or packages.find("promtool")
    return str(found) if found else None
