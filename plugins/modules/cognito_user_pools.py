#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: cognito_user_pools
short_description: Manage Cognito user pools, their sign-in pages and their clients
version_added: 0.1.0
description:
  - Creates and changes user pools, told apart by their name, in which people sign in by e-mail address with a password and a one-time code.
  - Clients use the authorization code flow of OAuth 2.0. A client's secret is made by Cognito and never read out.
  - A pool holds accounts that cannot be restored. It has deletion protection, and is removed only when O(delete) names it.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  pools:
    description: The user pools.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the pool.
        type: str
        required: true
      domain:
        description: Prefix of the address of the sign-in pages, unique in the region. Needed unless the pool is to go, and not changed on a pool that has one.
        type: str
      mfa:
        description: Whether a one-time code of an authenticator app is asked for; with V(OPTIONAL) everybody decides that alone.
        type: str
        choices: ["OFF", "ON", OPTIONAL]
        default: "ON"
      password_length:
        description: Characters that a password has at least. It always needs lower case, upper case, a digit and a symbol.
        type: int
        default: 12
      sign_up:
        description: Whether people may register themselves; otherwise an administrator does.
        type: bool
        default: false
      clients:
        description: Applications in which people of the pool sign in.
        type: list
        elements: dict
        default: []
        suboptions:
          name:
            description: Name of the client.
            type: str
            required: true
          secret:
            description: Whether the client proves itself by a secret, as a load balancer does. Cannot be changed.
            type: bool
            default: true
          callback_urls:
            description: Addresses to which people come back when they have signed in.
            type: list
            elements: str
            default: []
          logout_urls:
            description: Addresses to which people come back when they have signed out.
            type: list
            elements: str
            default: []
  delete:
    description: With O(state=absent), names of the pools whose accounts may be lost.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: A pool whose people sign in at a load balancer
  pinksea.platform.cognito_user_pools:
    pools:
      - name: rag
        domain: rag-123456789012
        clients:
          - name: alb
            callback_urls: [https://rag.example.com/oauth2/idpresponse]
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode, of the kinds C(cognito_user_pool) and C(cognito_user_pool_client).
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: cognito_user_pool, name: rag}]
clients:
  description: The clients by C(pool/client), with RV(ignore:id), RV(ignore:pool_id), RV(ignore:pool_arn) and RV(ignore:domain), without their secrets.
  returned: always
  type: dict
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.pinksea.platform.plugins.module_utils.aws import STATE, TAGS, run
from ansible_collections.pinksea.platform.plugins.module_utils.cognito.config import wanted_clients, wanted_pool
from ansible_collections.pinksea.platform.plugins.module_utils.cognito.pools import UserPoolClients, UserPools
from ansible_collections.pinksea.platform.plugins.module_utils.data_stores import refuse_unnamed
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name

STRINGS = {"type": "list", "elements": "str", "default": []}
CLIENT = {
    "name": {"type": "str", "required": True},
    "secret": {"type": "bool", "default": True, "no_log": False},
    "callback_urls": STRINGS,
    "logout_urls": STRINGS,
}
POOL = {
    "name": {"type": "str", "required": True},
    "domain": {"type": "str"},
    "mfa": {"type": "str", "choices": ["OFF", "ON", "OPTIONAL"], "default": "ON"},
    "password_length": {"type": "int", "default": 12, "no_log": False},
    "sign_up": {"type": "bool", "default": False},
    "clients": {"type": "list", "elements": "dict", "default": [], "options": CLIENT},
}


def items(params):
    """Pools and clients by name; of those that are to go, only the name counts."""
    given = by_name(params["pools"])
    if params["state"] == "absent":
        names = [f"{pool['name']}/{client['name']}" for pool in given.values() for client in pool["clients"]]
        return given, {name: {"name": name} for name in names}
    pools = {name: wanted_pool(pool, params["tags"]) for name, pool in given.items()}
    return pools, by_name(client for pool in given.values() for client in wanted_clients(pool))


def main():
    module = AnsibleAWSModule(
        argument_spec={
            "pools": {"type": "list", "elements": "dict", "required": True, "options": POOL},
            "delete": STRINGS,
            "state": STATE,
            "tags": TAGS,
        },
        supports_check_mode=True,
    )

    def work(client):
        pools, clients = items(module.params)
        cognito = client("cognito-idp")
        user_pools = UserPools(cognito, pools)
        if module.params["state"] == "absent":
            existing, named = user_pools.read(), module.params["delete"]
            refuse_unnamed(user_pools.kind, existing, named, "cognito_delete", "its accounts")
        return [(user_pools, pools), (UserPoolClients(cognito, clients, user_pools), clients)]

    run(module, "clients", work)


if __name__ == "__main__":
    main()
