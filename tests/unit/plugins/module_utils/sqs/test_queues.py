"""What SQS answers and the emulator does not."""

import boto3
import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.sqs.queues import Queues
from ansible_collections.pinksea.platform.plugins.module_utils.sqs.wanted import item
from botocore.stub import Stubber

QUEUE = {
    "name": "q",
    "visibility_timeout": 30,
    "retention": 60,
    "wait_time": 20,
    "kms_key": "",
    "dead_letter": "",
    "max_receives": 5,
    "statements": [],
    "tls_only": False,
}


def test_the_name_of_a_queue_that_was_just_deleted() -> None:
    client = boto3.client("sqs", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    stub = Stubber(client)
    stub.add_client_error("create_queue", "QueueDeletedRecently")
    with stub, pytest.raises(PlatformError, match="sqs_queue q was deleted less than a minute ago"):
        Queues(client, {}, str).create(item(QUEUE, {}, "arn"))
