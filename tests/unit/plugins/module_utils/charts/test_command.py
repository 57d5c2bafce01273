from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[5]
SERVICES = """
services:
  stock: {image: a/stock, port: 8002, resources: {cpu: 100m, memory: 128Mi}}
"""


@pytest.fixture
def services_file(tmp_path: Path) -> Path:
    path = tmp_path / "services.yml"
    path.write_text(SERVICES)
    return path


def charts(services: Path, dest: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs as in a bare clone: no collections path, no PYTHONPATH."""
    module = ["-B", "-m", "plugins.module_utils.charts", "--platform", "acme"]
    command = [sys.executable, *module, "--services", str(services), "--dest", str(dest), *options]
    return subprocess.run(command, cwd=ROOT, env={}, capture_output=True, text=True, check=False)


def test_check_announces_then_a_run_writes_then_nothing_is_left_to_do(services_file: Path, dest: Path) -> None:
    for options, code, output in [
        (["--check"], 1, "create chart stock\n"),
        ([], 0, "create chart stock\n"),
        (["--check"], 0, ""),
    ]:
        run = charts(services_file, dest, *options)
        assert (run.returncode, run.stdout, run.stderr) == (code, output, "")
    assert (dest / "stock/values.yaml").is_file()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("services: {stock: 1}", "services.stock is 1: give a mapping with text keys.\n"),
        ("other: 1", "services is None: give a mapping with text keys.\n"),
        ("{", "while parsing a flow node"),
    ],
)
def test_a_bad_file_is_a_sentence_and_no_traceback(services_file: Path, dest: Path, text: str, sentence: str) -> None:
    services_file.write_text(text)
    run = charts(services_file, dest)
    assert run.returncode == 2
    assert run.stderr.startswith(sentence)
    assert "Traceback" not in run.stderr


def test_a_missing_file_is_a_sentence(tmp_path: Path, dest: Path) -> None:
    run = charts(tmp_path / "none.yml", dest)
    assert (run.returncode, "No such file" in run.stderr, "Traceback" in run.stderr) == (2, True, False)
