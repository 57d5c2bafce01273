import json

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm.commands import Helm
from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import Chart, Installed

METADATA = {
    "chart": "web",
    "version": "1.0.0",
    "labels": {"pinksea.platform/chart-digest": "abc"},
    "revision": 4,
    "status": "deployed",
}


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


def helm_of(run):
    return Helm(run, run)


def test_installed_reads_metadata_and_values(release):
    run = Recorder({"get metadata": (0, json.dumps(METADATA), ""), "get values": (0, '{"a": 1}', "")})
    helm = Helm(run, run, "/bin/helm", "/etc/kubeconfig")
    assert helm.installed(release()) == Installed(Chart("web", "1.0.0", "abc"), 4, "deployed", {"a": 1})
    assert run.calls[0][0] == [
        *("/bin/helm", "get", "metadata", "web", "--output", "json", "--namespace", "prod"),
        *("--kubeconfig", "/etc/kubeconfig"),
    ]


def test_installed_without_values_or_labels(release):
    metadata = {**METADATA, "labels": None}
    run = Recorder({"get metadata": (0, json.dumps(metadata), ""), "get values": (0, "null", "")})
    assert Helm(run, run).installed(release()) == Installed(Chart("web", "1.0.0", None), 4, "deployed", {})


def test_a_release_that_is_not_there(release):
    assert helm_of(Recorder({"get metadata": (1, "", "Error: release: not found\n")})).installed(release()) is None


def test_any_other_failure_is_a_sentence(release):
    run = Recorder({"get metadata": (1, "", "Error: kubernetes cluster unreachable: refused\n")})
    with pytest.raises(
        PlatformError, match=r"^release prod/web: helm get failed: kubernetes cluster unreachable: refused$"
    ):
        Helm(run, run).installed(release())


def test_values_travel_on_the_standard_input_only(release):
    run = Recorder({"upgrade": (0, "", "")})
    Helm(run, run).upgrade(release(values={"password": "hunter2"}), Chart("web", "1.0.0", "abc"))
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

    Helm(run, run).uninstall(release())
    assert len(calls) == 3
    assert calls[0] == calls[2]


def test_when_helm_has_waited_its_time_it_is_over(release):
    late = GOING + "\ncontext deadline exceeded"
    with pytest.raises(PlatformError, match=r"release prod/web: helm uninstall failed: .* still exists"):
        helm_of(lambda arguments, stdin: (1, "", late)).uninstall(release())
