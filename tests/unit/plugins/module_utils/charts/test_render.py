from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.parse import parse
from ansible_collections.pinksea.platform.plugins.module_utils.charts.render import Files, Link, render


@pytest.fixture
def files(services: dict[str, Any]) -> Files:
    return render("acme", parse(services))


def values(files: Files, service: str) -> dict[str, Any]:
    data = yaml.safe_load(str(files[f"{service}/values.yaml"]))
    assert isinstance(data, dict)
    return data


def test_a_chart_is_data_and_one_line_of_template(files: Files) -> None:
    assert sorted(path for path in files if path.startswith("shop/")) == [
        "shop/Chart.yaml",
        "shop/README.md",
        "shop/charts/common",
        "shop/templates/all.yaml",
        "shop/values.schema.json",
        "shop/values.yaml",
    ]
    assert files["shop/charts/common"] == Link("../../common")
    assert files["shop/templates/all.yaml"] == '{{- include "common.all" . }}\n'


def test_the_same_catalogue_in_another_order_gives_the_same_bytes(services: dict[str, Any], files: Files) -> None:
    services["stock"]["env"] = {"A": "2", "B": "1"}
    services["shop"]["needs"].reverse()
    again = render("acme", parse(dict(reversed(services.items()))))
    assert again == files
    assert list(again) == list(files)


def test_values_meet_the_schema_of_their_chart(files: Files) -> None:
    for service in ("shop", "stock"):
        jsonschema.validate(values(files, service), json.loads(str(files[f"{service}/values.schema.json"])))


def test_the_schema_refuses_a_misspelt_value(files: Files) -> None:
    schema = json.loads(str(files["shop/values.schema.json"]))
    with pytest.raises(jsonschema.ValidationError, match="replica"):
        jsonschema.validate({**values(files, "shop"), "replica": {}}, schema)


def test_what_only_an_environment_knows_is_empty(files: Files) -> None:
    found = values(files, "shop")
    assert found["image"] == {"registry": "", "repository": "a/shop", "tag": "", "digest": ""}
    assert found["stores"] == {}
    assert found["network"] == {"vpc": "", "loadBalancer": [], "awsEndpoints": []}


def test_a_need_reaches_both_ends(files: Files) -> None:
    assert values(files, "shop")["egress"]["services"] == {"stock": 8002}
    assert values(files, "stock")["callers"] == ["shop"]


def test_the_readme_names_each_variable_and_where_it_comes_from(files: Files) -> None:
    text = str(files["shop/README.md"])
    assert "| `STOCK_URL` | `http://stock:8002` |" in text
    assert "| `REDIS_URL` | value `stores.redis.url` |" in text
    assert "| `REDIS_PASSWORD` | secret `redis`, key `password` |" in text
    assert "- `stores.redis`: `ports` (or `port`), and `cidrs` or `namespace` with `podLabels`" in text
