"""The pinned tools as go.mod declares them; no input or output."""

import hashlib
import re
from dataclasses import dataclass

VERSION = re.compile(r"\bv?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.]+)?)")
MAJOR_SUFFIX = re.compile(r"/v\d+$")
NAMES = {
    "go.etcd.io/etcd/server": "etcd",
    "github.com/aws/karpenter-provider-aws/kwok": "karpenter-kwok",
    "github.com/argoproj/argo-rollouts/cmd/rollouts-controller": "argo-rollouts-sandbox",
}
VERSION_COMMANDS = {"kubectl": ("version", "--client"), "helm": ("version", "--short")}


@dataclass(frozen=True)
class Tool:
    """A program that one `tool` directive of go.mod names."""

    name: str
    binary: str
    """What `go build` calls it."""
    package: str
    version: str

    @property
    def version_command(self) -> tuple[str, ...]:
        return VERSION_COMMANDS.get(self.name, ("--version",))

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def declared(go_mod: str) -> list[Tool]:
    """The tools with the versions of the modules they come from."""
    modules = required(go_mod)
    return [_tool(package, modules) for package in _block(go_mod, "tool")]


def required(go_mod: str) -> dict[str, str]:
    """The version of every module that is required, before replacements."""
    return dict(line.split()[:2] for line in _block(go_mod, "require"))


def go_version(go_mod: str) -> str:
    """The oldest Go that can build the tools."""
    return next(line.split()[1] for line in go_mod.splitlines() if line.startswith("go "))


def cache_key(go_mod: str, go_sum: str, toolchain: str) -> str:
    return hashlib.sha256("\0".join((go_mod, go_sum, toolchain)).encode()).hexdigest()[:16]


def reported_version(output: str) -> str | None:
    """The first version in what a tool says of itself, as go.mod writes it."""
    found = VERSION.search(output)
    return f"v{found[1]}" if found else None


def linker_flags(tools: list[Tool]) -> str:
    """Versions that these programs expect to be told when they are linked."""
    versions = {tool.name: tool.version for tool in tools}
    values = {}
    if kubernetes := versions.get("kube-apiserver"):
        major, minor, _ = kubernetes.removeprefix("v").split(".", 2)
        values = {
            f"{package}.{name}": value
            for package in ("k8s.io/component-base/version", "k8s.io/client-go/pkg/version")
            for name, value in (("gitVersion", kubernetes), ("gitMajor", major), ("gitMinor", minor))
        }
    if helm := versions.get("helm"):
        values["helm.sh/helm/v4/internal/version.version"] = helm
    return " ".join(["-s -w", *(f"-X {name}={value}" for name, value in values.items())])


def _tool(package: str, modules: dict[str, str]) -> Tool:
    module = max((each for each in modules if f"{package}/".startswith(f"{each}/")), key=len)
    path = MAJOR_SUFFIX.sub("", package)
    binary = path.rpartition("/")[2]
    return Tool(NAMES.get(path, binary), binary, package, modules[module])


def _block(go_mod: str, keyword: str) -> list[str]:
    """The entries of every `keyword ( ... )` block and of every one-line directive."""
    blocks = re.findall(rf"^{keyword} \((.*?)^\)", go_mod, re.MULTILINE | re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    lines += re.findall(rf"^{keyword} ([^(\n]+)$", go_mod, re.MULTILINE)
    return [line for line in lines if line and not line.startswith("//")]
