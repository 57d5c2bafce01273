"""A stand-in for Qdrant's cluster, and the modules run against it.

No package registry has Qdrant's server, so the stand-in is written from its OpenAPI document. What it cannot show,
`tests/integration/test_qdrant.py` does on a real server.
"""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from types import ModuleType
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.pinksea.platform.plugins.modules import qdrant_collections

from sandbox.qdrant.server import Fake

KEY = "of-this-test"
DOCUMENTS = {"name": "documents", "size": 4, "distance": "Cosine", "shard_number": 6, "replication_factor": 2}
Options = dict[str, Any]


class Bench:
    """A cluster and what is done to it."""

    def __init__(self, peers: int) -> None:
        self.fake = Fake(peers, KEY)
        self.cluster = self.fake.cluster

    def run(self, module: ModuleType, *, check: bool = False, **options: Any) -> Options:
        given = {"api_key": KEY, "_ansible_check_mode": check, "_ansible_diff": True, **options}
        if "nodes" not in given:
            given.setdefault("url", self.fake.urls()[0])
        if module.__name__.endswith(("collections", "shards", "restores")):
            given.setdefault("wait_interval", 0.001)
        output = io.StringIO()
        with patch_module_args(given), redirect_stdout(output), pytest.raises(SystemExit):
            module.main()
        assert KEY not in output.getvalue()
        return dict(json.loads(output.getvalue()))

    def done(self, module: ModuleType, **options: Any) -> Options:
        result = self.run(module, **options)
        assert not result.get("failed"), result["msg"]
        return result

    def refused(self, module: ModuleType, **options: Any) -> str:
        result = self.run(module, **options)
        assert result.get("failed"), result
        return str(result["msg"])

    def documents(self, points: int = 40, **changes: Any) -> None:
        """A collection with points."""
        self.done(qdrant_collections, collections=[{**DOCUMENTS, **changes}])
        rows = [{"id": n, "vector": [n, 1, 0, 0.5], "payload": {"source": f"s{n % 3}"}} for n in range(points)]
        self.cluster.find("documents").upsert([*rows, {"id": "0b1c-uuid", "vector": [1, 1, 1, 1], "payload": {}}])

    def spread(self, name: str = "documents") -> dict[str, int]:
        """How many shards each peer has."""
        names = {peer: uri.split(".")[0].removeprefix("http://") for peer, uri in self.cluster.peers.items()}
        held = [peer for holders in self.cluster.find(name).replicas.values() for peer in holders]
        return {label: held.count(peer) for peer, label in names.items()}


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench(3)
    yield made
    made.fake.stop()


@pytest.fixture
def benches() -> Iterator[Callable[[int], Bench]]:
    """Clusters of as many peers as are asked for."""
    made: list[Bench] = []

    def make(peers: int) -> Bench:
        made.append(Bench(peers))
        return made[-1]

    yield make
    for each in made:
        each.fake.stop()
