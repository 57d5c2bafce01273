#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: helm_releases
short_description: Manage all Helm releases of a platform together
version_added: 0.1.0
description:
  - Installs, upgrades and removes a list of Helm releases.
  - Each starts as soon as the releases it comes after are ready, side by side with the others.
  - An unchanged release is left alone. Compared are the values, the chart's name and version, and for a chart directory
    or archive also its content, whose digest is kept as the label C(pinksea.platform/chart-digest) of the release.
  - When a release fails, the releases that come after it are not started and all others go on.
  - A release that a killed run left half way is rolled back or removed first.
  - What lies in the C(crds) directory of a chart, which Helm installs once and never upgrades, is applied server-side before
    the release is installed or upgraded. It stays when the release is removed.
notes:
  - Changes through one kubeconfig are made by one run at a time on a machine; another run waits for its turn.
    Helm itself has no such lock, so two machines must not change the same releases at the same time.
  - Releases are read from the Secrets in which Helm keeps them, its default.
  - Secrets are covered in diffs only. Values are shown with C(-vvv) and are logged like the options of any module; set
    C(no_log) on a task whose values hold secrets, or better name existing secrets in the values.
author: Pinksea (@pinksea)
requirements:
  - Helm 4
  - PyYAML
extends_documentation_fragment:
  - pinksea.platform.attributes
options:
  releases:
    description: The releases.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the release.
        type: str
        required: true
      namespace:
        description: Namespace of the release.
        type: str
        required: true
      chart:
        description:
          - A chart directory, an archive, an C(oci://) reference, the name of a chart in O(releases[].repository), or
            C(repository/chart) of a repository that Helm knows.
          - Needed unless O(state=absent).
        type: str
      version:
        description: Exact version of the chart. Needed unless the chart is a directory or an archive.
        type: str
      repository:
        description: URL of the chart's repository.
        type: str
      values:
        description: The values, whole. What is left out has the chart's default, whatever an earlier revision had.
        type: dict
        default: {}
      create_namespace:
        description: Whether Helm creates the namespace.
        type: bool
        default: false
      after:
        description: Releases that must be ready before this one starts, by name or as C(namespace/name).
        type: list
        elements: str
        default: []
      timeout:
        description: Seconds Helm waits for any single operation on the release.
        type: int
        default: 300
      atomic:
        description: Whether a failed upgrade is rolled back and a failed installation removed.
        type: bool
        default: true
      skip_crds:
        description: Whether to leave out what is in the C(crds) directory of the chart.
        type: bool
        default: false
      force_conflicts:
        description: Whether fields that somebody else has changed are taken back. Otherwise the release fails, naming them.
        type: bool
        default: false
      take_ownership:
        description: Whether objects that exist already, made by nobody or another release, become those of this one.
        type: bool
        default: false
      rollouts:
        description:
          - Names of its Rollouts of Argo. Helm cannot tell when they are ready; here they are once the wanted version has the
            requests, or waits to be promoted by hand. The analysis of a version that has them is not waited for.
          - A Rollout that is degraded fails the release, also one that is unchanged.
        type: list
        elements: str
        default: []
  state:
    description:
      - Whether the releases are to be installed.
      - V(absent) removes them in reverse order and waits until their objects are gone.
    type: str
    choices: [present, absent]
    default: present
  kubeconfig:
    description: Path of the kubeconfig. By default what Helm uses.
    type: path
  helm_binary:
    description: Path of Helm, or its name when it is on the search path.
    type: path
    default: helm
  concurrency:
    description: How many releases are worked on at the same time.
    type: int
    default: 4
  progress:
    description: File to which the module appends a line of JSON when a release has changed. The action plugin prints them.
    type: path
  cluster_exists:
    description:
      - Whether there is a cluster. With V(false) nothing is contacted, check mode announces every release as new, and
        O(state=absent) has nothing to do.
      - V(false) is refused when there is something to install.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Definitions first, then the controllers that need them
  pinksea.platform.helm_releases:
    kubeconfig: "{{ cluster_access.kubeconfig }}"
    cluster_exists: "{{ not eks_cluster.planned }}"
    releases:
      - name: prometheus-operator-crds
        namespace: monitoring
        chart: prometheus-operator-crds
        repository: https://prometheus-community.github.io/helm-charts
        version: 31.0.1
        create_namespace: true
      - name: karpenter
        namespace: kube-system
        chart: oci://public.ecr.aws/karpenter/karpenter
        version: 1.14.1
        skip_crds: true
        after: [prometheus-operator-crds]
        values:
          settings: {clusterName: rag-eks}

- name: Remove a service
  pinksea.platform.helm_releases:
    state: absent
    releases:
      - {name: generation, namespace: prod}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: helm_release, name: prod/generation}]
outcomes:
  description:
    - How each release fared, in the order in which they ended.
    - C(outcome) is one of V(create), V(update), V(delete), V(unchanged), V(failed), V(not started).
  returned: always
  type: list
  elements: dict
  sample: [{release: prod/generation, outcome: create, seconds: 4.2, error: null}]
problems:
  description: A sentence for each release that failed.
  returned: always
  type: list
  elements: str
releases:
  description: The releases that are installed, by C(namespace/name).
  returned: always
  type: dict
  sample: {prod/generation: {chart: generation, version: 1.4.0, revision: 3, status: deployed}}
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm.commands import Helm
from ansible_collections.pinksea.platform.plugins.module_utils.helm.converge import converge
from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import Release
from ansible_collections.pinksea.platform.plugins.module_utils.helm.process import runner
from ansible_collections.pinksea.platform.plugins.module_utils.helm.progress import teller
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.client import Cluster

RELEASE = {
    "name": {"type": "str", "required": True},
    "namespace": {"type": "str", "required": True},
    "chart": {"type": "str"},
    "version": {"type": "str"},
    "repository": {"type": "str"},
    "values": {"type": "dict", "default": {}},
    "create_namespace": {"type": "bool", "default": False},
    "after": {"type": "list", "elements": "str", "default": []},
    "timeout": {"type": "int", "default": 300},
    "atomic": {"type": "bool", "default": True},
    "skip_crds": {"type": "bool", "default": False},
    "force_conflicts": {"type": "bool", "default": False},
    "take_ownership": {"type": "bool", "default": False},
    "rollouts": {"type": "list", "elements": "str", "default": []},
}
OPTIONS = {
    "releases": {"type": "list", "elements": "dict", "required": True, "options": RELEASE},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "kubeconfig": {"type": "path"},
    "helm_binary": {"type": "path", "default": "helm"},
    "concurrency": {"type": "int", "default": 4},
    "progress": {"type": "path"},
    "cluster_exists": {"type": "bool", "default": True},
}


def main() -> None:
    module = AnsibleModule(argument_spec=OPTIONS, supports_check_mode=True)
    params = module.params
    try:
        run = runner(params["kubeconfig"], exclusive=not module.check_mode)
        result = converge(
            Helm(run, Cluster(params["kubeconfig"]), params["helm_binary"], params["kubeconfig"]),
            [Release.from_params(each) for each in params["releases"]],
            present=params["state"] == "present",
            cluster_exists=params["cluster_exists"],
            check_mode=module.check_mode,
            workers=params["concurrency"],
            tell=teller(params["progress"]),
        )
    except PlatformError as error:
        module.fail_json(msg=str(error), problems=[str(error)])
    if not module._diff:
        del result["diff"]
    verdict = result.pop("verdict")
    if result["problems"]:
        module.fail_json(msg=verdict, **result)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
