"""Charts in a registry, with a Helm that keeps them in a dictionary."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors, PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.oci.access import Access
from ansible_collections.pinksea.platform.plugins.module_utils.oci.archives import Archive, archive
from ansible_collections.pinksea.platform.plugins.module_utils.oci.charts import Charts, helm_of, refuse_other_content
from ansible_collections.pinksea.platform.plugins.module_utils.oci.names import place

PLACE = place("registry.example.com/rag/charts")


class Helm:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls: list[list[str]] = []

    def __call__(self, arguments: list[str]) -> tuple[int, str, str]:
        self.calls.append(arguments)
        if arguments[0] == "push":
            shutil.copy2(arguments[1], self.folder)
            return 0, "", ""
        name = f"{arguments[1].rpartition('/')[2]}-{arguments[3]}.tgz"
        if not (self.folder / name).exists():
            return 1, "", f'Error: failed to perform "FetchReference" on source: {arguments[1]}: not found\n'
        shutil.copy(self.folder / name, arguments[5])
        return 0, "", ""


@pytest.fixture
def helm(tmp_path: Path) -> Helm:
    (tmp_path / "registry").mkdir()
    return Helm(tmp_path / "registry")


@pytest.fixture
def charts(tmp_path: Path, helm: Helm) -> Callable[..., Charts]:
    (tmp_path / "scratch").mkdir()

    def make(*archives: Archive) -> Charts:
        return Charts(helm, PLACE, "127.0.0.1:5000", archives, tmp_path / "scratch")

    return make


def made(tmp_path: Path, name: str = "web", text: str = "a") -> Archive:
    folder = tmp_path / name
    folder.mkdir(exist_ok=True)
    (folder / "Chart.yaml").write_text(f"name: {name}\nversion: 1.0.0\n")
    (folder / "values.yaml").write_text(text)
    return archive(folder)


def test_what_was_pushed_is_read_back(tmp_path: Path, helm: Helm, charts: Callable[..., Charts]) -> None:
    kind = charts(made(tmp_path), made(tmp_path, "api"))
    assert kind.read() == {}
    for item in kind.wanted().values():
        kind.create(item)

    assert kind.read() == kind.wanted()
    assert list(kind.wanted()) == ["rag/charts/web:1.0.0", "rag/charts/api:1.0.0"]
    assert ["push", "oci://127.0.0.1:5000/rag/charts"] in [[call[0], call[-1]] for call in helm.calls]
    assert {path.stat().st_mtime for path in helm.folder.iterdir()} == {0.0}
    assert list((tmp_path / "scratch").iterdir()) == []


def test_references_are_those_of_the_registry_that_answers(tmp_path: Path, charts: Callable[..., Charts]) -> None:
    assert charts(made(tmp_path)).references() == {
        "web": {"chart": "oci://127.0.0.1:5000/rag/charts/web", "version": "1.0.0"}
    }


def test_other_content_under_a_published_version_is_refused(tmp_path: Path, charts: Callable[..., Charts]) -> None:
    kind = charts(made(tmp_path), made(tmp_path, "api"))
    for item in kind.wanted().values():
        kind.create(item)
    kind = charts(made(tmp_path, text="b"), made(tmp_path, "api"))

    with pytest.raises(ManyErrors) as refused:
        refuse_other_content(kind.wanted(), kind.read())
    assert refused.value.problems == [
        "oci_chart rag/charts/web:1.0.0 was published with other content, which this version keeps: "
        "give the new content another version."
    ]


def test_only_not_found_means_that_there_is_none(tmp_path: Path) -> None:
    def helm(arguments: list[str]) -> tuple[int, str, str]:
        return 1, "", "Error: GET https://registry.example.com/v2/: 401 unauthorized\n"

    with pytest.raises(PlatformError) as refused:
        Charts(helm, PLACE, PLACE.host, [made(tmp_path)], tmp_path).read()
    assert str(refused.value) == (
        "oci_chart rag/charts/web:1.0.0: helm pull failed: GET https://registry.example.com/v2/: 401 unauthorized"
    )


def test_a_name_given_twice_is_refused(tmp_path: Path, charts: Callable[..., Charts]) -> None:
    with pytest.raises(PlatformError, match=r"oci_chart rag/charts/web:1\.0\.0 is given twice"):
        charts(made(tmp_path), made(tmp_path, text="b"))


def test_the_password_is_in_no_argument(tmp_path: Path) -> None:
    calls = []
    access = Access("registry.example.com", True, "ann", "secret")
    helm = helm_of(lambda argv, stdin: calls.append([*argv, stdin]) or (0, "", ""), "helm", access, tmp_path)
    helm(["pull"])

    login = tmp_path / "login.json"
    assert calls == [["helm", "pull", "--plain-http", "--registry-config", str(login), ""]]
    assert "registry.example.com" in json.loads(login.read_text())["auths"]


def test_without_a_name_helm_uses_its_own_logins(tmp_path: Path) -> None:
    calls = []
    helm = helm_of(lambda argv, _: calls.append(argv) or (0, "", ""), "helm", Access("registry.example.com"), tmp_path)
    helm(["pull"])

    assert calls == [["helm", "pull"]]
