"""The HTTP face of EKS: moto's dispatch by botocore's model, in front of our operations."""

from collections.abc import Callable
from typing import Any

from moto.core.responses import ActionResult, BaseResponse
from moto.core.utils import get_service_model
from moto.eks.models import eks_backends

from sandbox.emulator.eks import (
    access_entries,
    addons,
    clusters,
    insights,
    nodegroups,
    pod_identities,
    tags,
    updates,
    versions,
)
from sandbox.emulator.eks.backend import EksBackend
from sandbox.emulator.eks.errors import InvalidParameterError
from sandbox.emulator.eks.records import Params, Record
from sandbox.emulator.identity import caller_principal

STATEFUL: list[Callable[[EksBackend, Params], Record]] = [
    access_entries.associate_access_policy,
    access_entries.create_access_entry,
    access_entries.delete_access_entry,
    access_entries.describe_access_entry,
    access_entries.disassociate_access_policy,
    access_entries.list_access_entries,
    access_entries.list_associated_access_policies,
    access_entries.update_access_entry,
    addons.create_addon,
    addons.delete_addon,
    addons.describe_addon,
    addons.list_addons,
    addons.update_addon,
    clusters.associate_encryption_config,
    clusters.delete_cluster,
    clusters.describe_cluster,
    clusters.list_clusters,
    clusters.update_cluster_config,
    clusters.update_cluster_version,
    insights.describe_insight,
    insights.list_insights,
    nodegroups.create_nodegroup,
    nodegroups.delete_nodegroup,
    nodegroups.describe_nodegroup,
    nodegroups.list_nodegroups,
    nodegroups.update_nodegroup_config,
    nodegroups.update_nodegroup_version,
    pod_identities.create_pod_identity_association,
    pod_identities.delete_pod_identity_association,
    pod_identities.describe_pod_identity_association,
    pod_identities.list_pod_identity_associations,
    pod_identities.update_pod_identity_association,
    tags.list_tags_for_resource,
    tags.tag_resource,
    tags.untag_resource,
    updates.describe_update,
    updates.list_updates,
]
STATELESS: list[Callable[[Params], Record]] = [
    access_entries.list_access_policies,
    versions.describe_addon_versions,
    versions.describe_cluster_versions,
]


class EksResponse(BaseResponse):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__(service_name="eks")
        self.automated_parameter_parsing = True

    def answer(self, operation: Callable[..., Record], *also: Any) -> ActionResult:
        backend: Any = eks_backends[self.current_account][self.region]
        shape = get_service_model("eks").operation_model(self._get_action()).input_shape
        with backend.surroundings.lock:
            backend.sweep()
            check_choices(shape, self.params)
            return ActionResult(operation(*([] if operation in STATELESS else [backend]), self.params, *also))

    def create_cluster(self) -> ActionResult:
        return self.answer(clusters.create_cluster, caller_principal(self.current_account, self.access_key))


def _method(operation: Any) -> Callable[[EksResponse], ActionResult]:
    def call(self: EksResponse) -> ActionResult:
        return self.answer(operation)

    return call


OPERATIONS: list[Any] = [*STATEFUL, *STATELESS]
for _operation in OPERATIONS:
    setattr(EksResponse, _operation.__name__, _method(_operation))


def check_choices(shape: Any, value: Any, name: str = "") -> None:
    """Refuse a word outside an enumeration, which botocore sends unchecked."""
    if shape.type_name == "structure":
        for key, member in shape.members.items():
            if value.get(key) is not None:
                check_choices(member, value[key], key)
    elif shape.type_name == "list":
        for item in value:
            check_choices(shape.member, item, name)
    elif getattr(shape, "enum", None) and value not in shape.enum:
        raise InvalidParameterError(f"{name} is {value}: use one of {', '.join(shape.enum)}")
