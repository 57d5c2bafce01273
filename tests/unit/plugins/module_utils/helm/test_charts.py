import tarfile

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm.charts import wanted_chart
from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import REMOTE, Chart


@pytest.fixture
def web(tmp_path):
    chart = tmp_path / "web"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.2.3\n")
    (chart / "templates" / "configmap.yaml").write_text("kind: ConfigMap\n")
    return chart


def local(release, path, version=None):
    return wanted_chart(release(chart=str(path), version=version))


def test_directory_tells_name_and_version(release, web):
    chart = local(release, web, "v1.2.3")
    assert (chart.name, chart.version, len(chart.digest)) == ("web", "1.2.3", 40)


def test_digest_follows_content_and_paths_and_nothing_else(release, web):
    template = web / "templates" / "configmap.yaml"
    first = local(release, web).digest
    template.touch()
    assert local(release, web).digest == first
    template.write_text("kind: Secret\n")
    second = local(release, web).digest
    template.rename(web / "templates" / "secret.yaml")
    assert len({first, second, local(release, web).digest}) == 3


def test_digest_covers_linked_libraries(release, web, tmp_path):
    library = tmp_path / "common"
    library.mkdir()
    (library / "_lib.tpl").write_text("one")
    (web / "charts").mkdir()
    (web / "charts" / "common").symlink_to(library)
    before = local(release, web).digest
    (library / "_lib.tpl").write_text("two")
    assert local(release, web).digest != before


def test_archive_is_the_same_chart_as_its_directory(release, web, tmp_path):
    archive = tmp_path / "web-1.2.3.tgz"
    with tarfile.open(archive, "w:gz") as stream:
        stream.add(web, arcname="web")
    assert local(release, archive) == local(release, web)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"chart": "oci://registry.example/charts/karpenter"}, "karpenter"),
        ({"chart": "qdrant", "repository": "https://charts.example"}, "qdrant"),
        ({"chart": "argo/argo-cd"}, "argo-cd"),
    ],
)
def test_reference_is_taken_at_its_word(release, changes, name):
    assert wanted_chart(release(**changes)) == Chart(name, "1.0.0", REMOTE)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"chart": None}, "release prod/web: chart is not set"),
        ({"chart": "/nowhere/web"}, "release prod/web: chart '/nowhere/web' cannot be read"),
        ({"chart": "./web-1.0.0.tgz"}, r"chart './web-1.0.0.tgz' cannot be read"),
        ({"version": None}, "version is None, but chart 'oci://.*' comes from a repository: give its exact version"),
        ({"version": "^1.0.0"}, r"version is '\^1.0.0', but chart .* comes from a repository: give its exact version"),
    ],
)
def test_refuses_a_chart_that_is_not_certain(release, changes, sentence):
    with pytest.raises(PlatformError, match=sentence):
        wanted_chart(release(**changes))


def test_refuses_another_version_than_the_directory_has(release, web):
    with pytest.raises(PlatformError, match=r"version is '2.0.0', but chart .* is 1.2.3: change one of them"):
        local(release, web, "2.0.0")


def test_refuses_a_directory_that_is_no_chart(release, tmp_path):
    with pytest.raises(PlatformError, match=r"has no Chart\.yaml"):
        local(release, tmp_path)


def test_refuses_an_archive_that_is_none(release, tmp_path):
    broken = tmp_path / "web.tgz"
    broken.write_text("not an archive")
    with pytest.raises(PlatformError, match="cannot be read"):
        local(release, broken)
