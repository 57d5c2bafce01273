"""EBS volumes for the storage driver of a cluster."""

from contextlib import suppress
from dataclasses import dataclass
from threading import Lock

from moto.ec2.exceptions import InvalidVolumeIdError
from moto.ec2.models import EC2Backend

from sandbox.emulator.volumes import Disk


@dataclass(frozen=True)
class EbsDisks:
    """C(turn): who has it works on moto alone, which is not made for more."""

    ec2: EC2Backend
    turn: Lock

    def order(self, disk: Disk) -> str:
        with self.turn:
            made = self.ec2.create_volume(
                disk.size, disk.zone, encrypted=disk.encrypted, kms_key_id=disk.kms_key, volume_type=disk.kind
            )
            self.ec2.create_tags([made.id], disk.tags)
            return str(made.id)

    def return_(self, handle: str) -> None:
        with self.turn, suppress(InvalidVolumeIdError):  # somebody deleted it by hand
            self.ec2.delete_volume(handle)
