from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils import retry
from ansible_collections.pinksea.platform.plugins.module_utils.ec2 import common
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.subnets import Subnets
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from botocore.exceptions import ClientError


def error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "resource sg-1 has a dependent object."}}, "Call")


class Late:
    """A call that answers with errors first."""

    def __init__(self, *errors: ClientError) -> None:
        self.errors = list(errors)
        self.calls = 0

    def __call__(self, **arguments: Any) -> dict[str, Any]:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return arguments


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "PAUSES", (0.0, 0.0))


def test_what_is_not_found_at_first_is_asked_for_again() -> None:
    call = Late(error("InvalidGroup.NotFound"), error("InvalidGroup.NotFound"))
    assert common.eventually(call, GroupId="sg-1") == {"GroupId": "sg-1"}
    assert call.calls == 3


def test_what_stays_missing_is_an_error() -> None:
    call = Late(*[error("InvalidGroup.NotFound")] * 3)
    with pytest.raises(ClientError, match=r"InvalidGroup\.NotFound"):
        common.eventually(call)


def test_other_errors_are_not_repeated() -> None:
    call = Late(error("RulesPerSecurityGroupLimitExceeded"))
    with pytest.raises(ClientError, match="RulesPerSecurityGroupLimitExceeded"):
        common.eventually(call)
    assert call.calls == 1


def test_a_dependency_comes_with_its_remedy() -> None:
    with pytest.raises(PlatformError) as caught, common.in_use("security_group nodes", "remove the rules"):
        raise error("DependencyViolation")
    assert str(caught.value) == (
        "security_group nodes: resource sg-1 has a dependent object (DependencyViolation): "
        "remove the rules, then run again."
    )


def test_other_errors_pass_through() -> None:
    with pytest.raises(ClientError, match="UnauthorizedOperation"), common.in_use("subnet app-a", "remove it"):
        raise error("UnauthorizedOperation")


def test_entries_are_found_by_their_name_tag() -> None:
    def entry(key: str, *names: str) -> dict[str, Any]:
        return {"Id": key, "Tags": [{"Key": "Name", "Value": name} for name in names]}

    entries = [entry("a", "one"), entry("b"), entry("c", "two"), {"Id": "d"}]
    assert common.named("subnet", entries, ["one", "three"], "Id") == {"one": entries[0]}
    with pytest.raises(PlatformError, match="subnet one: a and e both carry this Name tag"):
        common.named("subnet", [*entries, entry("e", "one")], ["one"], "Id")


def test_a_planned_vpc_is_not_asked() -> None:
    assert Subnets(None, "planned:vpc/rag", {"app-a": {"name": "app-a"}}).read() == {}
