# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filters of the role secrets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.secrets import (
    kubernetes_secrets,
    service_secrets,
)


class FilterModule:
    """The derivation of secrets from a catalogue, and of Kubernetes Secrets from them."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"kubernetes_secrets": kubernetes_secrets, "service_secrets": service_secrets}
