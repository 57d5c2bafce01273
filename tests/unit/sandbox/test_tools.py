"""Reading go.mod, and the versions tools report."""

import re
from pathlib import Path

import pytest
import yaml

from sandbox import tools
from sandbox.control_planes import VERSIONED

GO_MOD = """\
module example.test/sandbox

go 1.26.0

tool (
	go.etcd.io/etcd/server/v3
	k8s.io/kubernetes/cmd/kube-apiserver
	// a remark
	helm.sh/helm/v4/cmd/helm
)

tool example.test/one/cmd/one

require (
	example.test/one v0.1.0
	go.etcd.io/etcd/server v2.0.0+incompatible // indirect
	go.etcd.io/etcd/server/v3 v3.6.16
	helm.sh/helm/v4 v4.2.4
	k8s.io/kubernetes v1.36.3
)

require k8s.io/kubernetes/cmd v9.9.9-not-this-one // indirect
"""
REGISTRY = (Path(tools.__file__).parent / "registry/go.mod").read_text()
CONTROLLERS = {name: (Path(tools.__file__).parent / f"{name}/go.mod").read_text() for name in ("karpenter", "rollouts")}
REAL = (Path(tools.__file__).parent / "go.mod").read_text()


def test_every_tool_has_the_version_of_its_own_module() -> None:
    found = {
        tool.name: tool.version for tool in tools.declared(GO_MOD.replace("k8s.io/kubernetes/cmd v9", "k8s.io/kube v9"))
    }

    assert found == {"etcd": "v3.6.16", "kube-apiserver": "v1.36.3", "helm": "v4.2.4", "one": "v0.1.0"}


def test_the_longest_module_path_wins() -> None:
    assert {tool.name: tool.version for tool in tools.declared(GO_MOD)}["kube-apiserver"] == "v9.9.9-not-this-one"


def test_etcd_is_built_under_another_name() -> None:
    assert next(tool.binary for tool in tools.declared(GO_MOD) if tool.name == "etcd") == "server"


def test_the_committed_go_mod_declares_all_the_sandbox_starts() -> None:
    assert {tool.name for tool in tools.declared(REAL)} == {
        "etcd",
        "helm",
        "kube-apiserver",
        "kube-controller-manager",
        "kube-scheduler",
        "kubectl",
        "kwok",
        "kwokctl",
    }
    assert tools.go_version(REAL) == "1.26.0"


def test_the_registry_and_what_copies_images_are_pinned_in_a_module_of_its_own() -> None:
    own = tools.declared(REGISTRY)

    assert {tool.name: tool.version for tool in own} == {"registry": "v3.1.2", "crane": "v0.22.1"}
    assert tools.linker_flags(own) == "-s -w"


def test_controllers_are_those_of_the_lock() -> None:
    (karpenter,) = tools.declared(CONTROLLERS["karpenter"])
    (rollouts,) = tools.declared(CONTROLLERS["rollouts"])
    lock = yaml.safe_load((Path(tools.__file__).parents[1] / "charts.lock.yml").read_text())["charts"]

    assert (karpenter.name, karpenter.binary) == ("karpenter-kwok", "kwok")
    assert karpenter.version == f"v{lock['karpenter']['version']}"
    assert rollouts.name == "argo-rollouts-sandbox"  # no other program on PATH has it, which would listen everywhere
    assert lock["argo-rollouts"]["images"] == [f"quay.io/argoproj/argo-rollouts:{rollouts.version}"]


def modules(go_mod: str) -> dict[str, str]:
    """The version of every module, as it is required or replaced."""
    replaced = re.findall(r"^\s*(?:replace )?(\S+) => \S+ (v\S+)", go_mod, re.MULTILINE)
    return tools.required(go_mod) | dict(replaced)


@pytest.mark.parametrize("controller", CONTROLLERS)
def test_what_controllers_have_in_common_with_kubernetes_is_compiled_once(controller: str) -> None:
    own, kubernetes = modules(CONTROLLERS[controller]), modules(REAL)
    common = own.keys() & kubernetes.keys()

    assert len(common) > 50
    assert {name: own[name] for name in common} == {name: kubernetes[name] for name in common}


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("/cache/registry github.com/distribution/distribution/v3 v3.1.2+unknown\n", "v3.1.2"),
        ("Kubernetes v1.36.3\n", "v1.36.3"),
        ("etcd Version: 3.6.16\nGit SHA: none\nGo Version: go1.26.8\n", "v3.6.16"),
        ("v4.2.4+g1234567\n", "v4.2.4"),
        ("kwok version v0.8.0 go1.26.8 (linux/amd64)\n", "v0.8.0"),
        ("Client Version: v1.32.4-dispatcher\nKustomize Version: v5.5.0\n", "v1.32.4-dispatcher"),
        ("no version at all\n", None),
    ],
)
def test_reported_version(said: str, version: str | None) -> None:
    assert tools.reported_version(said) == version


def test_each_input_of_the_build_changes_the_key() -> None:
    keys = {
        tools.cache_key(*each)
        for each in (("mod", "sum", "go1"), ("mod2", "sum", "go1"), ("mod", "sum2", "go1"), ("mod", "sum", "go2"))
    }

    assert len(keys) == 4
    assert tools.cache_key("a", "b", "c") == tools.cache_key("a", "b", "c") != tools.cache_key("ab", "", "c")


def test_the_linker_is_told_the_versions_of_go_mod() -> None:
    flags = tools.linker_flags(tools.declared(REAL))

    assert "-X k8s.io/component-base/version.gitVersion=v1.36.3 " in flags
    assert "-X k8s.io/component-base/version.gitMinor=36" in flags
    assert flags.endswith("-X helm.sh/helm/v4/internal/version.version=v4.2.4")


def test_another_minor_is_of_one_version() -> None:
    """Its libraries are those of the same release, and it builds nothing but what differs between minors."""
    text = (Path(tools.__file__).parent / "kubernetes-1.35/go.mod").read_text()
    declared = tools.declared(text)
    assert {tool.name for tool in declared} == set(VERSIONED)
    (version,) = {tool.version for tool in declared}
    assert version.startswith("v1.35.")
    replaced = [line.split()[-1] for line in text.splitlines() if " => " in line]
    assert set(replaced) == {version.replace("v1.", "v0.")}
    assert f"gitVersion={version} " in tools.linker_flags(declared)
