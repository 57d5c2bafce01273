# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filters of the roles vpc and eks_addons, which keep their derivations out of templates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.network import layout, pods


class FilterModule:
    """The functions of C(module_utils/network) under their own names."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {
            "vpc_cni_addons": pods.addons,
            "vpc_subnets": layout.subnets,
            "vpc_subnet_ids": layout.subnet_ids,
            "vpc_nat_zones": layout.nat_zones,
            "vpc_nat_gateways": layout.nat_gateways,
            "vpc_route_tables": layout.route_tables,
            "vpc_egress_routes": layout.egress_routes,
        }
