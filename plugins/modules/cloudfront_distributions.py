#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: cloudfront_distributions
short_description: Manage CloudFront distributions before private S3 buckets
version_added: 0.1.0
description:
  - Creates, changes and removes distributions, told apart by their Name tag, whose origins are S3 buckets.
  - Each has an origin access control of the same name, with which it signs what it asks of the buckets; they need no public access.
  - Viewers are redirected to HTTPS, with TLS 1.2 at least (V(TLSv1.2_2021)) when there is a certificate. Answers are cached, compressed, and carry security headers.
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
  - With O(state=absent) a distribution is switched off and that is waited for, whatever O(wait) says, because CloudFront deletes it only then.
options:
  distributions:
    description: The distributions.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name tag of the distribution, and name of its origin access control.
        type: str
        required: true
      origins:
        description: The buckets. They need not exist yet.
        type: list
        elements: dict
        default: []
        suboptions:
          name:
            description: Name of the origin.
            type: str
            required: true
          domain_name:
            description: Address of the bucket, C(<bucket>.s3.<region>.amazonaws.com).
            type: str
            required: true
      behaviors:
        description: Which origin answers for which path; the first that fits counts. The last is for C(*).
        type: list
        elements: dict
        default: []
        suboptions:
          path:
            description: Pattern of paths, such as V(/images/*).
            type: str
            required: true
          origin:
            description: Name of the origin.
            type: str
            required: true
      aliases:
        description: Host names of the distribution beside its own. They need a certificate.
        type: list
        elements: str
        default: []
      certificate_arn:
        description: Certificate for the aliases, of us-east-1.
        type: str
      web_acl_arn:
        description: Web ACL of scope CLOUDFRONT.
        type: str
      default_root_object:
        description: Object for the path C(/), such as V(index.html).
        type: str
        default: ""
      not_found_page:
        description:
          - Path that answers (with status 200) for whatever is not found, as a single-page application needs it, such as V(/index.html).
          - S3 says that something is not found only to those who may list the bucket; the bucket's policy must let the distribution C(s3:ListBucket).
        type: str
        default: ""
      price_class:
        description: How many of CloudFront's places serve it.
        type: str
        choices: [PriceClass_100, PriceClass_200, PriceClass_All]
        default: PriceClass_100
"""

EXAMPLES = r"""
- name: Start a website, and go on with other things
  pinksea.platform.cloudfront_distributions:
    distributions:
      - name: rag-frontend
        origins:
          - {name: frontend, domain_name: rag-frontend-123456789012.s3.us-east-1.amazonaws.com}
        behaviors:
          - {path: "*", origin: frontend}
        default_root_object: index.html
        not_found_page: /index.html
    wait: false
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode, of the kinds C(cloudfront_origin_access_control) and C(cloudfront_distribution).
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: cloudfront_distribution, name: rag-frontend}]
distributions:
  description: The distributions by name, with RV(ignore:arn), RV(ignore:id), RV(ignore:domain_name), RV(ignore:status) and so on.
  returned: always
  type: dict
pending:
  description: What is not deployed yet, for M(pinksea.platform.aws_ready).
  returned: always
  type: list
  elements: dict
"""

from functools import partial

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, WAIT, manage, wait
from ansible_collections.pinksea.platform.plugins.module_utils.cloudfront.config import wanted
from ansible_collections.pinksea.platform.plugins.module_utils.cloudfront.distributions import (
    Distributions,
    OriginAccessControls,
)
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

TEXT = {"type": "str", "required": True}
DICTS = {"type": "list", "elements": "dict", "default": []}
DISTRIBUTION = {
    "name": TEXT,
    "origins": {**DICTS, "options": {"name": TEXT, "domain_name": TEXT}},
    "behaviors": {**DICTS, "options": {"path": TEXT, "origin": TEXT}},
    "aliases": {"type": "list", "elements": "str", "default": []},
    "certificate_arn": {"type": "str"},
    "web_acl_arn": {"type": "str"},
    "default_root_object": {"type": "str", "default": ""},
    "not_found_page": {"type": "str", "default": ""},
    "price_class": {
        "type": "str",
        "choices": ["PriceClass_100", "PriceClass_200", "PriceClass_All"],
        "default": "PriceClass_100",
    },
}


def items(params):
    """The distributions by name; of those that are to go, only the name counts."""
    given = by_name(params["distributions"])
    if params["state"] == "absent":
        return given
    return {name: wanted(distribution, params["tags"]) for name, distribution in given.items()}


def work(module, client):
    distributions = items(module.params)
    controls = {name: {"name": name, "signing": "always"} for name in distributions}
    access = OriginAccessControls(client("cloudfront"), controls)
    settle = partial(wait, module, client)
    return [
        (access, controls),
        (Distributions(client("cloudfront"), distributions, access, settle), distributions),
    ]


def main():
    manage("distributions", DISTRIBUTION, work, tags=TAGS, **WAIT)


if __name__ == "__main__":
    main()
