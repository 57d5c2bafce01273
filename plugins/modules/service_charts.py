#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: service_charts
short_description: Generate the Helm charts of a service catalogue
version_added: 0.1.0
description:
  - Writes one Helm chart per service, as data only. The templates are in the library chart C(common).
  - The same catalogue gives the same bytes.
  - A chart of the platform whose service is no longer in the catalogue is removed.
    Charts of other platforms and charts written by hand are left alone.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - pinksea.platform.attributes
options:
  platform:
    description: Name of the platform that the services belong to.
    type: str
    required: true
  services:
    description: The service catalogue. Everything wrong with it is reported at once, before a file is touched.
    type: dict
    required: true
  dest:
    description: Directory of the charts. The library chart C(common) of this collection must be in it.
    type: path
    required: true
"""

EXAMPLES = r"""
- name: Charts of the platform
  pinksea.platform.service_charts:
    platform: rag
    dest: charts
    services:
      api:
        image: rag/api
        port: 8000
        route: /api
        replicas: {min: 3, max: 20, cpu: 70}
        resources: {cpu: 1500m, memory: 4Gi}
        needs:
          - redis: {}
          - bucket: {name: documents, access: [write]}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: chart, name: api}]
charts:
  description: The directory of each chart by the name of its service.
  returned: always
  type: dict
  sample: {api: charts/api}
"""

from pathlib import Path

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.parse import parse
from ansible_collections.pinksea.platform.plugins.module_utils.charts.files import apply, compare, diff, summary
from ansible_collections.pinksea.platform.plugins.module_utils.charts.render import render
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError


def generate(module):
    dest = Path(module.params["dest"])
    catalogue = parse(module.params["services"])
    found = compare(dest, module.params["platform"], render(module.params["platform"], catalogue))
    result = {
        "changed": bool(found),
        "changes": summary(found),
        "charts": {name: str(dest / name) for name in catalogue},
    }
    if not module.check_mode:
        apply(dest, found)
    return {**result, "diff": [diff(change) for change in found]} if module._diff else result


def main():
    module = AnsibleModule(
        argument_spec={
            "platform": {"type": "str", "required": True},
            "services": {"type": "dict", "required": True},
            "dest": {"type": "path", "required": True},
        },
        supports_check_mode=True,
    )
    try:
        module.exit_json(**generate(module))
    except (PlatformError, OSError) as error:
        module.fail_json(msg=str(error))


if __name__ == "__main__":
    main()
