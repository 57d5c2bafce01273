import io
import tarfile

import pytest
import yaml

from sandbox import standins
from sandbox.errors import SandboxError

LOCKED = {"version": "1.2.3", "crds": "templates"}
KINDS = {"kinds": ["things.example.org/v1 Thing Namespaced"]}


def made(locked=LOCKED, standin=KINDS, upstream=None):
    return standins.files("keda", locked, standin, {"all.yaml": "text", "definitions.yaml": "text"}, upstream or {})


def test_it_has_the_name_and_version_of_the_chart_and_says_what_it_is():
    about = yaml.safe_load(made()["Chart.yaml"])
    assert (about["name"], about["version"]) == ("keda", "1.2.3")
    assert about["annotations"] == {standins.ANNOTATION: "true"}


@pytest.mark.parametrize(
    ("crds", "folder"), [("templates", "charts/definitions/definitions"), ("directory", "crds"), ("none", None)]
)
def test_definitions_are_where_the_chart_has_them(crds, folder):
    files = made({**LOCKED, "crds": crds}, upstream={"crds/things.yaml": "kind: CustomResourceDefinition"})
    found = {path for path in files if "things" in path}
    assert found == ({f"{folder}/things.yaml"} if folder else set())


def test_they_are_in_the_chart_itself_where_its_schema_may_take_no_values_of_another():
    files = made(upstream={"crds/things.yaml": "kind: CustomResourceDefinition", "values.schema.json": "{}"})
    assert {path for path in files if "definitions" in path} == {
        "definitions/things.yaml",
        "templates/definitions.yaml",
    }


def test_without_the_original_definitions_any_object_of_the_kind_is_taken():
    found = yaml.safe_load(made()["charts/definitions/definitions/things.example.org.yaml"])
    assert found["spec"]["names"] == {"plural": "things", "singular": "thing", "kind": "Thing"}
    schema = found["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
    assert schema["x-kubernetes-preserve-unknown-fields"] is True


def test_what_an_autoscaler_scales_says_where_its_replicas_are():
    (version,) = standins.definition("things.example.org/v1 Thing Namespaced scale")["spec"]["versions"]
    assert version["subresources"]["scale"]["specReplicasPath"] == ".spec.replicas"
    assert "scale" not in standins.definition(KINDS["kinds"][0])["spec"]["versions"][0]["subresources"]


def test_the_defaults_and_the_schema_are_the_original_ones_if_at_hand():
    upstream = {"values.yaml": "a: 1\n", "values.schema.json": "{}"}
    files = made(upstream=upstream)
    assert {name: files[name] for name in upstream} == upstream
    assert made()["values.yaml"] == "{}\n"


def test_the_same_files_are_the_same_bytes():
    content = {"b.yaml": "b", "a/c.yaml": "c"}
    assert standins.archive("keda", content) == standins.archive("keda", dict(reversed(content.items())))
    with tarfile.open(fileobj=io.BytesIO(standins.archive("keda", content))) as tar:
        assert tar.getnames() == ["keda/a/c.yaml", "keda/b.yaml"]


def test_a_kind_that_cannot_be_read_is_a_sentence():
    with pytest.raises(SandboxError, match=r"kinds of standins.yml has 'things': write"):
        standins.definition("things")
