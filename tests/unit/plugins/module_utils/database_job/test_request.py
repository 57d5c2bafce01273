from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.database_job.request import (
    ADDRESS,
    LARGEST,
    TASKS,
    answer,
    files,
    params_of,
    refusal,
    result_of,
)
from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors, PlatformError
from ansible_collections.pinksea.platform.plugins.modules.rls_audit import OPTIONS

PARAMS: dict[str, Any] = {
    "host": "db.example.com",
    "port": 5432,
    "database": "main",
    "user": None,
    "password": None,
    "secret": "main/master",
    "iam": False,
    "sslmode": "verify-full",
    "sslrootcert": "/here/bundle.pem",
    "schemas": [
        {"name": "dev", "migrations": "/here/sql", "settings": {}, "roles": []},
        {"name": "prod", "migrations": "/here/sql", "settings": {}, "roles": []},
        {"name": "other", "migrations": "/there", "settings": {}, "roles": []},
        {"name": "none", "migrations": None, "settings": {}, "roles": []},
    ],
    "lock_timeout": 10,
    "state": "present",
    "job": {"kubeconfig": "/here/kubeconfig"},
    "secret_key": "of-aws",
}
HERE = {
    "/here/bundle.pem": {"bundle.pem": "PEM"},
    "/here/sql": {"0001_a.sql": "A", "0002_b.sql": "B"},
    "/there": {"0001_c.sql": "C"},
}


def test_a_request_is_whole_and_comes_back_as_it_was(tmp_path: Path) -> None:
    found = files("aurora_schema", PARAMS, HERE.__getitem__)
    assert found.keys() - {"request.json"} == {
        "ca.pem",
        "migrations/0/0001_a.sql",
        "migrations/0/0002_b.sql",
        "migrations/1/0001_c.sql",
    }
    params = params_of(found["request.json"], "aurora_schema", tmp_path)
    first, second, third, last = (each["migrations"] for each in params["schemas"])
    assert first == second == str(tmp_path / "migrations/0")
    assert (third, last, params["sslrootcert"]) == (str(tmp_path / "migrations/1"), None, str(tmp_path / "ca.pem"))
    own = {"schemas", "sslrootcert", "job", "secret_key"}
    assert {key: value for key, value in params.items() if key not in own} == {
        key: value for key, value in PARAMS.items() if key not in own
    }


def test_credentials_stay_here() -> None:
    text = str(files("aurora_schema", PARAMS, HERE.__getitem__))
    assert "of-aws" not in text
    assert "kubeconfig" not in text
    with pytest.raises(PlatformError, match="database main: a password would stand in the cluster for all to read"):
        files("aurora_schema", {**PARAMS, "password": "x"}, HERE.__getitem__)


def test_every_option_of_the_audit_is_in_its_request() -> None:
    assert {*TASKS["rls_audit"].options, "password", "job"} == OPTIONS.keys()
    assert {*ADDRESS, "lock_timeout", "state"} == {*TASKS["aurora_schema"].options}


def test_what_no_configmap_holds_is_refused() -> None:
    """Counted in bytes: two for this letter."""
    large = {**HERE, "/there": {"0001_c.sql": "ä" * (LARGEST // 2)}}
    with pytest.raises(PlatformError, match=r"database main: its migrations .* are 10\d+ bytes, and a ConfigMap holds"):
        files("aurora_schema", PARAMS, large.__getitem__)
    files("aurora_schema", PARAMS, {**HERE, "/there": {"0001_c.sql": "ä" * (LARGEST // 3)}}.__getitem__)


def test_an_image_of_another_version_is_told() -> None:
    text = json.dumps({"format": 0, "task": "aurora_schema", "params": {}})
    with pytest.raises(PlatformError, match="is of format 0 for aurora_schema, and this image knows format 1"):
        params_of(text, "aurora_schema", Path())
    with pytest.raises(PlatformError, match="without a result"):
        result_of("databases/a", json.dumps({"format": 2, "result": {}}), "exit code 0, Completed")


def test_a_result_is_the_last_line() -> None:
    result = {"changes": [{"name": 'a "b"\n'}], "diff": [], "schemas": {}}
    assert result_of("databases/a", f"warning: x\n{answer(result)}\n", "") == result


def test_problems_are_those_of_the_job() -> None:
    with pytest.raises(ManyErrors) as raised:
        result_of("databases/a", refusal(ManyErrors(["One.", "Two."])), "")
    assert raised.value.problems == ["One.", "Two."]
    with pytest.raises(ManyErrors, match=r"^One\.$"):
        result_of("databases/a", refusal(PlatformError("One.")), "")


@pytest.mark.parametrize("log", ["", "\n\n", "Killed", '"text"', "[1]", "{}"])
def test_a_log_without_a_result_is_told_with_its_end(log: str) -> None:
    with pytest.raises(PlatformError, match=r"job databases/a ended \(exit code 137, OOMKilled\) without a result"):
        result_of("databases/a", log, "exit code 137, OOMKilled")
