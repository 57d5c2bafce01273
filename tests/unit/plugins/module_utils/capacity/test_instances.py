"""Instance data against what EC2 said when moto recorded it, and the formulas against EKS's published examples."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import moto.ec2
import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.capacity import instances
from ansible_collections.pinksea.platform.plugins.module_utils.capacity.amounts import Amount, cores, exact, mebibytes

RECORDED = json.loads(
    gzip.decompress((Path(moto.ec2.__file__).parent / "resources/instance_types.json.gz").read_bytes())
)


@pytest.mark.parametrize("name", sorted(instances.INSTANCES))
def test_data_are_those_of_ec2(name: str) -> None:
    said = RECORDED[name]
    cards = (said.get("GpuInfo") or {}).get("Gpus", [])
    assert instances.INSTANCES[name] == instances.Instance(
        said["VCpuInfo"]["DefaultVCpus"],
        said["MemoryInfo"]["SizeInMiB"],
        said["NetworkInfo"]["MaximumNetworkInterfaces"],
        said["NetworkInfo"]["Ipv4AddressesPerInterface"],
        sum(card["Count"] for card in cards),
    )


@pytest.mark.parametrize(
    ("name", "prefixes", "own", "most"),
    [
        ("t3.medium", False, False, 17),
        ("m5.xlarge", False, False, 58),
        ("g4dn.xlarge", False, False, 29),
        ("m5.4xlarge", False, False, 234),
        ("m5.xlarge", True, False, 110),
        ("m5.xlarge", False, True, 44),
    ],
)
def test_pods_by_addresses(name: str, prefixes: bool, own: bool, most: int) -> None:
    assert instances.pods(instances.INSTANCES[name], prefixes, own) == most


@pytest.mark.parametrize(("count", "reserved"), [(2, 70), (4, 80), (8, 90), (16, 110)])
def test_reserved_cpu(count: int, reserved: int) -> None:
    assert instances.reserved_cpu(count) == reserved


def test_what_is_left_of_a_node() -> None:
    """16384 MiB less 7.5 %, 255, 11 x 58 and 100."""
    assert instances.allocatable(instances.INSTANCES["m5.xlarge"], 58) == Amount(3920, 14162, 0, 58)
    assert instances.allocatable(instances.INSTANCES["t3.medium"], 17) == Amount(1930, 3246, 0, 17)


def test_quantities() -> None:
    assert [cores(text) for text in ("500m", "2", 2, "0.5", 1.5)] == [500, 2000, 2000, 500, 1500]
    assert [mebibytes(text) for text in ("512Mi", "4Gi", "1G", "1Ki", "1Ti")] == [512, 4096, 954, 1, 2**20]


@pytest.mark.parametrize("text", ["", "much", "4gb", "-1", "1 Gi", "None"])
def test_what_is_no_quantity(text: str) -> None:
    with pytest.raises(ValueError, match="is not a quantity"):
        exact(text)
