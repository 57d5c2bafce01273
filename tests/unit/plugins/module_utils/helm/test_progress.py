import json

from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import Outcome
from ansible_collections.pinksea.platform.plugins.module_utils.helm.progress import teller


def test_each_change_and_each_failure_is_told_once(tmp_path):
    tell = teller(str(tmp_path / "progress"))
    tell("prod/web", Outcome("create", 2.5))
    tell("prod/same", Outcome("unchanged"))
    tell("prod/bad", Outcome("failed", 1.0, "no"))
    assert [json.loads(line) for line in (tmp_path / "progress").read_text().splitlines()] == [
        {"name": "prod/web", "state": "installed", "seconds": 2.5},
        {"name": "prod/bad", "state": "failed", "seconds": 1.0},
    ]


def test_without_a_file_nothing_is_told():
    teller(None)("prod/web", Outcome("create"))
