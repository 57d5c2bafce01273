"""Where Karpenter of a cluster may put its nodes, and what EC2 says of their types."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.instance_types import INSTANCE_TYPES

from sandbox.emulator.nodes import Subnet


@dataclass(frozen=True)
class Ec2Machines:
    """C(turn): who has it works on moto alone, which is not made for more."""

    ec2: EC2Backend
    turn: Lock

    def subnets(self, tags: Mapping[str, str]) -> list[Subnet]:
        with self.turn:
            found = self.ec2.describe_subnets(filters={f"tag:{key}": [value] for key, value in tags.items()})
            return [Subnet(each.id, each.availability_zone, each.cidr_block) for each in found]

    def instance(self, kind: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = INSTANCE_TYPES[kind]
        return found
