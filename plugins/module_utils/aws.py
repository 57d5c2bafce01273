"""Where modules meet Ansible and AWS: clients, the shared arguments and the only except clause."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule
from ansible_collections.pinksea.platform.plugins.module_utils.advice import explained
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError, problems_of
from ansible_collections.pinksea.platform.plugins.module_utils.probes import label, probe
from ansible_collections.pinksea.platform.plugins.module_utils.readiness import Waited, wait_until_ready
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item, Kind, is_planned, reconcile

try:
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError
except ImportError:  # AnsibleAWSModule tells the user what to install
    BotoCoreError = ClientError = PlatformError

FAILURES = (PlatformError, ClientError, BotoCoreError)
"""What a module catches, and tells by C(fail)."""

STATE: dict[str, Any] = {"type": "str", "choices": ["present", "absent"], "default": "present"}
TAGS: dict[str, Any] = {"type": "dict", "default": {}}
TIMING: dict[str, Any] = {
    "wait_timeout": {"type": "float", "default": 1800.0},
    "wait_interval": {"type": "float", "default": 10.0},
    "progress": {"type": "path"},
}
WAIT: dict[str, Any] = {"wait": {"type": "bool", "default": True}, **TIMING}
NAMES: dict[str, Any] = {"type": "list", "elements": "str", "default": []}


Options = Mapping[str, Mapping[str, Any]]
Client = Callable[..., Any]
"""A client of a service, in the region of the module or in a named one."""
Pass = tuple[Kind, Mapping[str, Item]]


def clients(module: Any) -> Client:
    """One client per service and region, with botocore's own retries (throttling included)."""

    @cache
    def client(service: str, region: str | None = None) -> Any:
        where = {"region": region} if region else {}
        return module.client(service, config=Config(retries={"mode": "standard", "max_attempts": 8}), **where)

    return client


def manage(key: str, options: Options, work: Callable[[Any, Client], Pass | list[Pass]], **more: Any) -> None:
    """A whole module: the list C(key) of objects with these options, a state, and C(more) arguments."""
    wanted = {"type": "list", "elements": "dict", "required": True, "no_log": False, "options": options}
    module = AnsibleAWSModule(argument_spec={key: wanted, "state": STATE, **more}, supports_check_mode=True)
    run(module, key, partial(work, module))


def run(module: Any, returned: str, work: Callable[[Client], Pass | list[Pass]]) -> None:
    """Reconcile, wait if asked to, and exit with the result shape that all modules of this collection share.

    Of several passes each builds on those before it, so they are undone from the last to the first; the last is the
    main kind, whose objects are returned.
    """
    params = module.params
    try:
        client = clients(module)
        made = work(client)
        passes = made if isinstance(made, list) else [made]
        kind, _ = passes[-1]
        outcomes = {
            each: reconcile(each, wanted, params["state"], check_mode=module.check_mode)
            for each, wanted in (passes if params["state"] == "present" else reversed(passes))
        }
        changes = [change for outcome in outcomes.values() for change in outcome.changes]
        objects = outcomes[kind].objects
        under_way = [] if module.check_mode else outcomes.items()
        pending = [target for each, outcome in under_way for target in each.pending(in_order(outcome.objects))]
        if pending and params.get("wait"):
            wait(module, client, pending, "gone" if params["state"] == "absent" else "ready")
            objects = kind.read()
            pending = []
    except FAILURES as error:
        fail(module, error)
    module.exit_json(
        changed=bool(changes),
        changes=[change.summary() for change in changes],
        diff=[change.diff() for change in changes],
        pending=pending,
        **{returned: objects},
    )


def in_order(objects: Mapping[str, Item]) -> dict[str, Item]:
    """By name, as what was made side by side is listed in any order."""
    return dict(sorted(objects.items()))


def wait(module: Any, client: Client, targets: list[dict[str, str]], until: Any = "ready") -> list[Waited]:
    """Wait for the targets; new states go to the file C(progress), where the action plugin reads them."""
    params = module.params
    probes = {label(target): probe(target, client, until) for target in targets if not is_planned(target.get("id"))}

    def report(waited: Waited) -> None:
        if params.get("progress"):
            with open(params["progress"], "a", encoding="utf-8") as stream:
                stream.write(json.dumps(waited.__dict__) + "\n")

    return wait_until_ready(probes, timeout=params["wait_timeout"], interval=params["wait_interval"], report=report)


def settler(module: Any, client: Client, until: Any = "ready", **target: str) -> Callable[[str], None]:
    """A function that blocks until the object of that name is ready for its next change, or gone."""

    def settle(name: str) -> None:
        wait(module, client, [{**target, "name": name}], until)

    return settle


def fail(module: Any, error: Exception) -> None:
    problems = explained(problems_of(error))
    module.fail_json(msg="\n".join(problems), problems=problems)
