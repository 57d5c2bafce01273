"""Logs, alarms, audit, backup, tracing and budgets: what moto lacks of them."""

import json
from typing import Any

import pytest

from .conftest import ACCOUNT, Emulator

ROLE = f"arn:aws:iam::{ACCOUNT}:role/backup"
RULE = {"RuleName": "daily", "TargetBackupVaultName": "mine", "Lifecycle": {"DeleteAfterDays": 7}}
SAMPLING = {
    "RuleName": "mine",
    "Priority": 1,
    "FixedRate": 0.1,
    "ReservoirSize": 1,
    "Version": 1,
    **dict.fromkeys(("ResourceARN", "ServiceName", "ServiceType", "Host", "HTTPMethod", "URLPath"), "*"),
}


def inventory(emulator: Emulator) -> list[tuple[str, str]]:
    return [(item["kind"], item["name"]) for item in json.loads(emulator.call("/_sandbox/inventory"))]


def plan_of(backup: Any) -> str:
    key: str = backup.create_backup_plan(BackupPlan={"BackupPlanName": "mine", "Rules": [RULE]})["BackupPlanId"]
    return key


def select(backup: Any, plan: str) -> str:
    selection = {"SelectionName": "all", "IamRoleArn": ROLE, "Resources": ["*"]}
    key: str = backup.create_backup_selection(BackupPlanId=plan, BackupSelection=selection)["SelectionId"]
    return key


def test_all_are_listed_and_forgotten_in_a_reset(emulator: Emulator) -> None:
    emulator.client("s3").create_bucket(Bucket="mine")
    emulator.client("logs").put_query_definition(name="mine", queryString="limit 1")
    emulator.client("cloudwatch").put_metric_alarm(
        AlarmName="mine", EvaluationPeriods=1, ComparisonOperator="GreaterThanThreshold"
    )
    emulator.client("cloudtrail").create_trail(Name="mine", S3BucketName="mine")
    config = emulator.client("config")
    group = {"allSupported": True, "includeGlobalResourceTypes": True}
    config.put_configuration_recorder(ConfigurationRecorder={"name": "mine", "roleARN": ROLE, "recordingGroup": group})
    config.put_config_rule(
        ConfigRule={"ConfigRuleName": "mine", "Source": {"Owner": "AWS", "SourceIdentifier": "ENCRYPTED_VOLUMES"}}
    )
    emulator.client("guardduty").create_detector(Enable=True, Tags={"Name": "mine"})
    backup = emulator.client("backup")
    backup.create_backup_vault(BackupVaultName="mine")
    plan_of(backup)
    emulator.client("xray").create_group(GroupName="mine")
    emulator.client("xray").create_sampling_rule(SamplingRule=SAMPLING)
    limit = {"Amount": "1", "Unit": "USD"}
    budget = {"BudgetName": "mine", "BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": limit}
    emulator.client("budgets").create_budget(AccountId=ACCOUNT, Budget=budget)
    kinds = [
        "backup_plan",
        "backup_vault",
        "budget",
        "cloudtrail_trail",
        "cloudwatch_alarm",
        "config_recorder",
        "config_rule",
        "guardduty_detector",
        "query_definition",
        "s3_bucket",
        "xray_group",
        "xray_sampling_rule",
    ]
    assert inventory(emulator) == [(kind, "mine") for kind in kinds]
    emulator.call("/moto-api/reset", "POST", b"")
    assert inventory(emulator) == []
    assert emulator.client("logs").describe_query_definitions()["queryDefinitions"] == []


def test_a_log_group_has_a_class_and_a_key(emulator: Emulator) -> None:
    logs = emulator.client("logs")
    logs.create_log_group(logGroupName="mine", logGroupClass="INFREQUENT_ACCESS", tags={"a": "b"})
    logs.associate_kms_key(logGroupName="mine", kmsKeyId="arn:aws:kms:us-east-1:123456789012:key/1")
    group = logs.describe_log_groups()["logGroups"][0]
    assert (group["logGroupClass"], group["kmsKeyId"][-5:]) == ("INFREQUENT_ACCESS", "key/1")
    logs.disassociate_kms_key(logGroupName="mine")
    assert "kmsKeyId" not in logs.describe_log_groups()["logGroups"][0]
    logs.delete_log_group(logGroupName="mine")
    logs.create_log_group(logGroupName="mine")
    assert logs.list_tags_for_resource(resourceArn=group["logGroupArn"])["tags"] == {}
    with pytest.raises(logs.exceptions.ResourceNotFoundException):
        logs.delete_query_definition(queryDefinitionId="none")


def test_a_rule_needs_a_recorder_and_keeps_its_tags(emulator: Emulator) -> None:
    config = emulator.client("config")
    rule = {"ConfigRuleName": "mine", "Source": {"Owner": "AWS", "SourceIdentifier": "ENCRYPTED_VOLUMES"}}
    with pytest.raises(config.exceptions.NoAvailableConfigurationRecorderException):
        config.put_config_rule(ConfigRule=rule)
    recorder = {"name": "mine", "roleARN": ROLE, "recordingMode": {"recordingFrequency": "DAILY"}}
    config.put_configuration_recorder(ConfigurationRecorder=recorder)
    found = config.describe_configuration_recorders()["ConfigurationRecorders"][0]
    assert found["recordingMode"] == {"recordingFrequency": "DAILY"}
    config.put_config_rule(ConfigRule=rule, Tags=[{"Key": "a", "Value": "b"}])
    config.put_config_rule(ConfigRule=rule | {"Description": "changed"})
    arn = config.describe_config_rules()["ConfigRules"][0]["ConfigRuleArn"]
    assert config.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "a", "Value": "b"}]


def test_an_account_has_one_detector_whose_features_are_switched_one_by_one(emulator: Emulator) -> None:
    guardduty = emulator.client("guardduty")
    on = [{"Name": name, "Status": "ENABLED"} for name in ("S3_DATA_EVENTS", "EKS_AUDIT_LOGS")]
    key = guardduty.create_detector(Enable=True, Features=on)["DetectorId"]
    with pytest.raises(guardduty.exceptions.BadRequestException, match="already exists"):
        guardduty.create_detector(Enable=True)
    guardduty.update_detector(DetectorId=key, Features=[{"Name": "S3_DATA_EVENTS", "Status": "DISABLED"}])
    features = {row["Name"]: row["Status"] for row in guardduty.get_detector(DetectorId=key)["Features"]}
    assert features["S3_DATA_EVENTS"] == "DISABLED"
    assert features["EKS_AUDIT_LOGS"] == features["DNS_LOGS"] == "ENABLED"


def test_a_backup_plan_changes_and_goes_after_its_selections(emulator: Emulator) -> None:
    backup = emulator.client("backup")
    plan = plan_of(backup)
    selection = select(backup, plan)
    backup.update_backup_plan(BackupPlanId=plan, BackupPlan={"BackupPlanName": "mine", "Rules": [RULE, RULE]})
    assert len(backup.get_backup_plan(BackupPlanId=plan)["BackupPlan"]["Rules"]) == 2
    with pytest.raises(backup.exceptions.InvalidRequestException):
        backup.delete_backup_plan(BackupPlanId=plan)
    backup.delete_backup_selection(BackupPlanId=plan, SelectionId=selection)
    with pytest.raises(backup.exceptions.ResourceNotFoundException):
        backup.get_backup_selection(BackupPlanId=plan, SelectionId=selection)
    backup.delete_backup_plan(BackupPlanId=plan)
    assert plan_of(backup) != plan


def test_a_vault_goes_after_its_recovery_points(emulator: Emulator) -> None:
    backup = emulator.client("backup")
    backup.create_backup_vault(BackupVaultName="mine")
    made = backup.start_backup_job(BackupVaultName="mine", ResourceArn="arn:aws:ec2:::volume/v", IamRoleArn=ROLE)
    assert backup.list_backup_vaults()["BackupVaultList"][0]["NumberOfRecoveryPoints"] == 1
    with pytest.raises(backup.exceptions.InvalidRequestException):
        backup.delete_backup_vault(BackupVaultName="mine")
    point = backup.list_recovery_points_by_backup_vault(BackupVaultName="mine")["RecoveryPoints"][0]
    assert point["RecoveryPointArn"] == made["RecoveryPointArn"]
    backup.delete_recovery_point(BackupVaultName="mine", RecoveryPointArn=point["RecoveryPointArn"])
    backup.delete_backup_vault(BackupVaultName="mine")
    assert backup.list_backup_vaults()["BackupVaultList"] == []


def test_groups_and_sampling_rules_are_of_one_name_each(emulator: Emulator) -> None:
    xray = emulator.client("xray")
    xray.create_group(GroupName="mine")
    xray.create_sampling_rule(SamplingRule=SAMPLING)
    for again in (
        lambda: xray.create_group(GroupName="mine"),
        lambda: xray.create_sampling_rule(SamplingRule=SAMPLING),
        lambda: xray.delete_group(GroupName="none"),
    ):
        with pytest.raises(xray.exceptions.InvalidRequestException):
            again()
