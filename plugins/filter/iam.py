# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filters for the variables of the roles iam and eks_pod_identities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.iam import service_workloads
from ansible_collections.pinksea.platform.plugins.module_utils.iam.pipelines import ci_providers, ci_roles
from ansible_collections.pinksea.platform.plugins.module_utils.iam.workloads import pod_identities, pod_roles


class FilterModule:
    """Derivations of roles from what services need, what components do and which pipelines are trusted."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {
            "service_workloads": service_workloads,
            "pod_roles": pod_roles,
            "pod_identities": pod_identities,
            "ci_roles": ci_roles,
            "ci_providers": ci_providers,
        }
