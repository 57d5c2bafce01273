"""IAM."""

from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.iam.responses import IamResponse

from sandbox.emulator.hold import Hold
from sandbox.emulator.names import Named, by_name

KINDS: dict[str, Callable[[Any], Named]] = {
    "iam_role": lambda b: by_name(role for role in b.roles.values() if "/aws-service-role/" not in role.path),
    "iam_policy": lambda b: by_name(
        policy for policy in b.managed_policies.values() if policy.arn.split(":")[4] != "aws"
    ),
    "instance_profile": lambda b: by_name(b.instance_profiles.values()),
    "oidc_provider": lambda b: [(arn.split("/", 1)[1], arn) for arn in b.open_id_providers],
}


def clients(response: Any) -> tuple[list[str], str]:
    """The client ids of the provider that a call is about, and the one that the call names."""
    arn, client = response._get_param("OpenIDConnectProviderArn"), response._get_param("ClientID")
    return response.backend.get_open_id_connect_provider(arn).client_id_list, client


def add_client_id_to_open_id_connect_provider(self: Any) -> ActionResult:
    listed, client = clients(self)
    if client not in listed:
        listed.append(client)
    return EmptyResult()


def remove_client_id_from_open_id_connect_provider(self: Any) -> ActionResult:
    listed, client = clients(self)
    if client in listed:
        listed.remove(client)
    return EmptyResult()


def install(hold: Hold) -> None:
    for answer in (add_client_id_to_open_id_connect_provider, remove_client_id_from_open_id_connect_provider):
        setattr(IamResponse, answer.__name__, answer)
