# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filters of the roles pgbouncer, redis, redis_sentinel and security_groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.autoscaling.replicas import replica_targets
from ansible_collections.pinksea.platform.plugins.module_utils.capacity.connections import connection_pools
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.security_groups import route_rules, store_rules
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.stores import redis_queues, services_needing


class FilterModule:
    """What data stores must know of the services of a catalogue, and of each other."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {
            "connection_pools": connection_pools,
            "redis_queues": redis_queues,
            "replica_targets": replica_targets,
            "route_rules": route_rules,
            "services_needing": services_needing,
            "store_rules": store_rules,
        }
