"""The playbook scale_qdrant.yml with the inventory of rag, against a stand-in of Qdrant."""

import json
import subprocess
import sys
from pathlib import Path

from .conftest import KEY, Bench

ROOT = Path(__file__).parents[5]
FOUR = [f"qdrant-{number}" for number in range(4)]


def scale(bench: Bench, *arguments: str) -> tuple[int, str]:
    """What a user types, and how it ends."""
    given = {"qdrant_nodes": bench.fake.urls(), "qdrant_api_key": KEY, "qdrant_wait_interval": 0.01}
    settings = {**given, "sandbox_endpoints": {"aws": "http://127.0.0.1:9"}, "eks_cluster_facts": {}}
    inventories = ["-i", "inventories/prod", "-i", "inventories/sandbox"]
    command = [
        str(Path(sys.executable).with_name("ansible-playbook")),
        *inventories,
        "playbooks/scale_qdrant.yml",
        "--skip-tags=releases",
    ]
    ended = subprocess.run(
        [*command, "-e", json.dumps(settings), *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    return ended.returncode, ended.stdout


def test_up_and_down_again(bench: Bench) -> None:
    bench.documents()
    before = bench.cluster.find("documents").all_points()
    bench.fake.join()
    code, output = scale(bench, "-e", "scale_qdrant_replicas=4")
    assert code == 0, output
    assert bench.spread() == dict.fromkeys(FOUR, 3)
    assert "platform_qdrant_replicas: 4" in output

    code, output = scale(bench, "-e", "scale_qdrant_replicas=3")
    assert code == 0, output
    assert bench.spread() == dict.fromkeys(FOUR[:3], 4)
    assert bench.cluster.find("documents").all_points() == before


def test_refusals(bench: Bench) -> None:
    bench.documents()
    code, output = scale(bench)
    assert code
    assert "scale_qdrant_replicas is not set: say how many peers there are to be" in output
    code, output = scale(bench, "-e", "scale_qdrant_replicas=1")
    assert code
    assert "scale_qdrant_replicas 1 is fewer than the 2 copies that every shard has" in output
    assert bench.spread() == dict.fromkeys(FOUR[:3], 4)
