from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.nodes import TAINT, LostNodes
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import reconcile

OTHER = {"key": "node.kubernetes.io/unreachable", "effect": "NoExecute"}


def node(name, ready, *taints):
    conditions = [
        {"type": "MemoryPressure", "status": "Unknown"},
        *({"type": "Ready", "status": each} for each in ready),
    ]
    spec = {"taints": list(taints)} if taints else {}
    return {"metadata": {"name": name}, "spec": spec, "status": {"conditions": conditions}}


class Server:
    def __init__(self, *nodes):
        self.nodes = {each["metadata"]["name"]: each for each in nodes}

    def get(self, path):
        assert path == "/api/v1/nodes"
        return {"items": list(self.nodes.values())}

    def call(self, method, path, body, content_type):
        assert (method, content_type) == ("PATCH", "application/merge-patch+json")
        self.nodes[path.rpartition("/")[2]]["spec"].update(body["spec"])


def wanted(kind):
    return {name: {**each, "out_of_service": True} for name, each in kind.read().items()}


def made(*nodes, check_mode=False):
    server = Server(*nodes)
    kind = LostNodes(server)
    outcome = reconcile(kind, wanted(kind), "present", check_mode=check_mode)
    taints = {name: each["spec"].get("taints", []) for name, each in server.nodes.items()}
    return [change.name for change in outcome.changes], taints


def test_a_silent_node_keeps_its_other_taints():
    assert made(node("a", ["Unknown"], OTHER), node("b", ["Unknown"])) == (
        ["a", "b"],
        {"a": [OTHER, TAINT], "b": [TAINT]},
    )


def test_nodes_that_report_are_left_alone():
    assert made(node("a", ["True"]), node("b", ["False"]), node("new", [])) == ([], {"a": [], "b": [], "new": []})


def test_once_is_enough():
    assert made(node("a", ["Unknown"], TAINT)) == ([], {"a": [TAINT]})


def test_a_plan_changes_nothing():
    assert made(node("a", ["Unknown"]), check_mode=True) == (["a"], {"a": []})


def test_without_a_cluster_there_are_none():
    assert LostNodes(None).read() == {}
