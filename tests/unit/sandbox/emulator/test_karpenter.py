"""What Karpenter asks AWS before it adds a node."""

import json
import urllib.request

from sandbox.emulator.ec2_instance_types import FAMILIES

from .conftest import Emulator

FOLDER = "/aws/service/eks/optimized-ami/1.36/amazon-linux-2023"


def test_every_release_has_an_image_of_its_architecture(emulator: Emulator) -> None:
    ssm, ec2 = emulator.client("ssm"), emulator.client("ec2")
    asked = [("x86_64", "standard"), ("x86_64", "nvidia"), ("arm64", "standard")]
    names = [
        f"{FOLDER}/{arch}/{variant}/amazon-eks-node-al2023-{arch}-{variant}-1.36-v20260903/image_id"
        for arch, variant in asked
    ]

    ids = [ssm.get_parameter(Name=name)["Parameter"]["Value"] for name in (*names, *names)]

    assert ids[:3] == ids[3:]
    images = ec2.describe_images(Filters=[{"Name": "image-id", "Values": ids}])["Images"]
    assert {image["ImageId"]: image["Architecture"] for image in images} == dict(
        zip(ids, ["x86_64", "x86_64", "arm64"], strict=False)
    )
    assert images[0]["Name"].startswith("amazon-eks-node-al2023-")


def test_who_names_no_type_gets_the_usual_families(emulator: Emulator) -> None:
    ec2 = emulator.client("ec2")

    types = ec2.describe_instance_types()["InstanceTypes"]
    offers = ec2.describe_instance_type_offerings(LocationType="availability-zone")["InstanceTypeOfferings"]

    assert {each["InstanceType"].partition(".")[0] for each in types} == FAMILIES
    assert {each["InstanceType"].partition(".")[0] for each in offers} <= FAMILIES
    (named,) = ec2.describe_instance_types(InstanceTypes=["m4.xlarge"])["InstanceTypes"]
    assert named["InstanceType"] == "m4.xlarge"


def test_spot_prices_order_types_by_size(emulator: Emulator) -> None:
    rows = emulator.client("ec2").describe_spot_price_history()["SpotPriceHistory"]

    prices = {row["InstanceType"]: float(row["SpotPrice"]) for row in rows if row["AvailabilityZone"] == "us-east-1a"}
    asked = ["m5.xlarge", "m5.2xlarge", "g4dn.xlarge", "g4dn.2xlarge", "g5.xlarge"]
    assert asked == ["m5.xlarge", "m5.2xlarge", *sorted(asked[2:], key=prices.__getitem__)]
    assert prices["m5.xlarge"] < prices["m5.2xlarge"]


def test_the_price_list_is_not_empty(emulator: Emulator) -> None:
    headers = {"X-Amz-Target": "AWSPriceListService.GetProducts", "Content-Type": "application/x-amz-json-1.1"}
    request = urllib.request.Request(emulator.url, b"{}", headers)  # noqa: S310 - our own server
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        (product,) = map(json.loads, json.load(answer)["PriceList"])

    assert product["product"]["attributes"]["instanceType"] == "m5.xlarge"
    (dimension,) = product["terms"]["OnDemand"]["term"]["priceDimensions"].values()
    assert float(dimension["pricePerUnit"]["USD"]) > 0
