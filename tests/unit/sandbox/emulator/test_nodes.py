import pytest
from moto.ec2.models.instance_types import INSTANCE_TYPES

from sandbox.emulator import nodes

SUBNETS = [nodes.Subnet(f"subnet-{zone}", f"us-east-1{zone}", f"10.0.{net}.0/28") for net, zone in ((1, "a"), (2, "b"))]


@pytest.mark.parametrize(
    ("kind", "pods", "cpu", "memory"),
    [
        ("t3.medium", 17, "1930m", 4096 - 255 - 187 - 100),
        ("m5.xlarge", 58, "3920m", 16384 - 255 - 638 - 100),
        ("c5.2xlarge", 58, "7910m", 16384 - 255 - 638 - 100),
    ],
)
def test_allocatable(kind: str, pods: int, cpu: str, memory: int) -> None:
    total, usable = nodes.capacity(INSTANCE_TYPES[kind], 20)
    assert usable["pods"] == total["pods"] == str(pods)
    assert (usable["cpu"], usable["memory"]) == (cpu, f"{memory}Mi")
    assert "nvidia.com/gpu" not in total


def test_instances_are_spread_and_share_no_address() -> None:
    first = nodes.place(3, SUBNETS, "t3.medium", [], set())
    assert [slot.zone for slot in first] == ["us-east-1a", "us-east-1b", "us-east-1a"]
    second = nodes.place(2, SUBNETS, "t3.medium", first, {slot.address for slot in first})
    assert second[0].zone == "us-east-1b"
    assert len({slot.hostname() for slot in first + second}) == 5


def test_other_regions_have_another_domain() -> None:
    slot = nodes.Slot("10.1.2.3", nodes.Subnet("s", "eu-west-1b", "10.1.2.0/24"), "i-1", "t3.medium")
    assert slot.hostname() == "ip-10-1-2-3.eu-west-1.compute.internal"
