"""Waiting for what goes, in the words of a module's options."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.claims import Wait
from ansible_collections.pinksea.platform.plugins.module_utils.readiness import wait_until_ready


def waiter(params: Mapping[str, Any]) -> Wait:
    """Waits by C(wait_timeout) and C(wait_interval), and says nothing meanwhile."""
    return partial(
        wait_until_ready,
        timeout=params["wait_timeout"],
        interval=params["wait_interval"],
        report=lambda waited: None,
    )
