"""The registry of the sandbox, by the modules and by Helm."""

from __future__ import annotations

import io
import json
import os
import shlex
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.pinksea.platform.plugins.modules import oci_charts

from tests.integration.conftest import Sandbox


def run(module: ModuleType, **arguments: object) -> dict[str, Any]:
    """The result of one run of a module in this process."""
    output = io.StringIO()
    with patch_module_args(arguments), redirect_stdout(output), pytest.raises(SystemExit):
        module.main()
    return dict(json.loads(output.getvalue()))


class Registry:
    """The registry of the sandbox below a prefix that no other test has, by the module and by Helm."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.told = sandbox.endpoints["registry"]
        self.helm = sandbox.endpoints["helm"]
        self.prefix = f"test-{uuid.uuid4().hex[:8]}/charts"
        self.folder = folder
        self.environment = {**os.environ, "HELM_REGISTRY_CONFIG": str(folder / "login.json")}
        login = ("registry", "login", self.told["address"], "--username", self.told["username"], "--password-stdin")
        self.command(*login, "--plain-http", given=self.told["password"])

    def command(self, *arguments: str, given: str = "") -> str:
        done = subprocess.run(
            [self.helm, *arguments], env=self.environment, input=given, capture_output=True, text=True, check=True
        )
        return done.stdout

    def publish(self, *charts: Path, check: bool = False, **options: object) -> dict[str, Any]:
        arguments: dict[str, object] = {
            "charts": [str(each) for each in charts],
            "registry": f"{self.told['address']}/{self.prefix}",
            "username": self.told["username"],
            "password": self.told["password"],
            "plain_http": True,
            "helm_binary": self.helm,
            **options,
            "_ansible_check_mode": check,
        }
        return run(oci_charts, **arguments)

    def pull(self, published: dict[str, str]) -> Path:
        folder = self.folder / uuid.uuid4().hex
        folder.mkdir()
        version = ("--version", published["version"], "--plain-http", "--destination", str(folder))
        self.command("pull", published["chart"], *version)
        return next(folder.iterdir())

    def clear(self) -> None:
        """Take what was pushed below the prefix from the registry's disk; it reads that each time."""
        shutil.rmtree(Path(self.told["repositories"], self.prefix.partition("/")[0]), ignore_errors=True)

    def plain(self) -> str:
        """A helm that speaks plain HTTP to the registry, where modules that only read from one expect TLS."""
        path, helm = self.folder / "helm", shlex.quote(self.helm)
        path.write_text(
            f'#!/bin/sh\ncase "$1" in upgrade|pull|show) exec {helm} "$@" --plain-http ;; *) exec {helm} "$@" ;; esac\n'
        )
        path.chmod(0o700)
        return str(path)


def client(sandbox: Sandbox, service: str) -> Any:
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": "us-east-1"}
    return boto3.client(service, endpoint_url=sandbox.endpoints["aws"], **keys)


def repositories(sandbox: Sandbox, prefix: str) -> dict[str, str]:
    """Whether tags can be changed, by the name of each repository of ECR below a path."""
    pages = client(sandbox, "ecr").get_paginator("describe_repositories").paginate()
    rows = [row for page in pages for row in page["repositories"]]
    return {
        row["repositoryName"]: row["imageTagMutability"] for row in rows if row["repositoryName"].startswith(prefix)
    }


@contextmanager
def cleared(sandbox: Sandbox, *prefixes: str) -> Iterator[None]:
    """Without repositories of ECR below these paths, before and after."""

    def clear() -> None:
        for name in (name for prefix in prefixes for name in repositories(sandbox, prefix)):
            client(sandbox, "ecr").delete_repository(repositoryName=name, force=True)

    clear()
    yield
    clear()
