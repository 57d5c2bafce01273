from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.parse import parse
from ansible_collections.pinksea.platform.plugins.module_utils.charts.files import apply, compare
from ansible_collections.pinksea.platform.plugins.module_utils.charts.render import render

from tests.unit.charts.binary import MISSING, helm_binary

ROOT = Path(__file__).parents[3]
Objects = list[dict[str, Any]]


def merged(base: Any, change: Any) -> Any:
    """`change` over `base`; None takes a key away."""
    if not isinstance(base, dict) or not isinstance(change, dict):
        return change
    both = {key: merged(base.get(key, {}), value) for key, value in change.items() if value is not None}
    return {**{key: value for key, value in base.items() if key not in change}, **both}


def name_of(each: dict[str, Any]) -> str:
    return str(each["metadata"]["name"])


def beside(each: dict[str, Any], service: str) -> str:
    """The ending of the name of an object that stands beside those of the service's own name; of a Job it is a hash."""
    ending = name_of(each).removeprefix(service).removeprefix("-")
    return "" if each["kind"] == "Job" and ending != "test" else ending


def surroundings() -> dict[str, Any]:
    """What an environment gives to the charts of all its services."""
    pods = {"app.kubernetes.io/name": "qdrant"}
    return {
        "image": {"registry": "registry.example.com", "tag": "v1"},
        "priorityClassName": "prod",
        "stores": {
            "postgres": {"host": "db.example.com", "port": 5432, "database": "main", "cidrs": ["10.0.21.0/24"]},
            "redis": {
                "url": "rediss://cache.example.com:6379/0",
                "address": "cache.example.com:6379",
                "ports": [6379, 26379],
                "cidrs": ["10.0.22.0/24", "10.0.23.0/24"],
            },
            "qdrant": {"url": "https://qdrant:6333", "ports": [6333], "namespace": "qdrant", "podLabels": pods},
            "tracing": {
                "url": "http://opentelemetry-collector.monitoring:4318",
                "prefix": "acme-",
                "sampler": "parentbased_traceidratio",
                "samplerArgument": "0.1",
                "ports": [4318],
                "namespace": "monitoring",
                "podLabels": {"app.kubernetes.io/name": "opentelemetry-collector"},
            },
            "bucket-images": {"name": "prod-images"},
            "bucket-models": {"name": "prod-models"},
            "bucket-documents": {"name": "prod-documents"},
            "queue-documents": {"url": "https://sqs.example.com/documents", "region": "us-east-1"},
            "efs-models": {"claim": "models"},
        },
        "network": {"vpc": "10.0.0.0/16", "loadBalancer": ["10.0.1.0/24"], "awsEndpoints": ["10.0.11.0/24"]},
    }


@pytest.fixture(scope="session")
def environment() -> dict[str, Any]:
    return surroundings()


@pytest.fixture(scope="session")
def helm() -> Callable[..., subprocess.CompletedProcess[str]]:
    binary = helm_binary()
    if not binary:
        pytest.skip(MISSING)

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run([binary, *map(str, arguments)], capture_output=True, text=True, check=False)

    return run


@pytest.fixture(scope="session")
def template(
    helm: Callable[..., subprocess.CompletedProcess[str]], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Objects]:
    """Renders a chart in namespace `prod`; fails with helm's own message."""
    folder = tmp_path_factory.mktemp("values")

    def render_chart(chart: Path, values: dict[str, Any]) -> Objects:
        file = folder / "values.yaml"
        file.write_text(yaml.safe_dump(values))
        run = helm("template", "blue", chart, "--namespace", "prod", "--values", file)
        if run.returncode:
            raise ValueError(run.stderr)
        return [each for each in yaml.safe_load_all(run.stdout) if each]

    return render_chart


@pytest.fixture(scope="session")
def generate(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, Any]], Path]:
    """Makes one directory of charts equal to a catalogue."""
    dest = tmp_path_factory.mktemp("charts")
    (dest / "common").symlink_to(ROOT / "charts" / "common")

    def converge(services: dict[str, Any]) -> Path:
        apply(dest, compare(dest, "acme", render("acme", parse(services))))
        return dest

    return converge


@pytest.fixture(scope="session")
def one(
    template: Callable[..., Objects], generate: Callable[[dict[str, Any]], Path], environment: dict[str, Any]
) -> Callable[..., dict[str, dict[str, Any]]]:
    """The objects of one service by kind, those beside it by name too; `values` go over those of the environment."""

    def objects(
        service: dict[str, Any], values: dict[str, Any] | None = None, others: dict[str, Any] | None = None
    ) -> dict[str, dict[str, Any]]:
        sound = {"image": "acme/shop", "resources": {"cpu": "500m", "memory": "512Mi"}}
        dest = generate({"shop": {**sound, **service}, **{k: {**sound, **v} for k, v in (others or {}).items()}})
        found = template(dest / "shop", merged(environment, values or {}))
        return {f"{beside(each, 'shop')} {each['kind']}".strip(): each for each in found}

    return objects
