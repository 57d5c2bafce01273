#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: chart_mirror
short_description: Keep a copy of all locked charts in a directory
version_added: 0.1.0
description:
  - Pulls every chart of a lock file that is not in the directory yet, as C(<name>-<version>.tgz), and lists the images that the charts run.
  - A pull that fails does not keep the others from theirs; all that failed are told in the end.
  - Archives of other versions stay.
author: Pinksea (@pinksea)
requirements:
  - Helm 4
  - PyYAML
extends_documentation_fragment:
  - pinksea.platform.attributes
options:
  lock:
    description: The lock file. It has a dictionary C(charts) with C(version), C(repository), and where known C(digest) and C(images) of each.
    type: path
    required: true
  directory:
    description: Where the archives are kept, beside C(images.txt).
    type: path
    required: true
  bundle:
    description:
      - A tar file with the archives, the lock, C(images.txt) and C(index.yaml), to be carried to where there is no network.
      - Unpacked, it is a Helm repository that any web server can serve.
    type: path
  registry:
    description: Host and path of a registry that the images are to be in. Then C(images.txt) has their names there too.
    type: str
  helm_binary:
    description: Path of Helm, or its name when it is on the search path.
    type: path
    default: helm
"""

EXAMPLES = r"""
- name: Pull what has changed in the lock
  pinksea.platform.chart_mirror:
    lock: charts.lock.yml
    directory: /srv/charts
    bundle: /srv/charts.tar
"""

RETURN = r"""
archives:
  description: Paths of the archives.
  returned: always
  type: list
  elements: str
changes:
  description: What was done, or would be done in check mode, of the kinds C(chart_archive) and C(mirror_file).
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: chart_archive, name: karpenter-1.14.1.tgz}]
charts:
  description: How each chart fared, C(there), C(pulled), C(failed) or in check mode C(to be pulled).
  returned: always
  type: list
  elements: dict
  sample: [{name: karpenter, version: 1.14.1, outcome: pulled}]
ecr_repositories:
  description: Repositories that charts and images need when O(registry) is one of ECR.
  returned: always
  type: list
  elements: str
images:
  description: What the charts run, each image once.
  returned: always
  type: list
  elements: str
problems:
  description: A sentence for each chart that failed.
  returned: always
  type: list
  elements: str
"""

from pathlib import Path

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm.process import runner
from ansible_collections.pinksea.platform.plugins.module_utils.mirror.converge import converge, table

ARGUMENTS = {
    "lock": {"type": "path", "required": True},
    "directory": {"type": "path", "required": True},
    "bundle": {"type": "path"},
    "registry": {"type": "str"},
    "helm_binary": {"type": "path", "default": "helm"},
}


def main():
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    params = module.params
    run = runner(None, exclusive=False)
    try:
        result = converge(
            lambda arguments: run([params["helm_binary"], *arguments], ""),
            Path(params["lock"]),
            Path(params["directory"]),
            Path(params["bundle"]) if params["bundle"] else None,
            params["registry"],
            check_mode=module.check_mode,
        )
    except (PlatformError, OSError) as error:
        module.fail_json(msg=str(error), problems=getattr(error, "problems", [str(error)]))
    if result["problems"]:
        module.fail_json(msg="\n".join([*table(result["charts"]), *result["problems"]]), **result)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
