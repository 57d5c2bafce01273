"""One AWS emulator for all module tests of a session, on a free port of the loopback interface."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count, cycle
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import boto3
import botocore.session
import pytest

pytest.register_assert_rewrite("tests.unit.plugins.modules.ladder")

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the emulator, which says where it listens as soon as it does."""
    planes = tmp_path_factory.mktemp("control-planes")
    command = [sys.executable, "-m", "sandbox.emulator", "--port", "0", "--control-planes", str(planes)]
    with (planes.parent / "emulator.log").open("w+") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            assert "http://" in line, (log.seek(0), log.read())[1]
            yield line.split()[-1]
        finally:
            process.terminate()
            process.wait()
            process.stdout.close()


@pytest.fixture(scope="session", autouse=True)
def one_loader() -> Iterator[None]:
    """The service models of botocore are read once, not in every run of a module (0.5 s each)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", cache(botocore.session.create_loader))
        yield


@pytest.fixture
def hold(emulator: str) -> Iterator[Callable[[float], None]]:
    """Sets how many seconds a minute of AWS's own waits lasts, from then on and until the test ends."""

    def to(seconds_per_minute: float) -> None:
        body = json.dumps({"seconds_per_minute": seconds_per_minute}).encode()
        urlopen(Request(f"{emulator}/_sandbox/hold", body, method="PUT")).close()  # noqa: S310 - our own server

    yield to
    to(0)


@pytest.fixture(scope="session")
def client(emulator: str) -> Callable[[str], Any]:
    """boto3 clients of the emulator, by service."""

    def of(service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=emulator,
            region_name="us-east-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    return of


@pytest.fixture(scope="session")
def ec2(client: Callable[[str], Any]) -> Any:
    return client("ec2")


@pytest.fixture
def vpc_id(ec2: Any) -> str:
    return ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]


@pytest.fixture
def new_subnet(ec2: Any, vpc_id: str) -> Callable[[], str]:
    """Makes subnets of the VPC, one a call, each in another zone than the one before."""
    places = zip(count(1), cycle("abc"), strict=False)

    def make() -> str:
        number, zone = next(places)
        made = ec2.create_subnet(VpcId=vpc_id, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"us-east-1{zone}")
        return made["Subnet"]["SubnetId"]

    return make
