import json

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm.commands import Helm
from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import Chart, Installed

from tests.unit.plugins.module_utils.helm.records_of import secret


class Recorder:
    """A runner that keeps what it was called with and answers by the words of the command."""

    def __init__(self, answers):
        self.answers = answers
        self.calls = []

    def __call__(self, argv, stdin):
        self.calls.append((list(argv), stdin))
        for words, answer in self.answers.items():
            if argv[1 : 1 + len(words.split())] == words.split():
                return answer
        raise AssertionError(argv)


class Applied:
    """A cluster that establishes whatever is applied."""

    def __init__(self, secrets=()):
        self.secrets, self.applied = secrets, {}

    def get(self, path, **query):
        if path.endswith("/secrets"):
            return {
                "items": [
                    each
                    for each in self.secrets
                    if path == f"/api/v1/namespaces/{each['metadata']['namespace']}/secrets"
                ]
            }
        return self.applied[path] | {"status": {"conditions": [{"type": "Established", "status": "True"}]}}

    def apply(self, path, body):
        self.applied[path] = body


def helm_of(run, cluster=None):
    return Helm(run, cluster or Applied())


def test_installed_has_an_answer_for_each_release(release):
    cluster = Applied([secret("web", 4), secret("api", 1, namespace="dev")])
    found = Helm(Recorder({}), cluster).installed([release(), release("api", namespace="dev"), release("other")])
    assert found["prod/web"] == Installed(Chart("web", "1.0.0", "abc"), 4, "deployed", {"a": 1})
    assert found["dev/api"].revision == 1
    assert found["prod/other"] is None


def test_definitions_are_applied_before_the_release(release):
    definition = {"kind": "CustomResourceDefinition", "metadata": {"name": "things.example.org"}}
    cluster = Applied()

    def run(argv, stdin):
        assert argv[1] == "show" or list(cluster.applied.values()) == [definition]
        return 0, json.dumps(definition), ""

    Helm(run, cluster).upgrade(release(), Chart("web", "1.0.0", "abc"))


def test_definitions_that_another_release_has_are_left_alone(release):
    run = Recorder({"upgrade": (0, "", "")})
    helm_of(run).upgrade(release(skip_crds=True), Chart("web", "1.0.0", "abc"))
    assert [argv[1] for argv, _ in run.calls] == ["upgrade"]


def test_any_failure_is_a_sentence(release):
    run = Recorder({"rollback": (1, "", "Error: kubernetes cluster unreachable: refused\n")})
    with pytest.raises(
        PlatformError, match=r"^release prod/web: helm rollback failed: kubernetes cluster unreachable: refused$"
    ):
        helm_of(run).rollback(release(), 1)


def test_values_travel_on_the_standard_input_only(release):
    run = Recorder({"upgrade": (0, "", "")})
    helm_of(run).upgrade(release(values={"password": "hunter2"}, skip_crds=True), Chart("web", "1.0.0", "abc"))
    argv, stdin = run.calls[0]
    assert json.loads(stdin) == {"password": "hunter2"}
    assert "hunter2" not in " ".join(argv)


@pytest.mark.parametrize(
    ("statuses", "revision"),
    [
        (["superseded", "deployed", "pending-upgrade"], 2),
        (["superseded", "superseded", "pending-upgrade"], 2),
        (["deployed", "failed", "pending-upgrade"], 1),
        (["failed", "pending-upgrade"], None),
    ],
)
def test_good_revision_was_deployed_once(release, statuses, revision):
    history = [{"revision": number, "status": status} for number, status in enumerate(statuses, start=1)]
    assert helm_of(Recorder({"history": (0, json.dumps(history), "")})).good_revision(release()) == revision


def test_helm_3_is_refused():
    with pytest.raises(PlatformError, match=r"^helm_binary 'helm' is v3.19.0: Helm 4 is needed.$"):
        helm_of(Recorder({"version": (0, "v3.19.0", "")})).require_version_4()


def test_helm_4_is_taken():
    helm_of(Recorder({"version": (0, "v4.2", "")})).require_version_4()


GOING = "Error: uninstallation completed with 1 error(s): resource Namespace//dev still exists. status: Terminating"


def test_objects_that_are_still_going_are_waited_for_again(release):
    answers = [(1, "", GOING), (1, "", GOING), (0, "", "")]
    calls = []

    def run(arguments, stdin):
        calls.append(arguments)
        return answers[len(calls) - 1]

    helm_of(run).uninstall(release())
    assert len(calls) == 3
    assert calls[0] == calls[2]


def test_when_helm_has_waited_its_time_it_is_over(release):
    late = GOING + "\ncontext deadline exceeded"
    with pytest.raises(PlatformError, match=r"release prod/web: helm uninstall failed: .* still exists"):
        helm_of(lambda arguments, stdin: (1, "", late)).uninstall(release())
