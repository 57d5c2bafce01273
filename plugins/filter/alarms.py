# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filters for lists of alarms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.cloudwatch import expansion


class FilterModule:
    """The functions of C(module_utils/cloudwatch/expansion.py) under their own names."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"alarms_for_each": expansion.for_each}
