# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

from collections.abc import Callable

from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import is_planned

DOCUMENTATION = r"""
name: planned
short_description: Whether an identifier is the stand-in of a plan
version_added: 0.1.0
description: True for C(planned:<kind>/<name>), which modules return in check mode for what does not exist yet.
options:
  _input:
    description: An identifier.
    type: raw
    required: true
"""
EXAMPLES = r"""
- name: Only when the VPC exists
  ansible.builtin.debug:
    msg: "{{ vpc.id }}"
  when: vpc.id is not pinksea.platform.planned
"""
RETURN = r"""
_value:
  description: Whether the identifier is a stand-in.
  type: bool
"""


class TestModule:
    """The tests of this file."""

    def tests(self) -> dict[str, Callable[[object], bool]]:
        return {"planned": is_planned}
