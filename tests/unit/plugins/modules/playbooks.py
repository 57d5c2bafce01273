"""Playbooks of one play on this machine, against an emulator."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[4]


def start(folder: Path, emulator: str, tasks: list[dict[str, Any]], **environment: str) -> subprocess.Popen[str]:
    path = folder / "play.yml"
    settings = {
        "AWS_ENDPOINT_URL": emulator,
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }
    head = {"hosts": "localhost", "gather_facts": False, "environment": settings}
    path.write_text(yaml.safe_dump([{**head, "tasks": tasks}]))
    return subprocess.Popen(
        [str(Path(sys.executable).with_name("ansible-playbook")), "-i", "localhost,", "-c", "local", "-vvv", str(path)],
        cwd=ROOT,
        env={
            **os.environ,
            "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
            "ANSIBLE_INJECT_INVOCATION": "1",
            "PYTHONUNBUFFERED": "1",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def play(folder: Path, emulator: str, tasks: list[dict[str, Any]], **environment: str) -> tuple[int, str]:
    """Exit code and output of a run."""
    process = start(folder, emulator, tasks, **environment)
    output, _ = process.communicate(timeout=120)
    return process.returncode, output
