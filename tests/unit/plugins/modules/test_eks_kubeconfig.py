"""The kubeconfig on disk, by Ansible itself."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.plugins.modules.playbooks import play

NOBODY = "http://127.0.0.1:1"


def written(folder: Path, task: dict[str, Any] | None = None, **changes: Any) -> tuple[int, str]:
    arguments = {
        "path": str(folder / "kube/config"),
        "cluster": "rag-eks",
        "endpoint": "https://127.0.0.1:6443",
        "certificate_authority": "LS0t",
        "command": ["/bin/token", "rag-eks"],
        "environment": {"AWS_REGION": "us-east-1", "AWS_SECRET_ACCESS_KEY": "hush-hush"},
    }
    call = {"pinksea.platform.eks_kubeconfig": arguments | changes, "diff": True}
    return play(folder, NOBODY, [call | (task or {})], ANSIBLE_INJECT_INVOCATION="0")


def test_it_is_planned_then_written_for_its_owner_and_then_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "kube/config"
    code, printed = written(tmp_path, {"check_mode": True})
    assert code == 0
    assert "changed=1" in printed
    assert not path.exists()
    code, printed = written(tmp_path)
    assert code == 0
    assert "changed=1" in printed
    assert (path.parent.stat().st_mode & 0o777, path.stat().st_mode & 0o777) == (0o700, 0o600)
    assert json.loads(path.read_text())["users"][0]["user"]["exec"]["args"] == ["rag-eks"]
    assert list(path.parent.iterdir()) == [path]
    inode = path.stat().st_ino
    code, printed = written(tmp_path)
    assert code == 0
    assert "changed=0" in printed
    assert path.stat().st_ino == inode


def test_a_change_shows_no_value_of_the_environment(tmp_path: Path) -> None:
    written(tmp_path)
    code, printed = written(tmp_path, endpoint="https://127.0.0.1:6444")
    assert code == 0
    assert "127.0.0.1:6443" in printed
    assert "127.0.0.1:6444" in printed
    assert "AWS_SECRET_ACCESS_KEY" in printed
    assert printed.count("hush-hush") == 0


@pytest.mark.parametrize("damage", ["readable", "torn"])
def test_a_file_that_others_can_read_or_that_is_torn_is_written_anew(tmp_path: Path, damage: str) -> None:
    written(tmp_path)
    path = tmp_path / "kube/config"
    if damage == "torn":
        path.write_text(path.read_text()[:20])
    else:
        path.chmod(0o644)
    assert "changed=1" in written(tmp_path)[1]
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(path.read_text())["kind"] == "Config"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "kube").write_text("")
    code, printed = written(tmp_path)
    assert code != 0
    assert "cannot be written" in printed
    assert "name a place of your own" in printed
