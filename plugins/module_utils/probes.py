"""How to ask AWS whether an object is ready: one row of data per kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import jmespath
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.readiness import Phase, Probe, Status
from botocore.exceptions import ClientError

Until = Literal["ready", "gone"]


@dataclass(frozen=True)
class Question:
    """A describe call: C(arguments) maps its parameters to keys of the target, C(listed) wants them as lists."""

    service: str
    method: str
    arguments: Mapping[str, str]
    state: str
    ready: frozenset[str]
    failed: frozenset[str]
    reason: str
    listed: bool = False
    gone: frozenset[str] = frozenset()

    def ask(self, client: Any, target: Mapping[str, str], until: Until) -> Status:
        arguments = {name: [target[key]] if self.listed else target[key] for name, key in self.arguments.items()}
        try:
            answer = getattr(client, self.method)(**arguments)
        except ClientError as error:
            if "NotFound" not in error.response["Error"]["Code"]:
                raise
            return Status("gone", "ready" if until == "gone" else "failed", "it does not exist")
        state = str(jmespath.search(self.state, answer))
        if until == "gone":
            return Status(state, "ready" if state in self.gone else "pending")
        phase: Phase = "ready" if state in self.ready else "failed" if state in self.failed else "pending"
        return Status(state, phase, str(jmespath.search(self.reason, answer) or "") if phase == "failed" else "")


def eks(method: str, arguments: Mapping[str, str], answer: str, failed: set[str]) -> Question:
    return Question(
        "eks",
        method,
        arguments,
        f"{answer}.status",
        frozenset({"ACTIVE"}),
        frozenset(failed),
        f"{answer}.health.issues[0].message",
    )


QUESTIONS: dict[str, Question] = {
    "eks_cluster": eks("describe_cluster", {"name": "name"}, "cluster", {"FAILED"}),
    "eks_nodegroup": eks(
        "describe_nodegroup",
        {"clusterName": "cluster", "nodegroupName": "name"},
        "nodegroup",
        {"CREATE_FAILED", "DELETE_FAILED"},
    ),
    "eks_addon": eks(
        "describe_addon",
        {"clusterName": "cluster", "addonName": "name"},
        "addon",
        {"CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"},
    ),
    "nat_gateway": Question(
        "ec2",
        "describe_nat_gateways",
        {"NatGatewayIds": "id"},
        "NatGateways[0].State",
        frozenset({"available"}),
        frozenset({"failed", "deleted", "deleting"}),
        "NatGateways[0].FailureMessage",
        listed=True,
        gone=frozenset({"deleted"}),
    ),
}


def probe(target: Mapping[str, str], client: Callable[[str], Any], until: Until = "ready") -> Probe:
    """A probe for one target, C({kind, name, ...}), with the client it needs."""
    question = QUESTIONS.get(target.get("kind", ""))
    if question is None:
        raise PlatformError(
            f"kind {target.get('kind')!r} cannot be waited for: choose one of {', '.join(sorted(QUESTIONS))}."
        )
    api = client(question.service)
    return lambda: question.ask(api, target, until)


def label(target: Mapping[str, str]) -> str:
    return f"{target['kind']} {target['name']}"
