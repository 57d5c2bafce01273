#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: oci_charts
short_description: Publish Helm charts to a registry
version_added: 0.1.0
description:
  - Pushes charts as OCI artifacts, by name and version, with what they depend on inside.
  - A chart directory is packed to the same bytes each time. A version that the registry has with the same files is left alone,
    however they were packed; with other files it is refused.
  - The repositories of ECR have to exist.
author: Pinksea (@pinksea)
requirements:
  - Helm 4
  - PyYAML
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.registry
options:
  charts:
    description: Chart directories and archives. Nothing is pushed when one of them cannot be.
    type: list
    elements: path
    required: true
  version:
    description: Version that chart directories are published as, instead of the one in their Chart.yaml.
    type: str
  registry:
    description:
      - Host of the registry, and the path below which each chart has a repository of its name.
      - One of ECR is asked for a token by whoever runs this.
    type: str
    required: true
  helm_binary:
    description: Path of Helm, or its name when it is on the search path.
    type: path
    default: helm
"""

EXAMPLES = r"""
- name: Publish two charts to ECR
  pinksea.platform.oci_charts:
    registry: 123456789012.dkr.ecr.us-east-1.amazonaws.com/rag/charts
    charts: [charts/api, charts/document-worker]
    version: 1.4.0
  register: published

- name: Install one of them
  pinksea.platform.helm_releases:
    releases:
      - name: api
        namespace: prod
        chart: "{{ published.charts.api.chart }}"
        version: "{{ published.charts.api.version }}"
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: oci_chart, name: "rag/charts/api:1.4.0"}]
charts:
  description: Reference and version of each chart by its name, as M(pinksea.platform.helm_releases) takes them.
  returned: always
  type: dict
  sample: {api: {chart: oci://123456789012.dkr.ecr.us-east-1.amazonaws.com/rag/charts/api, version: 1.4.0}}
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import FAILURES, clients, fail
from ansible_collections.pinksea.platform.plugins.module_utils.helm.process import runner
from ansible_collections.pinksea.platform.plugins.module_utils.oci.access import access_to, require_repositories
from ansible_collections.pinksea.platform.plugins.module_utils.oci.archives import archives
from ansible_collections.pinksea.platform.plugins.module_utils.oci.charts import Charts, helm_of, refuse_other_content
from ansible_collections.pinksea.platform.plugins.module_utils.oci.names import place
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import apply, plan

ARGUMENTS = {
    "charts": {"type": "list", "elements": "path", "required": True},
    "version": {"type": "str"},
    "registry": {"type": "str", "required": True},
    "username": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "plain_http": {"type": "bool", "default": False},
    "helm_binary": {"type": "path", "default": "helm"},
}


def publish(params, client, scratch, check_mode):
    """The changes, and the kind that knows the charts."""
    where = place(params["registry"])
    given = archives(map(Path, params["charts"]), params["version"])
    if where.ecr:
        require_repositories(client, where, [where.repository(each.name) for each in given])
    access = access_to(client, where, params)
    helm = helm_of(runner(None, exclusive=False), params["helm_binary"], access, scratch)
    kind = Charts(helm, where, access.host, given, scratch)
    wanted, current = kind.wanted(), kind.read()
    refuse_other_content(wanted, current)
    changes = plan(kind, wanted, current, "present")
    if not check_mode:
        apply(kind, changes)
    return changes, kind


def main():
    module = AnsibleAWSModule(
        argument_spec=ARGUMENTS, required_together=[("username", "password")], supports_check_mode=True
    )
    try:
        with TemporaryDirectory() as scratch:
            changes, kind = publish(module.params, clients(module), Path(scratch), module.check_mode)
    except FAILURES as error:
        fail(module, error)
    module.exit_json(
        changed=bool(changes),
        changes=[change.summary() for change in changes],
        diff=[change.diff() for change in changes],
        charts=kind.references(),
    )


if __name__ == "__main__":
    main()
