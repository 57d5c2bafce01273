#!/usr/bin/python
# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: secretsmanager_secrets
short_description: Manage secrets of Secrets Manager
version_added: 0.1.0
description:
  - Creates and changes secrets, told apart by their name, and schedules them for deletion.
  - A generated value is made up on the control host, given to Secrets Manager in the call that creates the secret, and never read, shown or changed again.
  - A secret that is scheduled for deletion is restored with the value that it had when it is wanted again.
author: Pinksea (@pinksea)
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - pinksea.platform.attributes
  - pinksea.platform.reconcile
  - pinksea.platform.reconcile.tags
options:
  secrets:
    description: The secrets.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the secret.
        type: str
        required: true
      description:
        description: What the secret is for.
        type: str
        default: ""
      value:
        description:
          - Where the value comes from.
          - C(generated) is made with the secret. C(operator) makes a secret without a value, which somebody puts in later.
        type: str
        choices: [generated, operator]
        default: generated
      key:
        description: The value is a JSON object; this is the field that is generated.
        type: str
        default: value
      template:
        description: The fields beside it, such as a user name. Nothing here is secret.
        type: dict
        default: {}
      length:
        description: Characters of the generated field, 16 to 128.
        type: int
        default: 48
      alphabet:
        description: Letters and digits, or also C(!&#$^<>-).
        type: str
        choices: [alphanumeric, symbols]
        default: alphanumeric
      policy:
        description: Resource policy, empty for none. Without this option it is left alone.
        type: dict
  kms_key_arn:
    description: ARN of the KMS key that encrypts the secrets. Without it the key of Secrets Manager does when a secret is made, and an existing one is left alone.
    type: str
  replica_regions:
    description: Regions with a copy of each secret, encrypted with the key of Secrets Manager there. Without this option the copies are left alone.
    type: list
    elements: str
  recovery_window:
    description: Days in which a deleted secret can be restored, 7 to 30. With 0 it is gone at once.
    type: int
    default: 30
"""

EXAMPLES = r"""
- name: A password that nobody knows, and a key that somebody has to bring
  pinksea.platform.secretsmanager_secrets:
    secrets:
      - {name: rag/rag/redis, key: password}
      - {name: rag/rag/openai-api-key, value: operator}
    replica_regions: [us-west-2]
"""

RETURN = r"""
changes:
  description: What was done, or would be done in check mode.
  returned: always
  type: list
  elements: dict
  sample: [{action: create, kind: secret, name: rag/rag/redis}]
secrets:
  description: The secrets by name, with RV(ignore:arn) and RV(ignore:has_value), without their values.
  returned: always
  type: dict
"""

import re

from ansible_collections.pinksea.platform.plugins.module_utils.aws import TAGS, manage
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import by_name
from ansible_collections.pinksea.platform.plugins.module_utils.secretsmanager.secrets import Secrets
from ansible_collections.pinksea.platform.plugins.module_utils.secretsmanager.values import (
    ALPHABETS,
    Recipe,
    refuse_recipe,
)

NAME = re.compile(r"[A-Za-z0-9/_+=.@-]{1,512}")
RECIPE = ("key", "template", "length", "alphabet")
SECRET = {
    "name": {"type": "str", "required": True},
    "description": {"type": "str", "default": ""},
    "value": {"type": "str", "choices": ["generated", "operator"], "default": "generated"},
    "key": {"type": "str", "default": "value", "no_log": False},
    "template": {"type": "dict", "default": {}},
    "length": {"type": "int", "default": 48},
    "alphabet": {"type": "str", "choices": list(ALPHABETS), "default": "alphanumeric"},
    "policy": {"type": "dict"},
}


def recipes(params):
    """How to make each value that is made here, by name of the secret."""
    found = {}
    for secret in params["secrets"]:
        if not NAME.fullmatch(secret["name"]):
            raise PlatformError(
                f"secret {secret['name']!r}: Secrets Manager takes letters, digits and /_+=.@- in a name."
            )
        if secret["value"] == "generated":
            found[secret["name"]] = Recipe(**{option: secret[option] for option in RECIPE})
            refuse_recipe(secret["name"], found[secret["name"]])
    return found


def wanted(params):
    """The secrets by name, as they are compared: not what they hold, but whether they hold something."""
    common = {"kms_key_arn": params["kms_key_arn"], "tags": params["tags"]}
    if params["replica_regions"] is not None:
        common["replica_regions"] = sorted(params["replica_regions"])
    return by_name(
        {
            "name": secret["name"],
            "description": secret["description"],
            "policy": secret["policy"],
            "has_value": True if secret["value"] == "generated" else None,
            "replica_regions": None,
            **common,
        }
        for secret in params["secrets"]
    )


def work(module, client):
    window = module.params["recovery_window"]
    if window and not 7 <= window <= 30:
        raise PlatformError(f"recovery_window is {window}: give 7 to 30 days, or 0 to delete at once.")
    secrets = wanted(module.params)
    return Secrets(client("secretsmanager"), secrets, recipes(module.params), window), secrets


def main():
    manage(
        "secrets",
        SECRET,
        work,
        kms_key_arn={"type": "str"},
        replica_regions={"type": "list", "elements": "str"},
        recovery_window={"type": "int", "default": 30},
        tags=TAGS,
    )


if __name__ == "__main__":
    main()
