"""Asking AWS whether an object is ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import jmespath
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.questions import QUESTIONS, Question
from ansible_collections.pinksea.platform.plugins.module_utils.readiness import Phase, Probe, Status
from botocore.exceptions import ClientError

Until = Literal["ready", "gone"]


def ask(question: Question, client: Any, target: Mapping[str, str], until: Until) -> Status:
    given = question.arguments.items()
    try:
        answer = getattr(client, question.method)(
            **{name: [target[key]] if question.listed else target[key] for name, key in given}
        )
    except ClientError as error:
        if "NotFound" not in error.response["Error"]["Code"]:
            raise
        return Status("gone", "ready" if until == "gone" else "failed", "it does not exist")
    state = str(jmespath.search(question.state, answer))
    if until == "gone":
        return Status(state, "ready" if state in question.gone else "pending")
    phase: Phase = "ready" if state in question.ready else "failed" if state in question.failed else "pending"
    reason = str(jmespath.search(question.reason, answer) or "") if phase == "failed" else question.remedy
    return Status(state, phase, reason)


def probe(target: Mapping[str, str], client: Callable[..., Any], until: Until = "ready") -> Probe:
    """A probe for one target, C({kind, name, ...}), with the client it needs, of another region where it names one."""
    question = QUESTIONS.get(target.get("kind", ""))
    if question is None:
        raise PlatformError(
            f"kind {target.get('kind')!r} cannot be waited for: choose one of {', '.join(sorted(QUESTIONS))}."
        )
    where = [target["region"]] if target.get("region") else []
    api = client(question.service, *where)
    return lambda: ask(question, api, target, until)


def label(target: Mapping[str, str]) -> str:
    return f"{target['kind']} {target['name']}" + (f" in {target['region']}" if target.get("region") else "")
