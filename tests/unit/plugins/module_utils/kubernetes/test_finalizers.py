import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.finalizers import Finalizers

CONTROLLER = {
    "namespace": "kube-system",
    "deployment": "karpenter",
    "finalizers": ["karpenter.sh/termination"],
    "resources": ["karpenter.sh/*", "/nodes"],
}
DEPLOYMENT = "/apis/apps/v1/namespaces/kube-system/deployments/karpenter"
LIST = ["list", "get"]


class Server:
    """Answers by path; what it does not know, it does not have."""

    def __init__(self, **status):
        self.patched = {}
        self.answers = {
            DEPLOYMENT: {"status": status},
            "/apis/karpenter.sh": {"preferredVersion": {"groupVersion": "karpenter.sh/v1"}},
            "/apis/karpenter.sh/v1": {
                "resources": [
                    {"name": "nodepools", "verbs": LIST},
                    {"name": "nodepools/status", "verbs": ["get"]},
                ]
            },
            "/apis/karpenter.sh/v1/nodepools": {
                "items": [
                    {"metadata": {"name": "gpu", "finalizers": ["karpenter.sh/termination", "example.org/other"]}},
                    {"metadata": {"name": "free"}},
                ]
            },
            "/api/v1": {"resources": [{"name": "nodes", "verbs": LIST}, {"name": "services", "verbs": LIST}]},
            "/api/v1/nodes": {"items": [{"metadata": {"name": "ip-1", "finalizers": ["karpenter.sh/termination"]}}]},
        }

    def get(self, path):
        return self.answers.get(path)

    def call(self, method, path, body, content_type):
        self.patched[path] = body["metadata"]["finalizers"]


def test_only_the_finalizers_of_the_dead_controller_are_taken():
    server = Server()
    kind = Finalizers(server, [CONTROLLER])
    for item in kind.read().values():
        kind.delete(item)
    assert server.patched == {
        "/apis/karpenter.sh/v1/nodepools/gpu": ["example.org/other"],
        "/api/v1/nodes/ip-1": [],
    }


@pytest.mark.parametrize(("status", "left"), [({"readyReplicas": 1}, []), ({"readyReplicas": 0}, ["gpu", "ip-1"])])
def test_a_controller_with_a_ready_pod_keeps_its_own(status, left):
    found = Finalizers(Server(**status), [CONTROLLER]).read()
    assert [name.split()[-1] for name in found] == left


def test_a_controller_that_was_never_there_keeps_nothing():
    server = Server()
    del server.answers[DEPLOYMENT]
    assert len(Finalizers(server, [CONTROLLER]).read()) == 2


def test_two_dead_controllers_of_one_object_let_it_go_together():
    other = {**CONTROLLER, "deployment": "other", "finalizers": ["example.org/other"]}
    server = Server()
    kind = Finalizers(server, [CONTROLLER, other])
    for item in kind.read().values():
        kind.delete(item)
    assert server.patched["/apis/karpenter.sh/v1/nodepools/gpu"] == []
