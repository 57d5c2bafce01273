"""EFS."""

import json
from collections.abc import Callable
from typing import Any

from moto.efs.exceptions import EFSError
from moto.efs.models import EFSBackend, FileSystem, MountTarget
from moto.efs.responses import EFSResponse

from sandbox.emulator.held import Held, hold_attribute
from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named, tag

JSON = {"Content-Type": "application/json"}


def name_of(backend: Any, identifier: str) -> str:
    return tag(backend.list_tags_for_resource(identifier))


KINDS: dict[str, Callable[[Any], Named]] = {
    "efs_file_system": lambda b: [(name_of(b, identifier), identifier) for identifier in b.file_systems_by_id],
    "efs_mount_target": lambda b: [
        (f"{name_of(b, target.file_system_id)}/{target.availability_zone_name}", identifier)
        for identifier, target in b.mount_targets_by_id.items()
    ],
    "efs_access_point": lambda b: [
        (f"{name_of(b, point.file_system_id)}/{name_of(b, identifier)}", identifier)
        for identifier, point in b.access_points.items()
    ],
}


def info_json(original: Original, model: Any) -> Any:
    """With the state while it is held, and without the key that an unencrypted file system does not have."""
    shown = {**original(model), "LifeCycleState": model.life_cycle_state}
    return {key: value for key, value in shown.items() if value is not None}


def available(backend: Any, identifier: str) -> Any:
    """The file system, which refuses everything but its tags until it is available."""
    file_system = backend.describe_file_systems(file_system_id=identifier)[1][0]
    if file_system.life_cycle_state != "available":
        refusal = EFSError("IncorrectFileSystemLifeCycleState", f"{identifier} is {file_system.life_cycle_state}.")
        refusal.code = 409
        raise refusal
    return file_system


def create_mount_target(original: Original, backend: Any, file_system_id: str, *args: Any, **kwargs: Any) -> Any:
    available(backend, file_system_id)
    return original(backend, file_system_id, *args, **kwargs)


def create_access_point(original: Original, backend: Any, *args: Any, **kwargs: Any) -> Any:
    available(backend, kwargs["file_system_id"])
    return original(backend, *args, **kwargs)


def put_lifecycle_configuration(original: Original, backend: Any, file_system_id: str, policies: Any) -> None:
    available(backend, file_system_id)
    original(backend, file_system_id, policies)


def put_backup_policy(response: EFSResponse) -> Any:
    file_system = available(response.efs_backend, response._get_param("FileSystemId"))
    policy = response._get_param("BackupPolicy")
    file_system._backup = policy["Status"] == "ENABLED"
    return json.dumps({"BackupPolicy": policy}), JSON


def update_file_system(response: EFSResponse) -> Any:
    file_system = available(response.efs_backend, response._get_param("FileSystemId"))
    file_system.throughput_mode = response._get_param("ThroughputMode") or file_system.throughput_mode
    return json.dumps(file_system.info_json()), {**JSON, "status": 202}


def install(hold: Hold) -> None:
    mend([(FileSystem, info_json), (MountTarget, info_json)])
    mend((EFSBackend, fix) for fix in (create_mount_target, create_access_point, put_lifecycle_configuration))
    hold_attribute(FileSystem, "life_cycle_state", Held(hold, "efs_file_system", "creating"))
    hold_attribute(MountTarget, "life_cycle_state", Held(hold, "efs_mount_target", "creating"))
    EFSResponse.put_backup_policy = put_backup_policy
    EFSResponse.update_file_system = update_file_system
