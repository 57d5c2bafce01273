"""What the plain reader reads."""

import botocore.session
import pytest
from botocore import xform_name

from sandbox.emulator.services import SERVICES
from tests.bench.reads import READS, filled, is_batched

EKS = {"eks_access_entry", "eks_addon", "eks_cluster", "eks_nodegroup", "eks_pod_identity"}


def test_every_kind_of_the_inventory_is_read() -> None:
    listed = {kind for service in SERVICES.values() for kind in getattr(service, "KINDS", {})}
    assert listed | EKS == READS.keys()


@pytest.mark.parametrize("kind", READS)
def test_the_calls_exist_with_these_arguments(kind: str) -> None:
    service, calls = READS[kind]
    model = botocore.session.get_session().get_service_model(service)
    operations = {xform_name(name): model.operation_model(name) for name in model.operation_names}
    for method, arguments in calls.items():
        shape = operations[method].input_shape
        required = set(shape.required_members) if shape else set()
        assert required <= arguments.keys() <= (shape.members.keys() if shape else set()), method


def test_arguments_are_filled() -> None:
    values = {"id": "i", "name": "a/b", "parent": "a", "child": "b", "ids": ["i", "j"], "names": ["a/b"]}
    assert filled({"A": "{ids}", "B": ["{id}"], "C": "{parent}-{child}"}, values) == {
        "A": ["i", "j"],
        "B": ["i"],
        "C": "a-b",
    }


def test_what_takes_all_ids_is_asked_once() -> None:
    assert is_batched(READS["subnet"][1])
    assert is_batched(READS["kms_alias"][1])
    assert not is_batched(READS["kms_key"][1])
