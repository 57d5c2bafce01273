"""The walk every AWS module has to survive: create, modify, delete; each planned, done, planned again, done again."""

import io
import json
from contextlib import redirect_stdout
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args

Arguments = dict[str, Any]


def run(module: ModuleType, arguments: Arguments, client: Any, *, check: bool = False) -> Arguments:
    """The result of one run of a module in this process, against the server of C(client)."""
    connection = {
        "endpoint_url": client.meta.endpoint_url,
        "region": client.meta.region_name,
        "access_key": "testing",
        "secret_key": "testing",
    }
    output = io.StringIO()
    settings = {"_ansible_check_mode": check, "_ansible_diff": True}
    with patch_module_args({**connection, **arguments, **settings}), redirect_stdout(output), pytest.raises(SystemExit):
        module.main()
    return json.loads(output.getvalue())


def done(module: ModuleType, arguments: Arguments, client: Any, *, check: bool = False) -> Arguments:
    result = run(module, arguments, client, check=check)
    assert not result.get("failed"), result["msg"]
    return result


def refused(module: ModuleType, arguments: Arguments, client: Any) -> str:
    """The message of a run that has to fail."""
    result = run(module, arguments, client)
    assert result.get("failed"), result
    return str(result["msg"])


def fingerprint(client: Any) -> str:
    """All that the service lists of the kinds our modules manage, comparable."""
    service = client.meta.service_model.service_name.replace("-", "_")
    listing = import_module(f"tests.unit.plugins.modules.listings.{service}").listing
    return json.dumps(steady(listing(client)), sort_keys=True, default=str, indent=1)


def steady(value: Any) -> Any:
    """Without the order of lists, and without the ids that EC2 makes anew when a subnet comes back to where it was."""
    if isinstance(value, list):
        return sorted(map(steady, value), key=lambda item: json.dumps(item, sort_keys=True, default=str))
    if isinstance(value, dict):
        return {key: steady(item) for key, item in value.items() if not key.endswith("AssociationId")}
    return value


def climb(module: ModuleType, arguments: Arguments, key: str, client: Any, before: str) -> tuple[Arguments, str]:
    """One change: the plan announces it and makes nothing, the run makes it, a second time there is nothing to do."""
    planned = done(module, arguments, client, check=True)
    assert fingerprint(client) == before, "check mode changed something"
    assert planned["changed"]
    assert planned["changes"]

    made = done(module, arguments, client)
    assert made["changes"] == planned["changes"]
    assert made["diff"] == planned["diff"]
    assert made["changed"]
    assert made[key].keys() == planned[key].keys()

    after = fingerprint(client)
    for check in (True, False):
        again = done(module, arguments, client, check=check)
        assert again["changes"] == []
        assert again["diff"] == []
        assert not again["changed"]
        assert again[key] == made[key]
    assert fingerprint(client) == after, "a second run changed something"
    return made, after


def ladder(module: ModuleType, *, create: Arguments, modify: Arguments, key: str, client: Any) -> list[Arguments]:
    """The results of creating, modifying and deleting; C(key) is where the module returns its objects."""
    start = now = fingerprint(client)
    results = []
    for arguments in (create, modify, {**modify, "state": "absent"}):
        result, now = climb(module, arguments, key, client, now)
        results.append(result)
    assert results[-1][key] == {}
    assert now == start, "deleting left something behind"
    return results
