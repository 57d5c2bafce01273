import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes import definitions

TEXT = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.org}
spec: {enum: [=, ==]}
---
kind: ConfigMap
metadata: {name: other}
---
"""


class Server:
    def __init__(self, answers):
        self.answers, self.applied = iter(answers), []

    def apply(self, path, body):
        self.applied.append((path, body))

    def get(self, path):
        return next(self.answers)


def status(value):
    return {
        "status": {
            "conditions": [{"type": "NamesAccepted", "status": "True"}, {"type": "Established", "status": value}]
        }
    }


def test_an_equals_sign_is_a_string():
    """Prometheus' definitions hold one, and YAML 1.1 has a type of its own for it."""
    assert definitions.parse(TEXT)[0]["spec"] == {"enum": ["=", "=="]}


def test_only_definitions_are_applied():
    server = Server([status("True")])
    definitions.apply(server, TEXT, 10)
    assert [path for path, _ in server.applied] == [f"{definitions.DEFINITIONS}/things.example.org"]


def test_a_definition_is_waited_for(monkeypatch):
    monkeypatch.setattr(definitions, "INTERVAL", 0)
    new = {"status": {"conditions": None}}  # as the API server answers at first
    server = Server([{}, new, status("False"), status("True")])
    definitions.apply(server, TEXT, 10)
    assert next(server.answers, "all asked") == "all asked"


def test_a_definition_that_never_is_established_is_a_sentence():
    with pytest.raises(
        PlatformError,
        match=r"definition things.example.org is still not established after 0 s \(timeout\): see its status",
    ):
        definitions.apply(Server([status("False")]), TEXT, 0)


def test_nothing_is_asked_for_a_chart_without_any():
    definitions.apply(Server([]), "", 10)
