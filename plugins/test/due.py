# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from ansible_collections.pinksea.platform.plugins.module_utils.run_lock.lease import is_due

DOCUMENTATION = r"""
name: due
short_description: Whether the lease of a lock is worth renewing
version_added: 0.1.0
description: True when a twelfth of the lease is over; never for a lock that nobody holds.
positional: lease_minutes
options:
  _input:
    description: Who holds the lock, as M(pinksea.platform.run_lock) returns it.
    type: dict
    required: true
  lease_minutes:
    description: Minutes for which it was taken.
    type: int
    required: true
"""
EXAMPLES = r"""
- name: Renew the lease
  pinksea.platform.run_lock:
    platform: rag
  when: run_lock_facts is pinksea.platform.due(60)
"""
RETURN = r"""
_value:
  description: Whether it is.
  type: bool
"""


def due(lock: Mapping[str, str], lease_minutes: int) -> bool:
    return bool(lock) and is_due(lock["until"], timedelta(minutes=int(lease_minutes)), datetime.now(UTC))


class TestModule:
    """The tests of this file."""

    def tests(self) -> dict[str, Callable[..., bool]]:
        return {"due": due}
