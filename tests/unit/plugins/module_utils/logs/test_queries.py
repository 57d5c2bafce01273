"""What the emulator does not show of saved queries: pages, and two of one name."""

from typing import Any

import boto3
from ansible_collections.pinksea.platform.plugins.module_utils.logs.queries import QueryDefinitions
from botocore.stub import Stubber


def row(name: str, key: str) -> dict[str, Any]:
    return {"name": name, "queryString": "limit 1", "queryDefinitionId": key}


def test_all_pages_are_read_and_the_first_of_a_name_counts() -> None:
    login = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    client = boto3.client("logs", region_name="us-east-1", **login)
    stubber = Stubber(client)
    first = {"queryDefinitions": [row("a", "1"), row("a", "2")], "nextToken": "more"}
    stubber.add_response("describe_query_definitions", first, {"maxResults": 1000})
    second = {"queryDefinitions": [row("b", "3")]}
    stubber.add_response("describe_query_definitions", second, {"maxResults": 1000, "nextToken": "more"})
    with stubber:
        assert {name: item["id"] for name, item in QueryDefinitions(client).read().items()} == {"a": "1", "b": "3"}
