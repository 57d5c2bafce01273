#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: acm_certificates
short_description: Manage certificates that are validated by DNS
version_added: 0.1.0
description:
  - Requests and removes public ACM certificates, told apart by their Name tag, and writes their validation records into a Route 53 zone.
  - ACM renews a certificate as long as these records exist; a record that has been lost is written again.
  - Certificates that have failed or expired do not count as existing; the next run requests a new one.
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
  - With O(state=absent) the validation records stay, as another certificate for the domain may be renewed by them; they go with their zone.
options:
  certificates:
    description: The certificates.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the certificate.
        type: str
        required: true
      domain:
        description: Domain of the certificate. Cannot be changed.
        type: str
        required: true
      alternative_names:
        description: Further domains, such as V(*.rag.example.com). Cannot be changed.
        type: list
        elements: str
        default: []
      key_algorithm:
        description: Kind of its key. Cannot be changed. CloudFront takes RSA and V(EC_prime256v1).
        type: str
        choices: [RSA_2048, RSA_3072, RSA_4096, EC_prime256v1, EC_secp384r1]
        default: RSA_2048
      zone:
        description: Public zone for its validation records.
        type: str
        required: true
"""

EXAMPLES = r"""
- name: A certificate for a domain and all names in it
  pinksea.platform.acm_certificates:
    certificates:
      - {name: rag, domain: rag.example.com, alternative_names: ["*.rag.example.com"], zone: rag.example.com}
    wait: false
"""

RETURN = r"""
certificates:
  description: The certificates by name, with RV(ignore:arn), RV(ignore:status) and so on.
  returned: always
  type: dict
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: acm_certificate, name: rag}]
pending:
  description: What is not ready yet, for M(pinksea.platform.aws_ready).
  returned: always
  type: list
  elements: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.acm.certificates import Certificates
from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, WAIT, manage
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name
from ansible_collections.pinksea.platform.plugins.module_utils.route53.common import plain, refuse_outside

CERTIFICATE = {
    "name": {"type": "str", "required": True},
    "domain": {"type": "str", "required": True},
    "alternative_names": {"type": "list", "elements": "str", "default": []},
    "key_algorithm": {
        "type": "str",
        "choices": ["RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1"],
        "default": "RSA_2048",
        "no_log": False,
    },
    "zone": {"type": "str", "required": True},
}


def normal(certificate, tags):
    """A certificate in the shape it is read in."""
    domain, *names = map(plain, [certificate["domain"], *certificate["alternative_names"]])
    zone = plain(certificate["zone"])
    for name in (domain, *names):
        refuse_outside(f"acm_certificate {certificate['name']}", name, zone)
    return certificate | {
        "domain": domain,
        "alternative_names": sorted(set(names) - {domain}),
        "zone": zone,
        "tags": tags | {"Name": certificate["name"]},
    }


def work(module, client):
    tags = module.params["tags"]
    certificates = by_name(normal(certificate, tags) for certificate in module.params["certificates"])
    return Certificates(client("acm"), client("route53"), certificates), certificates


def main():
    manage("certificates", CERTIFICATE, work, tags=TAGS, **WAIT)


if __name__ == "__main__":
    main()
