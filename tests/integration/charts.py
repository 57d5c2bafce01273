"""Charts as the sandbox's helm renders them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.conftest import ENDPOINTS, ROOT


def config_files(chart: str, values: dict[str, Any], folder: Path) -> dict[str, str]:
    """The files in the ConfigMap of a release in namespace prod."""
    if not ENDPOINTS.is_file():
        pytest.skip("the sandbox is not running: make sandbox-up")
    helm = json.loads(ENDPOINTS.read_text())["helm"]
    given = folder / "values.yaml"
    given.write_text(yaml.safe_dump(values))
    command = [helm, "template", chart, ROOT / "charts" / chart, "--namespace", "prod", "--values", given]
    rendered = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    objects = [each for each in yaml.safe_load_all(rendered) if each]
    (data,) = (each["data"] for each in objects if each["kind"] == "ConfigMap")
    return dict(data)
