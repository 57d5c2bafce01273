"""The modules for Qdrant on a real server, which no package registry has: give its address in QDRANT_URL.

`QDRANT_API_KEY` is its key, if it has one. What is made there is called `pinksea-test-...` and removed again.
"""

import io
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import redirect_stdout
from types import ModuleType
from typing import Any

import boto3
import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.client import Qdrant
from ansible_collections.pinksea.platform.plugins.modules import (
    qdrant_collections,
    qdrant_restores,
    qdrant_shards,
    qdrant_snapshots,
)

from tests.integration.databases import ENDPOINTS

URL = os.environ.get("QDRANT_URL", "")
KEY = os.environ.get("QDRANT_API_KEY")
REASON = "QDRANT_URL is not set: start Qdrant, such as its container, and give its address"
pytestmark = pytest.mark.skipif(not URL, reason=REASON)
Options = dict[str, Any]


def run(module: ModuleType, *, check: bool = False, **options: Any) -> Options:
    output = io.StringIO()
    given = {"_ansible_check_mode": check, **({"api_key": KEY} if KEY else {}), **options}
    with patch_module_args(given), redirect_stdout(output), pytest.raises(SystemExit):
        module.main()
    result = dict(json.loads(output.getvalue()))
    assert not result.get("failed"), result["msg"]
    return result


@pytest.fixture
def name() -> Iterator[str]:
    made = f"pinksea-test-{uuid.uuid4().hex[:8]}"
    yield made
    collections = [{"name": made}, {"name": f"{made}-restored"}]
    delete = [each["name"] for each in collections]
    run(qdrant_collections, url=URL, collections=collections, state="absent", delete=delete)


def test_collections_and_shards(name: str) -> None:
    stated = {"name": name, "size": 4, "distance": "Cosine", "shard_number": 2, "indexes": {"source": "keyword"}}
    planned = run(qdrant_collections, url=URL, collections=[stated], check=True)
    made = run(qdrant_collections, url=URL, collections=[stated])
    assert made["changes"] == planned["changes"]
    assert not run(qdrant_collections, url=URL, collections=[stated])["changed"]
    changed = {**stated, "on_disk": True, "hnsw_m": 32, "indexing_threshold": 0, "quantization": "int8"}
    assert run(qdrant_collections, url=URL, collections=[changed])["changed"]
    assert not run(qdrant_collections, url=URL, collections=[changed])["changed"]
    peers = list(Qdrant(URL, KEY, None, 10).get("cluster").get("peers", {}))
    if not peers:
        assert not run(qdrant_shards, url=URL, peers=["alone"])["changed"]


def test_snapshot_and_restore(name: str) -> None:
    """With the server's only node, and the sandbox's S3."""
    endpoint = json.loads(ENDPOINTS.read_text())["aws"]
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", **keys).create_bucket(Bucket=name)
    aws = {"endpoint_url": endpoint, "region": "us-east-1", "access_key": "testing", "secret_key": "testing"}
    stated = {"name": name, "size": 4, "distance": "Cosine", "shard_number": 2}
    run(qdrant_collections, url=URL, collections=[stated])
    rows = [{"id": n, "vector": [n, 1, 0, 0.5], "payload": {"source": f"s{n % 3}"}} for n in range(1000)]
    client = Qdrant(URL, KEY, None, 30)
    client.call("PUT", "collections", name, "points", query="?wait=true", body={"points": rows})
    run(qdrant_snapshots, nodes=[URL], collections=[name], bucket=name, **aws)
    into = {"collection": name, "into": f"{name}-restored", "compare": True}
    made = run(qdrant_restores, nodes=[URL], bucket=name, via="upload", **into, **aws)
    assert made["restored"]["points"] == 1000
