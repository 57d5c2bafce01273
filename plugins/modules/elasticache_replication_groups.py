#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: elasticache_replication_groups
short_description: Manage replication groups of ElastiCache for Redis
version_added: 0.1.0
description:
  - Creates, changes and removes replication groups of one shard. A group of one node is a standalone Redis.
  - Each has a subnet group, and when it states parameters a parameter group, of the same name.
  - All data is encrypted at rest. A change that only a new, empty group could satisfy is refused before anything is touched.
  - Changes are made at once, not in the maintenance window; another node type or engine version replaces one node after the other.
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
  - With O(state=absent) the end of each group is waited for, whatever O(wait) says, because its subnet group can only be removed then.
options:
  groups:
    description: The groups. An option that is left out is left to ElastiCache when a group is created, and not compared later.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the group, 40 lower-case letters, digits and dashes at most.
        type: str
        required: true
      description:
        description: What the group is for.
        type: str
      engine_version:
        description: Version of Redis, such as V(7.1). It goes up only.
        type: str
      node_type:
        description: Type of the nodes. Needed unless the group is to go.
        type: str
      nodes:
        description: The primary and its replicas, 6 at most.
        type: int
        default: 1
      multi_az:
        description: Whether a replica in another zone takes over when the primary fails. Needs two nodes.
        type: bool
        default: false
      cluster_mode:
        description:
          - Whether clients have to speak the cluster protocol, which autoscaling needs. Needs O(groups[].multi_az).
          - Cannot be changed.
        type: bool
        default: false
      max_nodes:
        description: With O(groups[].cluster_mode), how many nodes autoscaling may make of O(groups[].nodes), 6 at most.
        type: int
      subnet_ids:
        description: Subnets of the nodes. Needed unless the group is to go.
        type: list
        elements: str
      security_group_ids:
        description: Security groups of the nodes.
        type: list
        elements: str
      parameters:
        description: Parameters of Redis that differ from their defaults. Needs O(groups[].engine_version).
        type: dict
      kms_key_arn:
        description: KMS key of the data at rest. Cannot be changed.
        type: str
      tls:
        description: Whether connections are encrypted. Cannot be changed.
        type: bool
        default: true
      auth_secret:
        description:
          - Name or ARN of the secret with the token that clients must give. Without one nobody is asked.
          - The module reads it from Secrets Manager when it needs it; it is never returned. Needs O(groups[].tls).
        type: str
      auth_key:
        description: Field of the secret, a JSON object, that has the token.
        type: str
        default: password
      snapshot_retention:
        description: Days to keep the daily snapshots, 0 for none.
        type: int
      snapshot_window:
        description: When they are made, such as V(03:00-04:00).
        type: str
      maintenance_window:
        description: When ElastiCache may patch, such as V(sun:05:00-sun:06:00).
        type: str
      restore_from:
        description:
          - Group of whose snapshot this one is made. It need not be there any more.
          - A group that exists is left alone when it was made so, and refused otherwise. The tags C(restored-from) and C(restored-point) say so.
        type: str
      snapshot:
        description: Name of the snapshot. The newest of O(groups[].restore_from) without it.
        type: str
  delete:
    description: Names of groups that O(state=absent) may remove, with all that they hold. A group that exists and is not named here stops the run.
    type: list
    elements: str
    default: []
  final_snapshot:
    description: Whether a group leaves a snapshot behind, C(<name>-final).
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Start a primary and two replicas
  pinksea.platform.elasticache_replication_groups:
    groups:
      - name: rag-redis
        engine_version: "7.1"
        node_type: cache.r6g.large
        nodes: 3
        multi_az: true
        subnet_ids: [subnet-0a, subnet-0b, subnet-0c]
        security_group_ids: [sg-0a]
        auth_secret: rag/rag/redis
    wait: false

- name: Restore its newest snapshot beside it
  pinksea.platform.elasticache_replication_groups:
    groups:
      - name: rag-redis-restored
        restore_from: rag-redis
        engine_version: "7.1"
        node_type: cache.r6g.large
        nodes: 3
        subnet_ids: [subnet-0a, subnet-0b, subnet-0c]
        security_group_ids: [sg-0a]
        auth_secret: rag/rag/redis
"""

RETURN = r"""
changes:
  description:
    - What was done, or would be done in check mode.
    - The kinds are C(elasticache_subnet_group), C(elasticache_parameter_group) and C(elasticache_replication_group).
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: elasticache_replication_group, name: rag-redis}]
groups:
  description: The groups by name, with RV(ignore:endpoint), RV(ignore:reader_endpoint), RV(ignore:port), RV(ignore:status) and so on.
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
from ansible_collections.pinksea.platform.plugins.module_utils.elasticache.groups import ReplicationGroups
from ansible_collections.pinksea.platform.plugins.module_utils.elasticache.options import scaled, wanted
from ansible_collections.pinksea.platform.plugins.module_utils.elasticache.parts import ParameterGroups, SubnetGroups
from ansible_collections.pinksea.platform.plugins.module_utils.elasticache.requests import KIND, token_of
from ansible_collections.pinksea.platform.plugins.module_utils.elasticache.snapshots import refuse_removal

LOSS = {"variable": "redis_delete", "loss": "what it holds"}
STRINGS = {"type": "list", "elements": "str"}
GROUP = {
    "name": {"type": "str", "required": True},
    "description": {"type": "str"},
    "engine_version": {"type": "str"},
    "node_type": {"type": "str"},
    "nodes": {"type": "int", "default": 1},
    "multi_az": {"type": "bool", "default": False},
    "cluster_mode": {"type": "bool", "default": False},
    "max_nodes": {"type": "int"},
    "subnet_ids": STRINGS,
    "security_group_ids": STRINGS,
    "parameters": {"type": "dict"},
    "kms_key_arn": {"type": "str"},
    "tls": {"type": "bool", "default": True},
    "auth_secret": {"type": "str", "no_log": False},
    "auth_key": {"type": "str", "default": "password", "no_log": False},
    "snapshot_retention": {"type": "int"},
    "snapshot_window": {"type": "str"},
    "maintenance_window": {"type": "str"},
    "restore_from": {"type": "str"},
    "snapshot": {"type": "str"},
}


def tokens(module, client):
    """The token of a group by the group's name. From then on Ansible blanks it out of whatever the module says."""
    groups = {group["name"]: group for group in module.params["groups"]}

    def token(name):
        secret = groups[name]["auth_secret"]
        text = client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]
        module.no_log_values.add(text)
        found = token_of(secret, text, groups[name]["auth_key"])
        module.no_log_values.add(found)
        return found

    return token


def kinds(module, client):
    """The three kinds with what is wanted of each, in the order in which they build on each other."""
    params, cache = module.params, client("elasticache")
    subnets, parameters, groups = wanted(params)
    settle, gone = (settler(module, client, until, kind=KIND) for until in ("ready", "gone"))
    more = {"scaled": scaled(params), "final_snapshot": params["final_snapshot"]}
    main_kind = ReplicationGroups(cache, groups, gone, settle, tokens(module, client), **more)
    for name in refuse_early(main_kind, groups, params["state"], named=params["delete"], **LOSS):
        main_kind.snapshot(groups[name])
    for name, current in main_kind.read().items() if params["state"] == "absent" else ():
        refuse_removal(current, groups[name])
    return [
        (SubnetGroups(cache, subnets, gone), subnets),
        (ParameterGroups(cache, parameters, gone), parameters),
        (main_kind, groups),
    ]


def main():
    manage("groups", GROUP, kinds, delete=NAMES, final_snapshot={"type": "bool", "default": True}, tags=TAGS, **WAIT)


if __name__ == "__main__":
    main()
