"""ECR's tokens lead to the registry of the sandbox, and what a repository holds goes with it."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.emulator.services import ecr

from .conftest import Emulator


@pytest.fixture
def repositories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the registry that the emulator is told of keeps what it has."""
    told = tmp_path / "endpoints.json"
    registry = {"address": "127.0.0.1:1", "username": "AWS", "password": "p", "repositories": str(tmp_path / "r")}
    told.write_text(json.dumps({"registry": registry}))
    monkeypatch.setattr(ecr.REGISTRY, "endpoints", told)
    return tmp_path / "r"


def token(client: Any) -> tuple[str, str]:
    (row,) = client.get_authorization_token()["authorizationData"]
    return row["proxyEndpoint"], base64.b64decode(row["authorizationToken"]).decode()


@pytest.mark.usefixtures("repositories")
def test_a_token_opens_the_registry(emulator: Emulator) -> None:
    assert token(emulator.client("ecr")) == ("http://127.0.0.1:1", "AWS:p")


def test_without_a_registry_a_token_is_for_aws(emulator: Emulator) -> None:
    assert token(emulator.client("ecr"))[0] == "https://123456789012.dkr.ecr.us-east-1.amazonaws.com"


def test_a_deleted_repository_is_empty_and_those_below_it_are_not(emulator: Emulator, repositories: Path) -> None:
    client = emulator.client("ecr")
    client.create_repository(repositoryName="rag")
    for kept in ("rag/_manifests", "rag/api/_manifests"):
        (repositories / kept).mkdir(parents=True)

    client.delete_repository(repositoryName="rag")

    assert [str(each.relative_to(repositories)) for each in repositories.rglob("_*")] == ["rag/api/_manifests"]
