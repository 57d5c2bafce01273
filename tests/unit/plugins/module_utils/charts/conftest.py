from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[5]


@pytest.fixture
def services() -> dict[str, Any]:
    resources = {"cpu": "100m", "memory": "128Mi"}
    return {
        "shop": {"image": "a/shop", "port": 8001, "resources": resources, "needs": ["redis", {"service": "stock"}]},
        "stock": {"image": "a/stock", "port": 8002, "resources": resources, "env": {"B": "1", "A": "2"}},
    }


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    """A directory of charts with the library chart in it."""
    charts = tmp_path / "charts"
    charts.mkdir()
    (charts / "common").symlink_to(ROOT / "charts" / "common")
    return charts
