"""How the modules for Qdrant wait and end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import problems_of
from ansible_collections.pinksea.platform.plugins.module_utils.readiness import Probe, wait_until_ready
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item


def wait(probes: Mapping[str, Probe], options: Mapping[str, Any]) -> None:
    timing = {"timeout": options["wait_timeout"], "interval": options["wait_interval"]}
    wait_until_ready(probes, **timing, report=lambda _: None)


def unborn(kinds: Mapping[str, Mapping[str, Item]]) -> list[Change]:
    """The plan for a Qdrant that is not there yet, of what is wanted of each kind."""
    return [Change("create", kind, name, after=item) for kind, items in kinds.items() for name, item in items.items()]


def finish(module: Any, error: Exception | None = None, changes: Sequence[Change] = (), **result: Any) -> None:
    if error:
        problems = problems_of(error)
        module.fail_json(msg="\n".join(problems), problems=problems)
    module.exit_json(
        changed=bool(changes),
        changes=[change.summary() for change in changes],
        diff=[change.diff() for change in changes],
        **result,
    )
