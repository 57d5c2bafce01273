"""What the emulator keeps of a cluster and its children."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.emulator.control_planes import ControlPlane
from sandbox.emulator.hold import Timer
from sandbox.emulator.nodes import Slot

type Params = dict[str, Any]
type Record = dict[str, Any]


@dataclass
class Resource:
    """A described object whose status follows a timer."""

    record: Record
    timer: Timer
    phase: str = "CREATING"

    @property
    def status(self) -> str:
        return self.phase if self.timer.running or self.phase == "DELETING" else "ACTIVE"

    @property
    def gone(self) -> bool:
        return self.phase == "DELETING" and not self.timer.running

    def begin(self, phase: str, timer: Timer) -> None:
        self.phase, self.timer = phase, timer

    def view(self) -> Record:
        return {**self.record, "status": self.status}

    def created(self) -> Record:
        """The answer of a create call, which comes before anything is ready."""
        return {**self.view(), "status": "CREATING"}


@dataclass
class Update:
    record: Record
    timer: Timer
    nodegroup: str | None = None
    addon: str | None = None

    def view(self) -> Record:
        if self.timer.running:
            return {**self.record, "status": "InProgress"}
        if reason := self.timer.failure:
            errors = [{"errorCode": "OperationNotPermitted", "errorMessage": reason, "resourceIds": []}]
            return {**self.record, "status": "Failed", "errors": errors}
        return {**self.record, "status": "Successful"}


@dataclass
class Nodegroup(Resource):
    slots: list[Slot] = field(default_factory=list)


@dataclass
class AccessEntry:
    record: Record
    policies: dict[str, Record] = field(default_factory=dict)
    # EKS makes entries of its own: for a cluster's creator and for node roles
    made_by_eks: bool = False


@dataclass
class Cluster(Resource):
    nodegroups: dict[str, Nodegroup] = field(default_factory=dict)
    addons: dict[str, Resource] = field(default_factory=dict)
    access_entries: dict[str, AccessEntry] = field(default_factory=dict)
    pod_identities: dict[str, Record] = field(default_factory=dict)
    updates: dict[str, Update] = field(default_factory=dict)
    plane: ControlPlane | None = None
    next_version: str | None = None

    def settle(self) -> None:
        """Have the version that an update has brought; one that failed leaves what was."""
        if self.next_version and not self.timer.running:
            if not self.timer.failure:
                self.record["version"] = self.next_version
            self.next_version = None

    def view(self) -> Record:
        record = super().view()
        if self.status == "CREATING":
            return {key: value for key, value in record.items() if key not in ("endpoint", "certificateAuthority")}
        return record
