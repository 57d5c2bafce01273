#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: iam_oidc_providers
short_description: Manage OpenID Connect identity providers of IAM
version_added: 0.1.0
description:
  - Lets an issuer of OpenID Connect tokens, such as the one of GitHub Actions, be named in trust policies of roles.
  - An account has one provider per issuer. A provider that exists already is used as it is, and given the client ids it lacks.
  - Every user leaves a tag on the provider. V(absent) takes that tag away, and with the last one a provider that this module made.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
options:
  providers:
    description: The providers.
    type: list
    elements: dict
    required: true
    suboptions:
      url:
        description: Address of the issuer, beginning with V(https://).
        type: str
        required: true
      client_ids:
        description: Audiences that its tokens may have. Others on the provider are left alone.
        type: list
        elements: str
        required: true
      thumbprints:
        description: Fingerprints of certificates, for an issuer whose certificate no public authority has signed.
        type: list
        elements: str
  user:
    description: Who uses the providers, such as the name of a platform.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Trust GitHub Actions
  pinksea.platform.iam_oidc_providers:
    user: rag
    providers:
      - url: https://token.actions.githubusercontent.com
        client_ids: [sts.amazonaws.com]
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: oidc_provider, name: token.actions.githubusercontent.com}]
providers:
  description: The providers by address without C(https://).
  returned: always
  type: dict
"""

from ansible_collections.pinksea.platform.plugins.module_utils.aws import manage
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.iam.oidc_providers import USED, OidcProviders, host
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

PROVIDER = {
    "url": {"type": "str", "required": True},
    "client_ids": {"type": "list", "elements": "str", "required": True},
    "thumbprints": {"type": "list", "elements": "str"},
}


def wanted(params):
    providers = []
    for provider in params["providers"]:
        if not provider["url"].startswith("https://"):
            raise PlatformError(f"url is {provider['url']!r}: give the address of an issuer, beginning with https://.")
        thumbprints = sorted(provider["thumbprints"]) if provider["thumbprints"] else None
        tags = {USED + params["user"]: ""}
        name = host(provider["url"])
        providers.append({"name": name, "client_ids": provider["client_ids"], "thumbprints": thumbprints, "tags": tags})
    return by_name(providers)


def work(module, client):
    providers = wanted(module.params)
    leaving = module.params["state"] == "absent"
    return OidcProviders(client("iam"), providers, module.params["user"], leaving=leaving), providers


def main():
    manage("providers", PROVIDER, work, user={"type": "str", "required": True})


if __name__ == "__main__":
    main()
