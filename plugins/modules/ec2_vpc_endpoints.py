#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: ec2_vpc_endpoints
short_description: Manage the endpoints of a VPC
version_added: 0.1.0
description:
  - Creates, changes and removes endpoints for services of AWS, told apart by their Name tag within the VPC.
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
  - With O(state=absent) the end of each endpoint is waited for, whatever O(wait) says, because its interfaces are in its subnets until then.
options:
  vpc_id:
    description: The VPC. In a plan it need not exist yet, C(planned:<kind>/<name>) will do.
    type: str
    required: true
  endpoints:
    description: The endpoints.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the endpoint.
        type: str
        required: true
      service:
        description: Service as in C(com.amazonaws.<region>.<service>), such as V(s3) or V(ecr.api). Cannot be changed. Needed unless the endpoint is to go.
        type: str
      type:
        description: Interfaces in subnets, or a gateway on route tables (S3 and DynamoDB only). Cannot be changed.
        type: str
        choices: [gateway, interface]
        default: interface
      route_table_ids:
        description: Route tables of a gateway, exactly these.
        type: list
        elements: str
      subnet_ids:
        description: Subnets of the interfaces, exactly these, one for each zone.
        type: list
        elements: str
      security_group_ids:
        description: Security groups of the interfaces, exactly these.
        type: list
        elements: str
      private_dns:
        description: Whether the public name of the service leads to the interfaces. It does unless this is V(false).
        type: bool
      policy:
        description: Who may do what through it. Left out, everybody may do everything that they may do elsewhere.
        type: dict
"""

EXAMPLES = r"""
- name: S3 and image registries without the internet
  pinksea.platform.ec2_vpc_endpoints:
    vpc_id: vpc-0a
    endpoints:
      - {name: rag-s3, service: s3, type: gateway, route_table_ids: [rtb-0a]}
      - {name: rag-ecr-api, service: ecr.api, subnet_ids: [subnet-0a], security_group_ids: [sg-0a]}
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: vpc_endpoint, name: rag-s3}]
endpoints:
  description: The endpoints by name, with RV(ignore:id), RV(ignore:status) and so on.
  returned: always
  type: dict
pending:
  description: What is not ready yet, for M(pinksea.platform.aws_ready).
  returned: always
  type: list
  elements: dict
"""

from functools import partial

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, WAIT, manage, wait
from ansible_collections.pinksea.platform.plugins.module_utils.checks import refuse, require
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.vpc_endpoints import MEMBERS, VpcEndpoints
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

IDS = {"type": "list", "elements": "str"}
ENDPOINT = {
    "name": {"type": "str", "required": True},
    "service": {"type": "str"},
    "type": {"type": "str", "choices": ["gateway", "interface"], "default": "interface"},
    "route_table_ids": IDS,
    "subnet_ids": IDS,
    "security_group_ids": IDS,
    "private_dns": {"type": "bool"},
    "policy": {"type": "dict"},
}


def wanted(params):
    """The endpoints by name in the shape they are read in."""
    endpoints = []
    for endpoint in params["endpoints"]:
        gateway = endpoint["type"] == "gateway"
        if params["state"] == "present":
            require("vpc_endpoint", endpoint, "service", "route_table_ids" if gateway else "subnet_ids")
            others = ("subnet_ids", "security_group_ids", "private_dns") if gateway else ("route_table_ids",)
            refuse("vpc_endpoint", endpoint, f"an endpoint of type {endpoint['type']} has none", *others)
        normal = {key: endpoint[key] and sorted(endpoint[key]) for key in MEMBERS}
        if not gateway and endpoint["private_dns"] is None:
            normal["private_dns"] = True
        endpoints.append(endpoint | normal | {"tags": params["tags"] | {"Name": endpoint["name"]}})
    return by_name(endpoints)


def work(module, client):
    endpoints = wanted(module.params)
    settle = partial(wait, module, client, until="gone")
    return VpcEndpoints(client("ec2"), module.params["vpc_id"], endpoints, settle), endpoints


def main():
    manage("endpoints", ENDPOINT, work, vpc_id={"type": "str", "required": True}, tags=TAGS, **WAIT)


if __name__ == "__main__":
    main()
