#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: rds_cluster_restores
short_description: Restore an Aurora cluster beside the original
version_added: 0.1.0
description:
  - Makes a new cluster of a snapshot of another, or of a time within its backups, with one instance, and with a subnet group and a cluster parameter group of its name.
  - A cluster that exists is never changed. It is left alone when it is the same restore of the same source, and refused otherwise.
  - The restore carries its origin in the tags C(restored-from), C(restored-point) and C(restored-time).
  - RDS makes a master password of its own for it, in a secret of its own; the users in the database keep theirs.
  - It has the groups that M(pinksea.platform.rds_clusters) makes, which can take it up under its name when it is to stay.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
  - pinksea.platform.reconcile.timing
notes:
  - The cluster and its instance are waited for, whatever else is to be done, as the password comes last.
  - With O(state=absent) only a restore of O(source) is removed, without a final snapshot, and none that is protected against deletion.
options:
  name:
    description: Name of the new cluster, 63 lower-case letters, digits and dashes at most. Its instance is called C(<name>-a).
    type: str
    required: true
  source:
    description: Cluster that it is a copy of. With O(snapshot) it need not be there any more.
    type: str
    required: true
  snapshot:
    description: Name or ARN of a snapshot of the source, those of AWS Backup included.
    type: str
  restore_to:
    description: Time within the backups of the source, with its zone, such as V(2026-01-31T03:00:00Z). Without it and O(snapshot), the latest there is.
    type: str
  min_capacity:
    description: Capacity units that the idle instance keeps. Needed unless the restore is to go.
    type: float
  max_capacity:
    description: Capacity units that the instance grows to. Needed unless the restore is to go.
    type: float
  subnet_ids:
    description: Subnets of the instance, in two zones at least. Needed unless the restore is to go.
    type: list
    elements: str
  security_group_ids:
    description: Security groups of the instance.
    type: list
    elements: str
  parameters:
    description: Parameters that differ from their defaults.
    type: dict
  port:
    description: Port of the cluster. That of the source without it.
    type: int
  kms_key_arn:
    description: KMS key of the storage. That of the source without it.
    type: str
  secret_key_arn:
    description: KMS key of the secret with the master password.
    type: str
  log_types:
    description: Logs sent to CloudWatch.
    type: list
    elements: str
  iam_authentication:
    description: Whether database users can sign in with a token of IAM.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Restore what there was before the accident
  pinksea.platform.rds_cluster_restores:
    name: pingvas-shared-aurora-restored
    source: pingvas-shared-aurora
    restore_to: "2026-01-31T03:00:00Z"
    min_capacity: 0.5
    max_capacity: 4
    subnet_ids: [subnet-0a, subnet-0b, subnet-0c]
    security_group_ids: [sg-0a]
    parameters: {rds.force_ssl: 1}

- name: Remove it
  pinksea.platform.rds_cluster_restores:
    name: pingvas-shared-aurora-restored
    source: pingvas-shared-aurora
    state: absent
"""

RETURN = r"""
changes:
  description:
    - What was done, or would be done in check mode.
    - The kinds are C(rds_subnet_group), C(rds_cluster_parameter_group), C(rds_cluster), C(rds_instance) and C(rds_cluster_secret).
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: rds_cluster, name: pingvas-shared-aurora-restored}]
clusters:
  description: The restored cluster by its name, with RV(ignore:endpoint), RV(ignore:port), RV(ignore:secret_arn), RV(ignore:restored_time) and so on.
  returned: always
  type: dict
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import STATE, TAGS, TIMING, run, settler
from ansible_collections.pinksea.platform.plugins.module_utils.rds.clusters import Clusters
from ansible_collections.pinksea.platform.plugins.module_utils.rds.instances import Instances
from ansible_collections.pinksea.platform.plugins.module_utils.rds.parts import ParameterGroups, SubnetGroups
from ansible_collections.pinksea.platform.plugins.module_utils.rds.restores import (
    MasterSecrets,
    RestoredClusters,
    find_point,
    refuse_removals,
    wanted,
)
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import plan

STRINGS = {"type": "list", "elements": "str"}
OPTIONS = {
    "name": {"type": "str", "required": True},
    "source": {"type": "str", "required": True},
    "snapshot": {"type": "str"},
    "restore_to": {"type": "str"},
    "min_capacity": {"type": "float"},
    "max_capacity": {"type": "float"},
    "subnet_ids": STRINGS,
    "security_group_ids": STRINGS,
    "parameters": {"type": "dict"},
    "port": {"type": "int"},
    "kms_key_arn": {"type": "str"},
    "secret_key_arn": {"type": "str", "no_log": False},
    "log_types": STRINGS,
    "iam_authentication": {"type": "bool", "default": True},
    "state": STATE,
    "tags": TAGS,
    **TIMING,
}


def kinds(module, client):
    """All that a restore is made of, in the order in which it is built. Whatever is refused is refused first."""
    params, rds = module.params, client("rds")
    present = params["state"] == "present"
    point = find_point(rds, params) if present else None
    subnets, parameters, clusters, instances, secrets = wanted(params, point)
    settle, gone = (settler(module, client, until, kind="rds_cluster") for until in ("ready", "gone"))
    awake, asleep = (settler(module, client, until, kind="rds_instance") for until in ("ready", "gone"))
    members = Instances(rds, instances, asleep, awake, settle)
    if present:
        restored = RestoredClusters(rds, clusters, gone, settle, point)
        last = [(MasterSecrets(restored, secrets, awake), secrets)]
        for kind, items in ((restored, clusters), (members, instances), *last):
            plan(kind, items, kind.read(), "present")
    else:
        restored, last = Clusters(rds, clusters, gone, settle, final_snapshot=False), []
        refuse_removals(restored, members, params)
    return [
        (SubnetGroups(rds, subnets, gone), subnets),
        (ParameterGroups(rds, parameters, gone), parameters),
        (restored, clusters),
        (members, instances),
        *last,
    ]


def main():
    module = AnsibleAWSModule(
        argument_spec=OPTIONS,
        supports_check_mode=True,
        mutually_exclusive=[["snapshot", "restore_to"]],
    )
    run(module, "clusters", lambda client: kinds(module, client))


if __name__ == "__main__":
    main()
