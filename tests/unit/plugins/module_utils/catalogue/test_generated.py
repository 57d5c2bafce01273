"""What is made from the grammar: the schema for editors, which says what the reader says, and the documentation."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.__main__ import GENERATED
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.editor import editor_schema
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.grammar import Group, Named, keys, read
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.manual import manual
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.model import Service
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.needs import BY_FIELDS, BY_NAME
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.reader import Reader
from jsonschema import Draft7Validator

ROOT = Path(__file__).parents[5]
SCHEMA = json.loads(editor_schema())
EDITOR = Draft7Validator(SCHEMA)
SOUND: dict[str, Any] = {
    "image": "shop/api",
    "port": 8001,
    "resources": {"cpu": "500m", "memory": "512Mi", "limits": {"memory": "1Gi"}},
    "metrics": {"port": 9090},
    "replicas": {"min": 1, "max": 3, "queue": {"redis": ["a"]}},
    "volumes": {"data": {"size": "10Gi", "path": "/data"}},
    "needs": ["redis"],
}
NEEDS: list[Any] = [
    *BY_FIELDS,
    *BY_NAME,
    {"redis": None},
    {"redis": {}},
    {"redis": {"host": "a"}},
    {"redis": {}, "openai": {}},
    {"reddis": {}},
    {},
    {"service": "stock"},
    {"service": {"name": "stock"}},
    {"secret": "A b"},
    {"postgres": {"tables": []}},
    {"postgres": {"tables": ["a"]}},
    {"bucket": {"name": "images", "access": ["reed"]}},
    {"bucket": {"name": "images", "access": ["read"], "prefix": "raw/"}},
    {"efs": {"name": "models", "path": "models"}},
    {"efs": {"name": "models", "path": "/models", "access": "both"}},
    {"external": {"name": "mail", "url": "http://mail"}},
]
VALUES: list[Any] = [
    "",
    "a",
    "A",
    "/a",
    "8001",
    "1Gi",
    "0 3 * * *",
    "arm64",
    "job",
    "200ms",
    0,
    1,
    70,
    8001,
    10**6,
    True,
    0.5,
]
VALUES += [{}, {"a": "b"}, {"A": "b"}, {"A": 1}, {"port": 8001}, {"cpu": "1", "memory": "1Gi"}]
VALUES += [
    90,
    99.9,
    100,
    {"a": {"size": "1Gi", "path": "/a"}},
    {"A": {"size": "1Gi", "path": "/a"}},
    {"a": {"size": "1Gi"}},
]
VALUES += [[], ["a"], ["arm64"], [""], [1], *([need] for need in NEEDS)]


def paths(kind: type[Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key in keys(kind):
        yield (*above, key.name)
        if isinstance(key.word, Group):
            yield from paths(key.word.kind, (*above, key.name))
        if isinstance(key.word, Named):
            yield from paths(key.word.kind, (*above, key.name, "data"))
    yield (*above, "unknown")


def changed(path: tuple[str, ...], value: object) -> dict[str, Any]:
    service = copy.deepcopy(SOUND)
    target = service
    for key in path[:-1]:
        target = target.setdefault(key, {})
    target[path[-1]] = value
    return service


def readable(service: dict[str, Any]) -> bool:
    reader = Reader("service", service, [])
    read(Service, reader, name="api")
    return not reader.findings


@pytest.mark.parametrize("path", list(paths(Service)), ids=".".join)
def test_an_editor_accepts_what_the_reader_accepts(path: tuple[str, ...]) -> None:
    judged = [(value, readable(changed(path, value))) for value in VALUES]
    wrong = [value for value, good in judged if EDITOR.is_valid({"services": {"api": changed(path, value)}}) != good]
    assert wrong == []
    assert any(good for _, good in judged) is (path[-1] != "unknown")


@pytest.mark.parametrize("services", [{"Api": SOUND}, {"api": 3}, {"a" * 41: SOUND}, [], None])
def test_an_editor_refuses_what_is_no_service(services: object) -> None:
    assert not EDITOR.is_valid({"services": services})


@pytest.mark.parametrize("platform", ["pingvas", "rag"])
def test_the_catalogues_of_the_inventory_name_the_schema_and_meet_it(platform: str) -> None:
    file = ROOT / "inventories/group_vars" / platform / "services.yml"
    (named,) = [line for line in file.read_text().splitlines() if line.startswith("# yaml-language-server: $schema=")]
    assert (file.parent / named.partition("=")[2]).resolve() == ROOT / "docs/services.schema.json"
    EDITOR.validate(yaml.safe_load(file.read_text()))


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", GENERATED)
def test_what_is_committed_is_what_is_generated(name: str) -> None:
    assert (ROOT / "docs" / name).read_text() == GENERATED[name](), "run: make docs"


def test_every_key_and_every_need_is_documented() -> None:
    text = manual()
    for path in paths(Service):
        assert (f"| `{'.'.join(path).replace('.data.', '.<name>.')}` |" in text) is (path[-1] != "unknown")
    for need in (*BY_FIELDS, *BY_NAME):
        _, _, section = text.partition(f"\n### {need}\n")
        assert "| environment | `" in section.partition("\n### ")[0]


def test_the_documentation_tells_what_a_need_gives() -> None:
    text = manual()
    assert "| IAM | `s3:ListBucket` on `arn:aws:s3:::shop-images` |" in text
    assert "| database | select, insert, update, delete on `orders` |" in text
    assert "| network | out to port 8001 of `stock`, which lets it in |" in text
    assert "| Secrets Manager | `shop/prod/api-postgres` |" in text
