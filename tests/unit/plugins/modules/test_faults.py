"""Modules while AWS throttles, and when the credentials expire in the middle."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.request import Request, urlopen

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils import advice
from ansible_collections.pinksea.platform.plugins.modules import ec2_subnets, kms_keys

from tests.unit.plugins.modules.ladder import done, refused

KEYS = {"keys": [{"name": f"faulty-{name}"} for name in "abc"]}


@pytest.fixture
def faults(emulator: str) -> Iterator[Callable[..., dict[str, Any]]]:
    """Sets the faults, and says what is left of them when given none."""

    def to(**wanted: Any) -> dict[str, Any]:
        method = {"method": "PUT", "data": json.dumps(wanted).encode()} if wanted else {}
        with urlopen(Request(f"{emulator}/_sandbox/faults", **method)) as answer:  # noqa: S310 - our own server
            found: dict[str, Any] = json.load(answer)
        return found

    yield to
    to(throttle=0)


def test_throttled_modules_converge(
    client: Callable[[str], Any], vpc_id: str, faults: Callable[..., dict[str, Any]]
) -> None:
    kms, ec2 = client("kms"), client("ec2")
    subnets = {"vpc_id": vpc_id, "subnets": [{"name": "faulty", "cidr": "10.0.1.0/24", "zone": "us-east-1a"}]}
    for module, arguments, service in ((kms_keys, KEYS, kms), (ec2_subnets, subnets, ec2)):
        for state in ("present", "absent"):
            faults(throttle=2)
            assert done(module, arguments | {"state": state}, service)["changed"]
            assert faults()["throttle"] == 0


def test_credentials_that_expire_in_the_middle(
    client: Callable[[str], Any], faults: Callable[..., dict[str, Any]]
) -> None:
    kms = client("kms")
    faults(expire_after=3)
    assert refused(kms_keys, KEYS, kms) == advice.RENEW
    faults(throttle=0)
    assert done(kms_keys, KEYS, kms)["keys"].keys() == {"faulty-a", "faulty-b", "faulty-c"}
    assert not done(kms_keys, KEYS, kms)["changed"]
    made = [alias for alias in kms.list_aliases()["Aliases"] if alias["AliasName"].startswith("alias/faulty-")]
    assert len(made) == 3
    done(kms_keys, KEYS | {"state": "absent"}, kms)
