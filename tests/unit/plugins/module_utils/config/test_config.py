"""What the emulator does not show of AWS Config: recorders of AWS services, and rules that are going."""

from typing import Any

import boto3
from ansible_collections.pinksea.platform.plugins.module_utils.config.recorders import Recorders
from ansible_collections.pinksea.platform.plugins.module_utils.config.rules import Rules
from botocore.stub import Stubber


def client() -> Any:
    return boto3.client("config", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing")


def test_the_recorder_of_a_service_is_not_the_accounts() -> None:
    config = client()
    role = "arn:aws:iam::123456789012:role/service"
    row = {"name": "service-1", "roleARN": role, "servicePrincipal": "securityhub.amazonaws.com"}
    with Stubber(config) as stubber:
        stubber.add_response("describe_configuration_recorders", {"ConfigurationRecorders": [row]})
        stubber.add_response("describe_delivery_channels", {"DeliveryChannels": []})
        stubber.add_response("describe_configuration_recorder_status", {"ConfigurationRecordersStatus": []})
        assert Recorders(config).read() == {}


def test_a_rule_that_is_going_is_gone() -> None:
    config = client()
    source = {"Owner": "AWS", "SourceIdentifier": "ENCRYPTED_VOLUMES"}
    rows = [
        {"ConfigRuleName": state, "ConfigRuleArn": "arn", "ConfigRuleState": state, "Source": source}
        for state in ("ACTIVE", "DELETING", "DELETING_RESULTS")
    ]
    with Stubber(config) as stubber:
        stubber.add_response("describe_config_rules", {"ConfigRules": rows})
        stubber.add_response("list_tags_for_resource", {"Tags": [{"Key": "a", "Value": "b"}]})
        found = Rules(config, {row["ConfigRuleName"]: row for row in rows}).read()
    assert found.keys() == {"ACTIVE"}
