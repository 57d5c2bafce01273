#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: inventory_check
short_description: Check the variables of a platform before anything is touched
version_added: 0.1.0
description:
  - Compares the variables of a host with the argument specs of all roles of this collection, and with each other.
  - Counts whether everything fits when all of it runs, pods on nodes, in quotas and subnets, and connections in Aurora.
  - Asks nobody; see M(pinksea.platform.account_check) for what only AWS can tell.
  - All findings are reported at once, one sentence each.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - pinksea.platform.attributes
options:
  operator_file:
    description: File that a message names as the place for what only the operator can know.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Check the variables
  pinksea.platform.inventory_check:
    operator_file: inventories/prod/group_vars/all/operator.yml
"""

RETURN = r"""
findings:
  description: What was found, one sentence each.
  returned: always
  type: list
  elements: str
capacity_line:
  description: What the heaviest load asks of all nodes together; the summary of a run repeats it. Empty when there are findings.
  returned: always
  type: str
capacity:
  description: Lines of a table in Markdown, what pods ask of each node group and NodePool at each load; empty when there are findings.
  returned: always
  type: list
  elements: str
"""
