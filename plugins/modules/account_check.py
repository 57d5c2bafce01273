#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: account_check
short_description: Check the AWS account of a platform before anything is touched
version_added: 0.1.0
description:
  - Checks that AWS can be reached, that the credentials are those of the right account and of one of the administrators named,
    and that zones, instance types and images of nodes are offered.
  - All findings are reported at once, one sentence each.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
options:
  account_id:
    description: Twelve digits of the account.
    type: str
    required: true
  admin_arns:
    description: Principals that administer the clusters.
    type: list
    elements: str
    required: true
  zones:
    description: Availability zones.
    type: list
    elements: str
    required: true
  instance_types:
    description: Instance types that have to be offered in every zone.
    type: list
    elements: str
    default: []
  node_images:
    description: Images of nodes as Karpenter names them. Looked at are those of a fixed release of AL2023.
    type: list
    elements: str
  kubernetes_version:
    description: Minor of Kubernetes that O(node_images) are for.
    type: str
"""

EXAMPLES = r"""
- name: Check the account
  pinksea.platform.account_check:
    account_id: "123456789012"
    admin_arns: [arn:aws:iam::123456789012:role/platform-admin]
    zones: [us-east-1a, us-east-1b, us-east-1c]
    instance_types: [m6i.xlarge]
    node_images: [al2023@v20260903]
    kubernetes_version: "1.36"
"""

RETURN = r"""
findings:
  description: What was found, one sentence each.
  returned: always
  type: list
  elements: str
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.pinksea.platform.plugins.module_utils.advice import THROTTLED
from ansible_collections.pinksea.platform.plugins.module_utils.aws import BotoCoreError, ClientError
from ansible_collections.pinksea.platform.plugins.module_utils.preflight import account, images
from ansible_collections.pinksea.platform.plugins.module_utils.preflight.findings import Finding

QUICK = {"connect_timeout": 5, "read_timeout": 20, "retries": {"mode": "standard", "max_attempts": 2}}


def zones_by_type(ec2, types):
    """Zones of the region by instance type."""
    named = [{"Name": "instance-type", "Values": sorted(set(types))}]
    pages = ec2.get_paginator("describe_instance_type_offerings").paginate(
        LocationType="availability-zone", Filters=named
    )
    found = {}
    for row in (row for page in pages if types for row in page["InstanceTypeOfferings"]):
        found.setdefault(row["InstanceType"], []).append(row["Location"])
    return found


def findings(module):
    sts, ec2 = module.client("sts", config=QUICK), module.client("ec2", config=QUICK)
    try:
        caller = sts.get_caller_identity()
        yield from account.wrong_account(caller["Account"], module.params["account_id"])
        yield from account.not_admin(caller["Arn"], module.params["admin_arns"])
        offered = {zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"]}
        yield from account.unknown_zones(module.params["zones"], offered)
        types = module.params["instance_types"]
        yield from account.types_not_offered(types, set(module.params["zones"]) & offered, zones_by_type(ec2, types))
        if aliases := module.params["node_images"]:
            ssm = module.client("ssm", config=QUICK)
            yield from images.not_published(ssm, aliases, module.params["kubernetes_version"])
    except ClientError as error:
        if error.response["Error"]["Code"] in THROTTLED:
            yield Finding("AWS", None, "throttles this account", "run again in a few minutes")
            return
        yield Finding(
            "AWS credentials",
            None,
            f"are refused ({error.response['Error']['Message']})",
            "sign in again, or choose another AWS_PROFILE",
        )
    except BotoCoreError as error:
        yield Finding(
            "AWS",
            sts.meta.endpoint_url,
            f"does not answer ({error})",
            "check AWS_ENDPOINT_URL and the network, or start the sandbox with `make sandbox-up`",
        )


def main():
    module = AnsibleAWSModule(
        argument_spec={
            "account_id": {"type": "str", "required": True},
            "admin_arns": {"type": "list", "elements": "str", "required": True},
            "zones": {"type": "list", "elements": "str", "required": True},
            "instance_types": {"type": "list", "elements": "str", "default": []},
            "node_images": {"type": "list", "elements": "str"},
            "kubernetes_version": {"type": "str"},
        },
        required_by={"node_images": ["kubernetes_version"]},
        supports_check_mode=True,
    )
    sentences = [str(finding) for finding in findings(module)]
    if sentences:
        module.fail_json(msg="\n".join(sentences), findings=sentences)
    module.exit_json(changed=False, findings=[])


if __name__ == "__main__":
    main()
