"""IAM."""

from collections.abc import Callable
from typing import Any

from sandbox.emulator.names import Named, by_name

KINDS: dict[str, Callable[[Any], Named]] = {
    "iam_role": lambda b: by_name(role for role in b.roles.values() if "/aws-service-role/" not in role.path),
    "iam_policy": lambda b: by_name(
        policy for policy in b.managed_policies.values() if policy.arn.split(":")[4] != "aws"
    ),
    "instance_profile": lambda b: by_name(b.instance_profiles.values()),
    "oidc_provider": lambda b: [(arn.split("/", 1)[1], arn) for arn in b.open_id_providers],
}
