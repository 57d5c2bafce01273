from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args
from ansible_collections.pinksea.platform.plugins.modules import service_charts


class Module:
    def __init__(self, capsys: pytest.CaptureFixture[str], dest: Path) -> None:
        self.capsys, self.dest = capsys, dest

    def __call__(self, services: object, check: bool = False, diff: bool = False) -> dict[str, Any]:
        arguments = {"platform": "acme", "services": services, "dest": str(self.dest)}
        modes = {"_ansible_check_mode": check, "_ansible_diff": diff}
        with patch_module_args({**arguments, **modes}), pytest.raises(SystemExit):
            service_charts.main()
        result = json.loads(self.capsys.readouterr().out)
        assert isinstance(result, dict)
        return result


@pytest.fixture
def module(capsys: pytest.CaptureFixture[str], dest: Path) -> Module:
    return Module(capsys, dest)


def test_the_ladder(module: Module, dest: Path, services: dict[str, Any]) -> None:
    create = [{"action": "create", "kind": "chart", "name": name} for name in ("shop", "stock")]
    assert module(services, check=True)["changes"] == create
    assert [path.name for path in dest.iterdir()] == ["common"]
    assert module(services)["changes"] == create
    again = module(services)
    assert (again["changed"], again["changes"]) == (False, [])
    assert again["charts"] == {"shop": str(dest / "shop"), "stock": str(dest / "stock")}
    services["shop"]["port"] = 8011
    update = [{"action": "update", "kind": "chart", "name": "shop"}]
    for check in (True, False):
        assert module(services, check=check)["changes"] == update
    delete = [{"action": "delete", "kind": "chart", "name": name} for name in ("shop", "stock")]
    for check in (True, False):
        result = module({}, check=check)
        assert (result["changed"], result["changes"], result["charts"]) == (True, delete, {})
    assert module({})["changed"] is False


def test_a_diff_comes_when_asked_for(module: Module, services: dict[str, Any]) -> None:
    assert "diff" not in module(services, check=True)
    shown = {each["after_header"]: each["after"] for each in module(services, check=True, diff=True)["diff"]}
    assert "port: 8001" in shown["shop/values.yaml"]
    assert shown["shop/charts/common"] == "-> ../../common\n"


def test_all_findings_are_one_message_and_nothing_is_written(module: Module, dest: Path) -> None:
    result = module({"shop": 1, "stock": 2})
    assert result["failed"] is True
    assert result["msg"].splitlines() == [
        "services.shop is 1: give a mapping with text keys.",
        "services.stock is 2: give a mapping with text keys.",
    ]
    assert [path.name for path in dest.iterdir()] == ["common"]
