"""Images that EKS publishes for nodes, each by its parameter of Systems Manager."""

import hashlib
import re
from datetime import UTC, datetime
from typing import Any

from moto.ec2.models import ec2_backends
from moto.ec2.models.amis import Ami
from moto.ssm.models import Parameter

from sandbox.emulator.mending import Original

PARAMETER = re.compile(
    r"/aws/service/eks/optimized-ami/[\d.]+/amazon-linux-2023/(?P<arch>x86_64|arm64)/(?P<variant>\w+)/(?P<name>[\w.-]+)"
    r"/image_id"
)
OWNER = "602401143452"


def get_parameter(original: Original, backend: Any, name: str) -> Any:
    """Any release up to today has an image: which ones AWS has is not known here."""
    found = PARAMETER.fullmatch(name)
    if found and not to_come(found["name"]) and not backend._parameters[name]:
        image = publish(ec2_backends[backend.account_id][backend.region_name], name, found["name"], found["arch"])
        now = datetime.now(UTC)
        backend._parameters[name].append(
            Parameter(backend.account_id, name, image, "String", None, None, None, now, 1, "text")
        )
    return original(backend, name)


def get_parameters(original: Original, backend: Any, names: list[str]) -> Any:
    for name in names:
        backend.get_parameter(name)
    return original(backend, names)


def to_come(name: str) -> bool:
    release = re.search(r"-v(\d{8})$", name)
    return bool(release and release[1] > datetime.now(UTC).strftime("%Y%m%d"))


def publish(ec2: Any, parameter: str, name: str, architecture: str) -> str:
    """The id of the image, which is the same in every run."""
    image_id = f"ami-{hashlib.sha256(parameter.encode()).hexdigest()[:17]}"
    ec2.amis[image_id] = Ami(
        ec2,
        image_id,
        name=name,
        owner_id=OWNER,
        owner_alias="amazon",
        public=True,
        virtualization_type="hvm",
        architecture=architecture,
        root_device_type="ebs",
        root_device_name="/dev/xvda",
        region_name=f"{ec2.region_name}a",
    )
    return image_id
