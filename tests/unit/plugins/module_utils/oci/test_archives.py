"""Charts as archives."""

import gzip
import io
import tarfile
from pathlib import Path

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors, PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.oci.archives import archive, archives, pack, unpack

CHARTS = Path(__file__).parents[5] / "charts"
ABOUT = "apiVersion: v2\nname: web\nversion: 1.0.0\n"


def chart(folder: Path, about: str = ABOUT, **more: str) -> Path:
    for path, text in {"Chart.yaml": about, "templates/all.yaml": "a: 1\n", **more}.items():
        folder.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
        folder.joinpath(path).write_text(text)
    return folder


def test_equal_files_give_equal_bytes_wherever_and_whenever_they_were_written(tmp_path: Path) -> None:
    one, other = chart(tmp_path / "one"), chart(tmp_path / "other")
    (other / "Chart.yaml").touch()
    (other / "Chart.yaml").chmod(0o600)

    assert archive(one).data == archive(other).data
    assert archive(one).data[4:8] == bytes(4), "the time of packing is in its header"


def test_the_archive_is_in_a_folder_of_its_name_with_chart_yaml_first() -> None:
    with tarfile.open(fileobj=io.BytesIO(pack({"A": b"1", "Chart.yaml": b"2"}, "web"))) as tar:
        assert [(each.name, each.mtime, each.uid) for each in tar] == [("web/Chart.yaml", 0, 0), ("web/A", 0, 0)]


def test_the_library_is_inside() -> None:
    files = unpack(archive(CHARTS / "api").data)

    assert files["charts/common/Chart.yaml"] == (CHARTS / "common/Chart.yaml").read_bytes()
    assert b"common.all" in files["templates/all.yaml"]


def test_content_is_the_same_however_it_was_packed(tmp_path: Path) -> None:
    made = archive(chart(tmp_path / "web"))
    again = tmp_path / "web.tgz"
    again.write_bytes(gzip.compress(gzip.decompress(made.data), compresslevel=1, mtime=5))
    read = archive(again)

    assert read.content == made.content
    assert read.data != made.data


def test_one_changed_byte_is_other_content(tmp_path: Path) -> None:
    before = archive(chart(tmp_path / "web"))
    after = archive(chart(tmp_path / "web", **{"values.yaml": "a: 2\n"}))

    assert before.content != after.content


def test_another_version_of_a_directory(tmp_path: Path) -> None:
    about = ABOUT + "dependencies:\n- name: common\n  version: 0.1.0\n"
    made = archive(chart(tmp_path / "web", about, **{"charts/common/Chart.yaml": "x"}), "2.0.0")

    assert (made.name, made.version) == ("web", "2.0.0")
    assert unpack(made.data)["Chart.yaml"].decode() == about.replace("version: 1.0.0", "version: 2.0.0")


def test_a_dependency_may_be_an_archive(tmp_path: Path) -> None:
    about = ABOUT + "dependencies:\n- name: common\n  version: 0.1.0\n"

    assert archive(chart(tmp_path / "web", about, **{"charts/common-0.1.0.tgz": "x"})).name == "web"


@pytest.mark.parametrize("inside", ["charts/common-extra/Chart.yaml", "charts/common-extra-0.1.0.tgz", "common/x"])
def test_a_missing_dependency_is_refused(tmp_path: Path, inside: str) -> None:
    about = ABOUT + "dependencies:\n- name: common\n  version: 0.1.0\n"
    path = chart(tmp_path / "web", about, **{inside: "x"})

    with pytest.raises(PlatformError) as refused:
        archive(path)
    assert str(refused.value) == (
        f"chart {path}: common is not in its charts/, so what installs it would lack it: "
        f"link or copy it there, or run `helm dependency build {path}`."
    )


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ("", "has no Chart.yaml with a name and a version: name the chart itself."),
        ("name: web\n", "has no Chart.yaml with a name and a version: name the chart itself."),
        ("name: web\nversion: 1.2\n", "version is 1.2: give an exact one, such as 1.2.3."),
    ],
)
def test_what_is_no_chart_is_refused(tmp_path: Path, about: str, sentence: str) -> None:
    with pytest.raises(PlatformError) as refused:
        archive(chart(tmp_path / "web", about))
    assert str(refused.value).endswith(sentence)


def test_what_cannot_be_read_is_refused_all_at_once(tmp_path: Path) -> None:
    (tmp_path / "no.tgz").write_bytes(b"no")

    with pytest.raises(ManyErrors) as refused:
        archives([tmp_path / "gone.tgz", tmp_path / "no.tgz", chart(tmp_path / "web")], None)
    assert [problem.partition(" (")[0] for problem in refused.value.problems] == [
        f"chart {tmp_path / 'gone.tgz'} cannot be read",
        f"chart {tmp_path / 'no.tgz'} cannot be read",
    ]


def test_an_archive_has_its_version_already(tmp_path: Path) -> None:
    path = tmp_path / "web.tgz"
    path.write_bytes(archive(chart(tmp_path / "web")).data)

    assert archive(path, "1.0.0").version == "1.0.0"
    with pytest.raises(PlatformError, match=r"version is '2\.0\.0', but this archive is 1\.0\.0: leave version out"):
        archive(path, "2.0.0")
