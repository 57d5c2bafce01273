"""The charts of 200 services, from one catalogue, against as many that helm creates and renders."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

from tests.bench import figures
from tests.bench.figures import Usage
from tests.unit.charts.conftest import surroundings

ROOT = Path(__file__).parents[2]
GENERATOR = "ansible_collections.pinksea.platform.plugins.module_utils.charts"
SERVICES = 200


def service(index: int) -> dict[str, Any]:
    """Three in four serve and call the one before them that does; the fourth works off a queue."""
    common = {
        "image": f"acme/service-{index}",
        "resources": {"cpu": "100m", "memory": "256Mi"},
        "env": {"SETTING": str(index)},
    }
    needs: list[dict[str, Any]] = [{"postgres": {"tables": [f"table_{index}"]}}, {"redis": {}}]
    if index % 4 == 3:
        queue = {"sqs": "documents", "length": 5}
        needs += [{"queue": {"name": "documents", "access": ["receive"]}}]
        own = {"kind": "worker", "metrics": {"port": 9090}}
        return {**common, **own, "replicas": {"min": 1, "max": 9, "queue": queue}, "needs": needs}
    needs += [{"secret": "jwt-signing-key"}, {"bucket": {"name": "images", "access": ["read", "write"]}}]
    needs += [{"service": name(index - 1)}] if index % 4 else []
    own = {"port": 8000 + index, "route": f"/api/{index}", "metrics": {}, "replicas": {"min": 2, "max": 9, "cpu": 70}}
    return {**common, **own, "needs": needs}


def name(index: int) -> str:
    return f"service-{index}"


def catalogue() -> dict[str, Any]:
    return {"services": {name(index): service(index) for index in range(SERVICES)}}


def used(commands: list[list[str]]) -> Usage:
    """What the commands take, one after another."""
    counter = [sys.executable, "-m", "tests.bench.children"]
    done = subprocess.run(counter, cwd=ROOT, input=json.dumps(commands), stdout=subprocess.PIPE, text=True, check=True)
    return Usage(**json.loads(done.stdout))


def generation(helm: str, runs: int) -> list[figures.Figure]:
    """The three take turns, so that a busy machine slows all."""
    generated, rendered, created = [], [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            charts, others, values = (Path(folder) / part for part in ("charts", "others", "values.yaml"))
            charts.mkdir()
            others.mkdir()
            (charts / "common").symlink_to(ROOT / "charts/common")
            values.write_text(json.dumps(surroundings()))
            services = Path(folder) / "services.yml"
            services.write_text(yaml.safe_dump(catalogue()))
            arguments = ["--platform", "acme", "--services", str(services), "--dest", str(charts)]
            generated.append(used([[sys.executable, "-m", GENERATOR, *arguments]]))
            names = [name(index) for index in range(SERVICES)]
            render = [[helm, "template", each, str(charts / each), "--values", str(values)] for each in names]
            rendered.append(used(render))
            made = [[helm, "create", str(others / each)] for each in names]
            created.append(used([*made, *([helm, "template", each, str(others / each)] for each in names)]))
    return figures.generation(SERVICES, generated, rendered, created)
