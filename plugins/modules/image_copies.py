#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: image_copies
short_description: Copy container images into a registry
version_added: 0.1.0
description:
  - Copies images with all their platforms by C(crane) or C(skopeo), whichever is on the search path. Without one of them it warns and copies nothing.
  - Only the host of a name changes, and O(registry) comes before it; images of Docker Hub without a path are below C(library/).
  - A tag that the registry has is left alone.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.registry
options:
  images:
    description: The images, each with a tag or a digest.
    type: list
    elements: str
    required: true
  registry:
    description:
      - Host of the registry, and the path that comes before the names of the images.
      - One of ECR is asked for a token by whoever runs this. Its repositories have to exist.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Bring an image to where there is no internet
  pinksea.platform.image_copies:
    registry: 123456789012.dkr.ecr.us-east-1.amazonaws.com/mirror
    images: [registry.k8s.io/metrics-server/metrics-server:v0.8.1]
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample:
    - action: create
      kind: image_copy
      name: 123456789012.dkr.ecr.us-east-1.amazonaws.com/mirror/metrics-server/metrics-server:v0.8.1
tool:
  description: What copies, C(crane) or C(skopeo); null when neither is on the search path.
  returned: always
  type: str
  sample: crane
"""

import shutil

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import FAILURES, clients, fail
from ansible_collections.pinksea.platform.plugins.module_utils.helm.process import runner
from ansible_collections.pinksea.platform.plugins.module_utils.mirror.images import Images, found
from ansible_collections.pinksea.platform.plugins.module_utils.oci.access import access_to
from ansible_collections.pinksea.platform.plugins.module_utils.oci.names import copies, place
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import reconcile

NO_TOOL = "Neither crane nor skopeo is on PATH, so no image is copied: install one of them, or copy the images by other means."
ARGUMENTS = {
    "images": {"type": "list", "elements": "str", "required": True},
    "registry": {"type": "str", "required": True},
    "username": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "plain_http": {"type": "bool", "default": False},
}


def copy(params, client, tool, check_mode):
    """The changes."""
    where = place(params["registry"])
    wanted = copies(params["images"], where)
    if tool is None or not wanted:
        return []
    kind = Images(runner(None, exclusive=False), tool, access_to(client, where, params), wanted)
    kind.log_in()
    return reconcile(kind, kind.wanted(), "present", check_mode=check_mode).changes


def main():
    module = AnsibleAWSModule(
        argument_spec=ARGUMENTS, required_together=[("username", "password")], supports_check_mode=True
    )
    tool = found(shutil.which)
    try:
        changes = copy(module.params, clients(module), tool, module.check_mode)
    except FAILURES as error:
        fail(module, error)
    if tool is None and module.params["images"]:
        module.warn(NO_TOOL)
    module.exit_json(
        changed=bool(changes),
        changes=[change.summary() for change in changes],
        diff=[change.diff() for change in changes],
        tool=tool,
    )


if __name__ == "__main__":
    main()
