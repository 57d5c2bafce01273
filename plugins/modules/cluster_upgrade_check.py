#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: cluster_upgrade_check
short_description: Check what speaks against upgrading an EKS cluster
version_added: 0.1.0
description:
  - Looks at the control plane, the node groups, the add-ons, the kubelets, the disruption budgets, the insights of EKS, and at
    what the installed Helm releases hold, and compares them with what the wanted version of Kubernetes serves and supports.
  - Changes nothing. Waits first for what is under way, such as what a killed run has left, unless in check mode. All findings are reported at once, one sentence each, and are a failure.
  - Tells otherwise which releases have to be upgraded before the cluster, which builds the add-ons go to and which node groups
    have to be replaced.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile.timing
options:
  cluster:
    description: Name of the cluster.
    type: str
    required: true
  version:
    description: The wanted minor version of Kubernetes, the present one or the next.
    type: raw
    required: true
  kubeconfig:
    description: Kubeconfig of the cluster, as M(pinksea.platform.eks_kubeconfig) writes it.
    type: path
    required: true
  nodegroups:
    description: The node groups of the inventory. Of each only the name and the version, if it has one, are looked at.
    type: list
    elements: dict
    default: []
  addons:
    description: The add-ons of the inventory. Of each only the name and the version, if it has one, are looked at.
    type: list
    elements: dict
    default: []
  releases:
    description:
      - The Helm releases of the inventory, as M(pinksea.platform.helm_releases) takes them. Of each only C(name), C(namespace),
        C(version) and C(after) are looked at.
      - One that is installed in a version that is not for the wanted Kubernetes is not held against the upgrade when the inventory has
        another that is.
    type: list
    elements: dict
    default: []
  node_images:
    description: The images of nodes of the inventory, as Karpenter names them. Looked at are those of a fixed release of AL2023.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Check what speaks against 1.36
  pinksea.platform.cluster_upgrade_check:
    cluster: rag-eks
    version: "1.36"
    kubeconfig: ~/.kube/rag-eks.yml
    nodegroups: [{name: system}]
    addons: [{name: vpc-cni}, {name: coredns}, {name: kube-proxy}]
"""

RETURN = r"""
findings:
  description: What was found, one sentence each.
  returned: always
  type: list
  elements: str
present:
  description: The version of the control plane.
  returned: success
  type: str
  sample: "1.35"
addon_versions:
  description: The build of each add-on that goes with the wanted version.
  returned: success
  type: dict
  sample: {vpc-cni: v1.22.4-eksbuild.3}
first:
  description: Those of O(releases) that have to be upgraded before the cluster, with what they come after.
  returned: success
  type: list
  elements: dict
behind:
  description: The nodes with an older kubelet.
  returned: success
  type: list
  elements: str
rolls:
  description: The node groups whose nodes have to be replaced.
  returned: success
  type: list
  elements: str
"""

from datetime import UTC, datetime

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import FAILURES, TIMING, clients, fail, wait
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.client import Cluster
from ansible_collections.pinksea.platform.plugins.module_utils.preflight.images import not_published
from ansible_collections.pinksea.platform.plugins.module_utils.preflight.kubernetes import unsupported
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade import findings
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade.cluster import observe, under_way
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade.model import Declared, Wanted
from ansible_collections.pinksea.platform.plugins.module_utils.upgrade.replacements import first

ITEMS = {"type": "list", "elements": "dict", "default": []}
OPTIONS = {
    "cluster": {"type": "str", "required": True},
    "version": {"type": "raw", "required": True},
    "kubeconfig": {"type": "path", "required": True},
    "nodegroups": ITEMS,
    "addons": ITEMS,
    "releases": ITEMS,
    "node_images": {"type": "list", "elements": "str", "default": []},
    **TIMING,
}


def wanted(params):
    return Wanted(
        nodegroups={each["name"]: each.get("version") for each in params["nodegroups"]},
        addons={each["name"]: each.get("version") for each in params["addons"]},
        releases=declared(params["releases"]),
    )


def key(release):
    return f"{release['namespace']}/{release['name']}"


def declared(releases):
    """As the upgrade knows them, by namespace/name."""
    keys = {each["name"]: key(each) for each in releases}
    return {
        key(each): Declared(each.get("version"), frozenset(keys.get(name, name) for name in each.get("after", [])))
        for each in releases
    }


def refuse(module, found):
    """Fail with a sentence for each finding, if there is one."""
    if sentences := [str(each) for each in found]:
        module.fail_json(msg="\n".join(sentences), findings=sentences)


def check(module, client):
    params, eks, today = module.params, client("eks"), datetime.now(UTC).date()
    target = params["version"]
    refuse(module, findings.wrong_version(target, today))
    asked = wanted(params)
    pending = under_way(eks, params["cluster"])
    if pending and not module.check_mode:
        wait(module, client, pending)
    observed = observe(eks, Cluster(params["kubeconfig"]), params["cluster"], target)
    past = unsupported(target, observed.support_type, today, findings.VARIABLE)
    missing = not_published(client("ssm"), params["node_images"], target)
    refuse(module, [*past, *findings.findings(observed, asked, target), *missing])
    going = first(observed, asked, target)
    addons = {name: findings.addon_version(addon, asked.addons[name]) for name, addon in observed.addons.items()}
    return {
        "present": observed.version,
        "first": [each for each in params["releases"] if key(each) in going],
        "addon_versions": addons,
        "rolls": findings.rolls(observed, target),
        "behind": findings.behind(observed, target),
    }


def main():
    module = AnsibleAWSModule(argument_spec=OPTIONS, supports_check_mode=True)
    try:
        told = check(module, clients(module))
    except FAILURES as error:
        fail(module, error)
    module.exit_json(changed=False, findings=[], **told)


if __name__ == "__main__":
    main()
