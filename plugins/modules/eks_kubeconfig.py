#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: eks_kubeconfig
short_description: Write the kubeconfig of an EKS cluster
version_added: 0.1.0
description:
  - Writes a kubeconfig that only its owner can read, into a folder that only its owner can enter.
  - The file holds no credentials of the cluster, but the command that gets them, with its environment.
  - Diffs show the names of that environment, not the values.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - pinksea.platform.attributes
options:
  path:
    description: Path of the file. Its folder is made when it is missing.
    type: path
    required: true
  cluster:
    description: Name of the cluster, also of the context and the user.
    type: str
    required: true
  endpoint:
    description: Address of the API server.
    type: str
    required: true
  certificate_authority:
    description: The certificate that the API server's is signed with, in base64.
    type: str
    required: true
  command:
    description: The command that prints the credentials, an argument each.
    type: list
    elements: str
    required: true
  environment:
    description: Environment of the command, on top of that of whoever uses the file.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Write the kubeconfig
  pinksea.platform.eks_kubeconfig:
    path: ~/.kube/rag-eks
    cluster: rag-eks
    endpoint: "{{ eks_cluster_facts.endpoint }}"
    certificate_authority: "{{ eks_cluster_facts.certificate_authority }}"
    command: [aws, eks, get-token, --cluster-name, rag-eks]
"""

RETURN = r"""
path:
  description: Path of the file.
  returned: always
  type: str
  sample: ~/.kube/rag-eks
"""

import json
import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pinksea.platform.plugins.module_utils.eks.kubeconfig import kubeconfig, shown

OPTIONS = {
    "path": {"type": "path", "required": True},
    "cluster": {"type": "str", "required": True},
    "endpoint": {"type": "str", "required": True},
    "certificate_authority": {"type": "str", "required": True},
    "command": {"type": "list", "elements": "str", "required": True},
    "environment": {"type": "dict", "default": {}},
}


def read(path: Path) -> Any:
    """What the file says, or nothing when others can read it or it is not one of ours."""
    try:
        return {} if path.stat().st_mode & 0o077 else json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}


def write(path: Path, config: Any) -> None:
    """Whoever reads the file meanwhile finds the old one or the new one, whole."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", delete=False) as file:  # readable by its owner only
        json.dump(config, file, indent=2)
    os.replace(file.name, path)


def main() -> None:
    module = AnsibleModule(argument_spec=OPTIONS, supports_check_mode=True)
    params = dict(module.params)
    path = Path(params.pop("path"))
    try:
        current, wanted = read(path), kubeconfig(**params)
        if current != wanted and not module.check_mode:
            write(path, wanted)
    except OSError as error:
        module.fail_json(
            msg=f"kubeconfig {path} cannot be written ({error.strerror}): name a place of your own, or give access."
        )
    diff = {"before_header": str(path), "after_header": str(path), "before": shown(current), "after": shown(wanted)}
    module.exit_json(changed=current != wanted, path=str(path), **({"diff": diff} if module._diff else {}))


if __name__ == "__main__":
    main()
