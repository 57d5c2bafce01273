import json
import urllib.error
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from .conftest import Emulator

CALLS = {
    "cloudfront": "list_distributions",
    "cloudwatch": "list_metrics",
    "ec2": "describe_vpcs",
    "efs": "describe_file_systems",
    "eks": "list_clusters",
    "iam": "list_roles",
    "kms": "list_aliases",
    "s3": "list_buckets",
    "sqs": "list_queues",
    "sts": "get_caller_identity",
}
THROTTLED = {"RequestLimitExceeded", "SlowDown", "Throttling", "ThrottlingException"}
EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}


@pytest.fixture(autouse=True)
def sound(emulator: Emulator) -> Iterator[None]:
    yield
    emulator.call("/_sandbox/faults", "PUT", b"{}")


def once(emulator: Emulator, service: str) -> Any:
    """A client that does not try again."""
    made: Any = boto3.client
    return made(
        service,
        endpoint_url=emulator.url,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(retries={"total_max_attempts": 1}),
    )


@pytest.mark.parametrize("service", CALLS)
def test_the_refusal_is_read_in_every_protocol(emulator: Emulator, service: str) -> None:
    call = getattr(once(emulator, service), CALLS[service])
    for faults, codes in ((b'{"throttle": 1}', THROTTLED), (b'{"expire_after": 0}', EXPIRED)):
        emulator.call("/_sandbox/faults", "PUT", faults)
        with pytest.raises(ClientError) as refused:
            call()
        assert refused.value.response["Error"]["Code"] in codes
    emulator.call("/_sandbox/faults", "PUT", b"{}")
    call()


def test_only_the_calls_that_were_asked_for_are_refused(emulator: Emulator) -> None:
    kms, iam = once(emulator, "kms"), once(emulator, "iam")
    emulator.call("/_sandbox/faults", "PUT", b'{"throttle": 1, "service": "kms", "expire_after": 2}')
    iam.list_roles()
    with pytest.raises(ClientError, match="Rate exceeded"):
        kms.list_aliases()
    kms.list_aliases()
    assert json.loads(emulator.call("/_sandbox/faults")) == {"throttle": 0, "service": "kms", "expire_after": 0}
    with pytest.raises(ClientError, match="expired"):
        kms.list_aliases()


@pytest.mark.parametrize("body", [b"5", b'{"throttle": -1}', b'{"flood": 1}', b"nonsense"])
def test_faults_that_make_no_sense_are_refused(emulator: Emulator, body: bytes) -> None:
    with pytest.raises(urllib.error.HTTPError, match="400"):
        emulator.call("/_sandbox/faults", "PUT", body)
