from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.database_job.run import rendered, result, texts
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError

COMMAND = "ansible_collections.pinksea.platform.plugins.module_utils.database_job"
WITHOUT = f"""
import runpy, sys
sys.modules.update(dict.fromkeys(["ansible", "kubernetes", "yaml", "redis"]))
runpy.run_module({COMMAND!r}, run_name="__main__", alter_sys=True)
"""


def module(check_mode: bool, **job: Any) -> Any:
    given = {"chart": "charts/database-job", "namespace": "databases", "cluster_exists": False, **job}
    schema = {"name": "dev", "migrations": None, "settings": {}, "roles": []}
    params = {"host": "db", "database": "main", "schemas": [schema], "state": "present", "job": given}
    return Mock(params=params, check_mode=check_mode)


def test_without_a_cluster_a_plan_is_for_an_empty_database_and_says_so() -> None:
    asked = module(check_mode=True)
    planned = result("aurora_schema", asked, Mock())
    assert ("create", "schema", "dev") in {(each["action"], each["kind"], each["name"]) for each in planned["changes"]}
    ((warning,), _) = asked.warn.call_args
    assert warning.startswith("database main is planned as if it were empty")
    with pytest.raises(PlatformError, match="its cluster is not there: make that first"):
        result("aurora_schema", module(check_mode=False), Mock())


def test_texts_are_read_byte_by_byte(tmp_path: Path) -> None:
    (tmp_path / "0001_a.sql").write_bytes(b"A\r\n")
    (tmp_path / "README.md").write_bytes(b"no migration")
    assert texts(str(tmp_path)) == {"0001_a.sql": "A\r\n"}
    assert texts(str(tmp_path / "0001_a.sql")) == {"0001_a.sql": "A\r\n"}
    with pytest.raises(PlatformError, match="cannot be read as text"):
        texts(str(tmp_path / "none"))


def test_a_chart_that_does_not_render_is_told() -> None:
    job = {"helm_binary": sys.executable, "chart": "none", "namespace": "databases", "values": {}, "kubeconfig": None}
    with pytest.raises(PlatformError, match="job databases/a: helm template failed"):
        rendered(job, "a", {})


def test_the_command_needs_no_more_than_the_image_has() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT, "--help"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "--request" in done.stdout


def test_a_request_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", COMMAND, "rls_audit", "--request", str(tmp_path / "none")]
    done = subprocess.run(argv, capture_output=True, text=True)
    assert (done.returncode, '"problems"' in done.stdout) == (1, True)
