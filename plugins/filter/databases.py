# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filters of the role aurora_schema."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.databases import database_roles


class FilterModule:
    """The derivation of database roles from a catalogue."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"database_roles": database_roles}
