"""The credential command of the kubeconfig."""

import base64
import importlib.util
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.session import Session

FILE = Path(__file__).parents[3] / "roles/eks_cluster/files/eks_token.py"


@pytest.fixture
def eks_token() -> ModuleType:
    spec = importlib.util.spec_from_file_location("eks_token", FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_token_is_a_request_to_sts_for_one_cluster(eks_token: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    credential = eks_token.credential("rag-eks", now, Session())
    assert credential["status"]["expirationTimestamp"] == "2026-11-22T12:14:00Z"

    prefix, _, encoded = credential["status"]["token"].partition(".")
    url = urlsplit(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode())
    query = {key: values[0] for key, values in parse_qs(url.query).items()}
    assert (prefix, url.netloc) == ("k8s-aws-v1", "sts.eu-west-1.amazonaws.com")
    assert query["Action"] == "GetCallerIdentity"
    assert query["X-Amz-SignedHeaders"] == "host;x-k8s-aws-id"
    assert query["X-Amz-Credential"].startswith("AKIA/")
    assert "secret" not in url.query
