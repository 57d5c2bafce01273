"""An emulator on a free port, with a clock that tests move and API servers that only remember."""

import os
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest

# a reset would make 1300 images anew, each time
os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"

from sandbox.emulator.control_planes import ControlPlane, Pool
from sandbox.emulator.eks.backend import Surroundings
from sandbox.emulator.hold import Hold
from sandbox.emulator.server import make_application, make_listener

REGION = "us-east-1"
ACCOUNT = "123456789012"
ASSUME = '{"Version": "2012-10-17", "Statement": []}'


@dataclass
class Clock:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class RememberedApi:
    """Stands for an API server: what would be in it."""

    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    patches: list[tuple[list[str], dict[str, Any]]] = field(default_factory=list)
    bindings: set[tuple[str, str, str | None]] = field(default_factory=set)
    drivers: dict[str, tuple[str, Any]] = field(default_factory=dict)

    def create_nodes(self, manifests: Any) -> None:
        self.nodes |= {manifest["metadata"]["name"]: manifest for manifest in manifests}

    def patch_nodes(self, names: Any, patch: dict[str, Any]) -> None:
        self.patches.append((list(names), patch))

    def delete_nodes(self, names: Any) -> None:
        for name in names:
            del self.nodes[name]

    def bind(self, group: str, role: str, namespace: str | None) -> None:
        self.bindings.add((group, role, namespace))

    def start_driver(self, name: str, cluster: str, disks: Any) -> None:
        self.drivers[name] = (cluster, disks)

    def stop_driver(self, name: str) -> None:
        del self.drivers[name]

    def clear(self) -> None:
        self.drivers.clear()
        self.nodes.clear()
        self.bindings.clear()


@dataclass
class Emulator:
    url: str
    clock: Clock
    hold: Hold
    pool: Pool
    apis: dict[str, RememberedApi]
    surroundings: Surroundings
    clients: dict[tuple[str, ...], Any] = field(default_factory=dict)

    def client(self, service: str, key: str = "testing", secret: str = "testing", token: str | None = None) -> Any:
        if (service, key) not in self.clients:
            make: Any = boto3.client
            self.clients[service, key] = make(
                service,
                endpoint_url=self.url,
                region_name=REGION,
                aws_access_key_id=key,
                aws_secret_access_key=secret,
                aws_session_token=token,
            )
        return self.clients[service, key]

    def call(self, path: str, method: str = "GET", body: bytes | None = None) -> bytes:
        request = urllib.request.Request(self.url + path, data=body, method=method)  # noqa: S310 - our own server
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            content: bytes = answer.read()
        return content


@pytest.fixture(scope="module")
def running() -> Iterator[Emulator]:
    clock, apis = Clock(), dict[str, RememberedApi]()

    def connect(plane: ControlPlane) -> RememberedApi:
        return apis.setdefault(plane.name, RememberedApi())

    surroundings = Surroundings(Pool(None), Hold(clock=clock), connect)
    server = make_listener(0, make_application(surroundings))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Emulator(f"http://127.0.0.1:{server.port}", clock, surroundings.hold, surroundings.pool, apis, surroundings)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def emulator(running: Emulator) -> Iterator[Emulator]:
    yield running
    running.call("/moto-api/reset", "POST", b"")
    running.pool.folder = None
    running.pool.remembered.clear()
    running.hold.set(0)
    running.apis.clear()


@pytest.fixture
def surroundings(emulator: Emulator) -> Surroundings:
    return emulator.surroundings


@pytest.fixture
def eks(emulator: Emulator) -> Any:
    return emulator.client("eks")


@pytest.fixture
def planes(emulator: Emulator, tmp_path: Path) -> list[str]:
    """Two control planes, ready to be claimed."""
    for name in ("0", "1"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "ca.crt").write_text(f"certificate {name}")
        (folder / "kubeconfig").write_text(
            f"clusters: [{{name: k, cluster: {{server: 'https://127.0.0.1:1{name}', certificate-authority: ca.crt}}}}]"
        )
    emulator.pool.folder = tmp_path
    return ["0", "1"]


@pytest.fixture
def subnets(emulator: Emulator) -> list[str]:
    ec2 = emulator.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    made = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{net}.0/24", AvailabilityZone=f"{REGION}{zone}")
        for net, zone in ((11, "a"), (12, "b"), (13, "c"))
    ]
    return [answer["Subnet"]["SubnetId"] for answer in made]


@pytest.fixture
def cluster(eks: Any, subnets: list[str]) -> str:
    """An active cluster with access entries."""
    create_cluster(eks, subnets)
    return "demo"


@pytest.fixture
def role(emulator: Emulator) -> str:
    arn: str = emulator.client("iam").create_role(RoleName="admin", AssumeRolePolicyDocument=ASSUME)["Role"]["Arn"]
    return arn


def create_cluster(eks: Any, subnets: list[str], name: str = "demo", **more: Any) -> dict[str, Any]:
    settings = {
        "name": name,
        "version": "1.35",
        "roleArn": f"arn:aws:iam::{ACCOUNT}:role/eks",
        "resourcesVpcConfig": {"subnetIds": subnets},
        "accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False},
    }
    answer: dict[str, Any] = eks.create_cluster(**settings | more)["cluster"]
    return answer


def create_nodegroup(eks: Any, subnets: list[str], name: str = "system", **more: Any) -> dict[str, Any]:
    settings = {
        "clusterName": "demo",
        "nodegroupName": name,
        "subnets": subnets,
        "nodeRole": f"arn:aws:iam::{ACCOUNT}:role/node",
    }
    answer: dict[str, Any] = eks.create_nodegroup(**settings | more)["nodegroup"]
    return answer


def refusal(eks: Any, code: str) -> Any:
    """The context in which a call must be refused with a code."""
    return pytest.raises(getattr(eks.exceptions, code))
