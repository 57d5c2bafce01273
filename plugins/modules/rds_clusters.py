#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: rds_clusters
short_description: Manage Aurora Serverless v2 clusters
version_added: 0.1.0
description:
  - Creates, changes and removes Aurora clusters, each with a subnet group and a cluster parameter group of its name. Their instances are made by M(pinksea.platform.rds_instances).
  - The storage is encrypted, tags are copied to snapshots, and the master password is made and kept by RDS in Secrets Manager.
  - A change that only a new, empty cluster could satisfy is refused before anything is touched, and so is the step to another major version.
  - Changes are made at once, not in the maintenance window.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
  - pinksea.platform.reconcile.wait
  - pinksea.platform.reconcile.timing
notes:
  - With O(state=absent) deletion protection is lifted from the clusters that O(delete) names.
  - With O(state=absent) the end of each cluster is waited for, whatever O(wait) says, because its subnet group can only be removed then.
options:
  clusters:
    description: The clusters. An option that is left out is left to RDS when a cluster is created, and not compared later.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the cluster, 63 lower-case letters, digits and dashes at most.
        type: str
        required: true
      engine:
        description: Kind of Aurora. Cannot be changed.
        type: str
        choices: [aurora-postgresql, aurora-mysql]
        default: aurora-postgresql
      engine_version:
        description:
          - Major version such as V(15), or full version such as V(15.12). Needed unless the cluster is to go.
          - With a major version a new cluster gets its newest minor version, and an existing one keeps the one that it has.
        type: str
      database_name:
        description: Database that is made with the cluster. Cannot be changed.
        type: str
      master_username:
        description: Name of the master user. Cannot be changed.
        type: str
        default: postgres
      port:
        description: Port of the cluster. Cannot be changed.
        type: int
        default: 5432
      min_capacity:
        description: Capacity units that an idle instance keeps. Needed unless the cluster is to go.
        type: float
      max_capacity:
        description: Capacity units that an instance grows to. Needed unless the cluster is to go.
        type: float
      subnet_ids:
        description: Subnets of the instances, in two zones at least. Needed unless the cluster is to go.
        type: list
        elements: str
      security_group_ids:
        description: Security groups of the instances.
        type: list
        elements: str
      parameters:
        description: Parameters that differ from their defaults. Those that need a restart wait for the next one.
        type: dict
      kms_key_arn:
        description: KMS key of the storage. Cannot be changed.
        type: str
      secret_key_arn:
        description: KMS key of the secret with the master password. Cannot be changed.
        type: str
      backup_retention:
        description: Days back to which the cluster can be restored, 1 to 35.
        type: int
        default: 7
      backup_window:
        description: When the daily backup is made, such as V(03:00-04:00).
        type: str
      maintenance_window:
        description: When RDS may patch, such as V(sun:05:00-sun:06:00).
        type: str
      log_types:
        description: Logs sent to CloudWatch; the others are not.
        type: list
        elements: str
      iam_authentication:
        description: Whether database users can sign in with a token of IAM.
        type: bool
        default: true
      deletion_protection:
        description: Whether RDS refuses to delete the cluster.
        type: bool
        default: true
  delete:
    description: Names of clusters that O(state=absent) may remove, with all that they hold. A cluster that exists and is not named here stops the run.
    type: list
    elements: str
    default: []
  final_snapshot:
    description: Whether a cluster leaves a snapshot behind, C(<name>-final), C(<name>-final-2) and so on.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Start a cluster, and go on with other things
  pinksea.platform.rds_clusters:
    clusters:
      - name: pingvas-shared-aurora
        engine_version: "15"
        database_name: pingvas
        min_capacity: 0.5
        max_capacity: 4
        subnet_ids: [subnet-0a, subnet-0b, subnet-0c]
        security_group_ids: [sg-0a]
        parameters: {rds.force_ssl: 1}
        log_types: [postgresql]
    wait: false
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode, of the kinds C(rds_subnet_group), C(rds_cluster_parameter_group) and C(rds_cluster).
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: rds_cluster, name: pingvas-shared-aurora}]
clusters:
  description: The clusters by name, with RV(ignore:arn), RV(ignore:endpoint), RV(ignore:reader_endpoint), RV(ignore:secret_arn), RV(ignore:full_version) and so on.
  returned: always
  type: dict
pending:
  description: What is not ready yet, for M(pinksea.platform.aws_ready).
  returned: always
  type: list
  elements: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import NAMES, TAGS, WAIT, manage, settler
from ansible_collections.pinksea.platform.plugins.module_utils.data_stores import refuse_early
from ansible_collections.pinksea.platform.plugins.module_utils.rds.clusters import Clusters
from ansible_collections.pinksea.platform.plugins.module_utils.rds.parts import ParameterGroups, SubnetGroups
from ansible_collections.pinksea.platform.plugins.module_utils.rds.requests import KIND, wanted

LOSS = {"variable": "aurora_delete", "loss": "its databases"}
STRINGS = {"type": "list", "elements": "str"}
CLUSTER = {
    "name": {"type": "str", "required": True},
    "engine": {"type": "str", "choices": ["aurora-postgresql", "aurora-mysql"], "default": "aurora-postgresql"},
    "engine_version": {"type": "str"},
    "database_name": {"type": "str"},
    "master_username": {"type": "str", "default": "postgres"},
    "port": {"type": "int", "default": 5432},
    "min_capacity": {"type": "float"},
    "max_capacity": {"type": "float"},
    "subnet_ids": STRINGS,
    "security_group_ids": STRINGS,
    "parameters": {"type": "dict"},
    "kms_key_arn": {"type": "str"},
    "secret_key_arn": {"type": "str", "no_log": False},
    "backup_retention": {"type": "int", "default": 7},
    "backup_window": {"type": "str"},
    "maintenance_window": {"type": "str"},
    "log_types": STRINGS,
    "iam_authentication": {"type": "bool", "default": True},
    "deletion_protection": {"type": "bool", "default": True},
}


def kinds(module, client):
    """The three kinds with what is wanted of each, in the order in which they build on each other."""
    params, rds = module.params, client("rds")
    subnets, parameters, clusters = wanted(params)
    settle, gone = (settler(module, client, until, kind=KIND) for until in ("ready", "gone"))
    main_kind = Clusters(rds, clusters, gone, settle, final_snapshot=params["final_snapshot"])
    for name in refuse_early(main_kind, clusters, params["state"], named=params["delete"], **LOSS):
        main_kind.version(clusters[name])
    return [
        (SubnetGroups(rds, subnets, gone), subnets),
        (ParameterGroups(rds, parameters, gone), parameters),
        (main_kind, clusters),
    ]


def main():
    manage(
        "clusters", CLUSTER, kinds, delete=NAMES, final_snapshot={"type": "bool", "default": True}, tags=TAGS, **WAIT
    )


if __name__ == "__main__":
    main()
