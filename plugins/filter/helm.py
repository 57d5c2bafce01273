# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filters of the roles that install third-party charts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.capacity.requests import requests_by_name
from ansible_collections.pinksea.platform.plugins.module_utils.helm.locked import locked


class FilterModule:
    """From what is declared to releases and their values."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"locked": locked, "requests_by_name": requests_by_name}
