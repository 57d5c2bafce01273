"""The running sandbox, and the commands a user types against it."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).parents[2]
ENDPOINTS = ROOT / ".sandbox" / "endpoints.json"
HOSTS = ("pingvas", "rag")
DESTROY = ("playbooks/destroy.yml", "-e", f"@{ROOT / 'sandbox/destroy.json'}")
CLUSTERS = {"pingvas": "pingvas-shared-eks", "rag": "rag-eks"}

IN_KUBERNETES = {"helm_release", "kubernetes_secret"}
BESIDE = {"kms_alias", "volume", "instance_profile"}
"""What plans do not speak of: another name of a key, the disks of claims, and what Karpenter makes for its nodes."""

Resource = tuple[str, str]


@dataclass(frozen=True)
class Run:
    """A finished playbook: what it printed, what it changed, and Ansible's own count of changes by host."""

    code: int
    output: str
    changes: list[dict[str, str]]
    changed: dict[str, int]

    def failures(self) -> str:
        """What Ansible printed about tasks that failed."""
        parts = self.output.split("\n\n")
        return "\n\n".join(part[:3000] for part in parts if "[ERROR]" in part or "fatal: " in part)

    def resources(self, action: str) -> set[Resource]:
        """Names as AWS knows them: what belongs to a cluster carries its name."""
        return {
            (change["kind"], full_name(change["host"], change["kind"], change["name"]))
            for change in self.changes
            if change["action"] == action
        }


def succeeded(run: Run) -> Run:
    assert run.code == 0, run.failures() or run.output[-6000:]
    return run


def full_name(host: str, kind: str, name: str) -> str:
    if kind.startswith("eks_") and kind != "eks_cluster":
        return f"{CLUSTERS[host]}/{name}"
    if kind in IN_KUBERNETES:
        return f"{CLUSTERS[host]}/{name}"
    return name


class Sandbox:
    """The address book of the sandbox and the playbooks run against it."""

    def __init__(self, scratch: Path) -> None:
        self.endpoints: dict[str, Any] = json.loads(ENDPOINTS.read_text())
        self.scratch = scratch

    def command(self, playbook: str, *arguments: str) -> list[str]:
        inventories = ["-i", "inventories/prod", "-i", "inventories/sandbox"]
        return [str(ROOT / ".venv/bin/ansible-playbook"), *inventories, playbook, *arguments]

    def environment(self, report: Path) -> dict[str, str]:
        return {**os.environ, "PINKSEA_REPORT": str(report), "ANSIBLE_FORCE_COLOR": "0"}

    def play(
        self, playbook: str, *arguments: str, where: Path = ROOT, environment: Mapping[str, str] | None = None
    ) -> Run:
        report = self.scratch / "report.json"
        report.unlink(missing_ok=True)
        surroundings = self.environment(report) | dict(environment or {})
        command = self.command(playbook, *arguments)
        done = subprocess.run(command, cwd=where, env=surroundings, capture_output=True, text=True)
        recap = done.stdout.split("PLAY RECAP")[-1].splitlines()
        changed = {line.split()[0]: int(line.split("changed=")[1].split()[0]) for line in recap if "changed=" in line}
        changes = json.loads(report.read_text()) if report.exists() else []
        return Run(done.returncode, done.stdout + done.stderr, changes, changed)

    def kill_when(self, playbook: str, *arguments: str, sign: str) -> None:
        """Start a playbook and SIGKILL it, with all its children, as soon as it prints the sign."""
        process = subprocess.Popen(
            self.command(playbook, *arguments),
            cwd=ROOT,
            env=self.environment(self.scratch / "killed.json"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert process.stdout
        with process.stdout as output:
            seen = next((line for line in output if sign in line), None)
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert seen, f"the run ended without {sign!r}"

    @contextmanager
    def running(self, playbook: str, *arguments: str, until: str) -> Iterator[list[str]]:
        """A run under way, from where it prints C(until); its other lines are there once it was waited for."""
        process = subprocess.Popen(
            self.command(playbook, *arguments),
            cwd=ROOT,
            env=self.environment(self.scratch / "running.json"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout
        with process.stdout as output:
            assert next((line for line in output if until in line), None), f"the run ended without {until!r}"
            rest: list[str] = []
            yield rest
            rest += output
        assert process.wait() == 0

    def faults(self, **faults: int | str) -> None:
        """What the emulator does wrong from now on; without arguments, nothing."""
        self.tell("faults", **faults)

    def hold(self, seconds_per_minute: float) -> None:
        """How long what is slow in AWS takes from now on."""
        self.tell("hold", seconds_per_minute=seconds_per_minute)

    def tell(self, what: str, **values: float | str) -> None:
        body = json.dumps(values).encode()
        urlopen(Request(f"{self.endpoints['aws']}/_sandbox/{what}", body, method="PUT")).close()  # noqa: S310

    def destroy(self, *arguments: str) -> Run:
        return self.play(*DESTROY, *arguments)

    def aws(self) -> set[Resource]:
        """Everything in the emulator that an empty account does not have."""
        with urlopen(f"{self.endpoints['aws']}/_sandbox/inventory") as answer:  # noqa: S310 - our own server
            return {(row["kind"], row["name"]) for row in json.load(answer)}

    def exists(self) -> set[Resource]:
        """All resources as plans speak of them, where a KMS key goes by its alias."""
        return {resource for resource in self.aws() if resource[0] not in BESIDE} | self.in_kubernetes()

    def kubectl(self, plane: dict[str, str], *arguments: str) -> Any:
        command = [self.endpoints["kubectl"], "--kubeconfig", plane["kubeconfig"], *arguments, "-o", "json"]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    def namespaces(self) -> set[str]:
        """Namespaces of all control planes beside those that Kubernetes has by itself."""
        own = {"default", "kube-system", "kube-public", "kube-node-lease"}
        listed = [self.kubectl(plane, "get", "namespaces")["items"] for plane in self.endpoints["control_planes"]]
        return {row["metadata"]["name"] for rows in listed for row in rows} - own

    def in_kubernetes(self) -> set[Resource]:
        """Helm releases, and the Secrets beside them, as the owner of each cluster sees them."""
        found = set()
        for cluster in CLUSTERS.values():
            kubeconfig = ROOT / ".sandbox" / "kubeconfig" / f"{cluster}.yml"
            if kubeconfig.exists():
                command = [self.endpoints["helm"], "list", "-A", "-o", "json", "--kubeconfig", str(kubeconfig)]
                listed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
                found |= {("helm_release", f"{cluster}/{row['namespace']}/{row['name']}") for row in listed}
                plane = {"kubeconfig": str(kubeconfig)}
                own = ("-A", "-l", "app.kubernetes.io/managed-by=pinksea.platform")
                names = [row["metadata"] for row in self.kubectl(plane, "get", "secrets", *own)["items"]]
                found |= {("kubernetes_secret", f"{cluster}/{row['namespace']}/{row['name']}") for row in names}
        return found


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    if not ENDPOINTS.is_file():
        pytest.skip("the sandbox is not running: make sandbox-up")
    return Sandbox(tmp_path_factory.mktemp("sandbox"))
