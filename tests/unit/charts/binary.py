"""Where helm is: in the variable HELM, in the sandbox, or on PATH. Where promtool is: in PROMTOOL or on PATH."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

ENDPOINTS = Path(__file__).parents[3] / ".sandbox" / "endpoints.json"
MISSING = "helm is neither named by HELM nor on PATH, and there is no sandbox"


def helm_binary() -> str | None:
    of_sandbox = json.loads(ENDPOINTS.read_text())["helm"] if ENDPOINTS.is_file() else None
    return os.environ.get("HELM") or of_sandbox or shutil.which("helm")


def promtool_binary() -> str | None:
    return os.environ.get("PROMTOOL") or shutil.which("promtool")
