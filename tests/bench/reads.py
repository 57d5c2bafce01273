"""What somebody reads of each kind to know that it is as it should be: the calls, with their arguments.

C({id}) and C({name}) are those of the object, C({parent}) and C({child}) the parts of a name such as C(cluster/addon);
a kind with C({ids}) is read in one call for all objects.
"""

from typing import Any

Calls = dict[str, dict[str, Any]]


def ec2(method: str, parameter: str) -> tuple[str, Calls]:
    return "ec2", {method: {parameter: "{ids}"}}


def tagged(service: str, calls: Calls, key: str = "ResourceArn") -> tuple[str, Calls]:
    return service, {**calls, "list_tags_for_resource": {key: "{id}"}}


READS: dict[str, tuple[str, Calls]] = {
    "acm_certificate": (
        "acm",
        {
            "describe_certificate": {"CertificateArn": "{id}"},
            "list_tags_for_certificate": {"CertificateArn": "{id}"},
        },
    ),
    "autoscaling_target": (
        "application-autoscaling",
        {
            "describe_scalable_targets": {"ServiceNamespace": "elasticache", "ResourceIds": ["{parent}/{child}"]},
        },
    ),
    "backup_plan": ("backup", {"get_backup_plan": {"BackupPlanId": "{id}"}}),
    "backup_vault": ("backup", {"describe_backup_vault": {"BackupVaultName": "{name}"}}),
    "budget": ("budgets", {"describe_budget": {"AccountId": "{account}", "BudgetName": "{name}"}}),
    "cloudfront_distribution": ("cloudfront", {"get_distribution": {"Id": "{id}"}}),
    "cloudfront_origin_access_control": ("cloudfront", {"get_origin_access_control": {"Id": "{id}"}}),
    "cloudtrail_trail": ("cloudtrail", {"get_trail": {"Name": "{name}"}, "get_trail_status": {"Name": "{name}"}}),
    "cloudwatch_alarm": ("cloudwatch", {"describe_alarms": {"AlarmNames": "{names}"}}),
    "cognito_user_pool": (
        "cognito-idp",
        {
            "describe_user_pool": {"UserPoolId": "{id}"},
            "get_user_pool_mfa_config": {"UserPoolId": "{id}"},
            "list_user_pool_clients": {"UserPoolId": "{id}"},
        },
    ),
    "cognito_user_pool_client": ("cognito-idp", {}),
    "config_recorder": ("config", {"describe_configuration_recorders": {}, "describe_delivery_channels": {}}),
    "config_rule": ("config", {"describe_config_rules": {"ConfigRuleNames": "{names}"}}),
    "ecr_repository": (
        "ecr",
        {
            "describe_repositories": {"repositoryNames": ["{name}"]},
            "get_lifecycle_policy": {"repositoryName": "{name}"},
            "list_tags_for_resource": {"resourceArn": "{id}"},
        },
    ),
    "efs_access_point": ("efs", {"describe_access_points": {"AccessPointId": "{id}"}}),
    "efs_file_system": (
        "efs",
        {
            "describe_file_systems": {"FileSystemId": "{id}"},
            "describe_lifecycle_configuration": {"FileSystemId": "{id}"},
        },
    ),
    "efs_mount_target": (
        "efs",
        {
            "describe_mount_targets": {"MountTargetId": "{id}"},
            "describe_mount_target_security_groups": {"MountTargetId": "{id}"},
        },
    ),
    "eks_access_entry": (
        "eks",
        {
            "describe_access_entry": {"clusterName": "{parent}", "principalArn": "{child}"},
            "list_associated_access_policies": {"clusterName": "{parent}", "principalArn": "{child}"},
        },
    ),
    "eks_addon": ("eks", {"describe_addon": {"clusterName": "{parent}", "addonName": "{child}"}}),
    "eks_cluster": ("eks", {"describe_cluster": {"name": "{name}"}}),
    "eks_nodegroup": ("eks", {"describe_nodegroup": {"clusterName": "{parent}", "nodegroupName": "{child}"}}),
    "eks_pod_identity": (
        "eks",
        {"describe_pod_identity_association": {"clusterName": "{parent}", "associationId": "{id}"}},
    ),
    "elastic_ip": ec2("describe_addresses", "AllocationIds"),
    "elasticache_cluster": ("elasticache", {"describe_cache_clusters": {"CacheClusterId": "{name}"}}),
    "elasticache_parameter_group": (
        "elasticache",
        {
            "describe_cache_parameter_groups": {"CacheParameterGroupName": "{name}"},
            "describe_cache_parameters": {"CacheParameterGroupName": "{name}"},
        },
    ),
    "elasticache_replication_group": (
        "elasticache",
        {"describe_replication_groups": {"ReplicationGroupId": "{name}"}},
    ),
    "elasticache_snapshot": ("elasticache", {"describe_snapshots": {"SnapshotName": "{name}"}}),
    "elasticache_subnet_group": (
        "elasticache",
        {"describe_cache_subnet_groups": {"CacheSubnetGroupName": "{name}"}},
    ),
    "eventbridge_rule": (
        "events",
        {"describe_rule": {"Name": "{name}"}, "list_targets_by_rule": {"Rule": "{name}"}},
    ),
    "guardduty_detector": ("guardduty", {"get_detector": {"DetectorId": "{id}"}}),
    "iam_policy": ("iam", {"get_policy": {"PolicyArn": "{id}"}}),
    "iam_role": (
        "iam",
        {
            "get_role": {"RoleName": "{name}"},
            "list_attached_role_policies": {"RoleName": "{name}"},
            "list_role_policies": {"RoleName": "{name}"},
        },
    ),
    "instance": ec2("describe_instances", "InstanceIds"),
    "instance_profile": ("iam", {"get_instance_profile": {"InstanceProfileName": "{name}"}}),
    "internet_gateway": ec2("describe_internet_gateways", "InternetGatewayIds"),
    "kms_alias": ("kms", {"list_aliases": {}}),
    "kms_key": (
        "kms",
        {
            "describe_key": {"KeyId": "{id}"},
            "get_key_policy": {"KeyId": "{id}", "PolicyName": "default"},
            "get_key_rotation_status": {"KeyId": "{id}"},
            "list_resource_tags": {"KeyId": "{id}"},
        },
    ),
    "launch_template": (
        "ec2",
        {"describe_launch_template_versions": {"LaunchTemplateId": "{id}", "Versions": ["$Latest"]}},
    ),
    "load_balancer": ("elbv2", {"describe_load_balancers": {"LoadBalancerArns": "{ids}"}}),
    "log_group": tagged("logs", {"describe_log_groups": {"logGroupNamePrefix": "{name}"}}, "resourceArn"),
    "nat_gateway": ec2("describe_nat_gateways", "NatGatewayIds"),
    "network_acl": ec2("describe_network_acls", "NetworkAclIds"),
    "network_interface": ec2("describe_network_interfaces", "NetworkInterfaceIds"),
    "oidc_provider": ("iam", {"get_open_id_connect_provider": {"OpenIDConnectProviderArn": "{id}"}}),
    "query_definition": ("logs", {"describe_query_definitions": {"queryDefinitionNamePrefix": "{name}"}}),
    "rds_cluster": ("rds", {"describe_db_clusters": {"DBClusterIdentifier": "{name}"}}),
    "rds_cluster_parameter_group": (
        "rds",
        {
            "describe_db_cluster_parameter_groups": {"DBClusterParameterGroupName": "{name}"},
            "describe_db_cluster_parameters": {"DBClusterParameterGroupName": "{name}"},
        },
    ),
    "rds_cluster_snapshot": ("rds", {"describe_db_cluster_snapshots": {"DBClusterSnapshotIdentifier": "{name}"}}),
    "rds_instance": ("rds", {"describe_db_instances": {"DBInstanceIdentifier": "{name}"}}),
    "rds_subnet_group": ("rds", {"describe_db_subnet_groups": {"DBSubnetGroupName": "{name}"}}),
    "route53_record": ("route53", {}),
    "route53_zone": (
        "route53",
        {"get_hosted_zone": {"Id": "{id}"}, "list_resource_record_sets": {"HostedZoneId": "{id}"}},
    ),
    "route_table": ec2("describe_route_tables", "RouteTableIds"),
    "s3_bucket": (
        "s3",
        {
            method: {"Bucket": "{name}"}
            for method in (
                "get_bucket_encryption",
                "get_bucket_lifecycle_configuration",
                "get_bucket_notification_configuration",
                "get_bucket_policy",
                "get_bucket_replication",
                "get_bucket_tagging",
                "get_bucket_versioning",
                "get_public_access_block",
            )
        },
    ),
    "secret": (
        "secretsmanager",
        {"describe_secret": {"SecretId": "{id}"}, "get_resource_policy": {"SecretId": "{id}"}},
    ),
    "security_group": ec2("describe_security_groups", "GroupIds"),
    "sns_topic": tagged("sns", {"get_topic_attributes": {"TopicArn": "{id}"}}),
    "sqs_queue": (
        "sqs",
        {
            "get_queue_url": {"QueueName": "{name}"},
            "get_queue_attributes": {"QueueUrl": "{url}", "AttributeNames": ["All"]},
            "list_queue_tags": {"QueueUrl": "{url}"},
        },
    ),
    "ssm_parameter": ("ssm", {"get_parameter": {"Name": "{name}"}}),
    "subnet": ec2("describe_subnets", "SubnetIds"),
    "target_group": ("elbv2", {"describe_target_groups": {"TargetGroupArns": "{ids}"}}),
    "volume": ec2("describe_volumes", "VolumeIds"),
    "vpc": ec2("describe_vpcs", "VpcIds"),
    "vpc_endpoint": ec2("describe_vpc_endpoints", "VpcEndpointIds"),
    "wafv2_ip_set": ("wafv2", {"list_ip_sets": {"Scope": "{scope}"}}),
    "wafv2_web_acl": ("wafv2", {"list_web_acls": {"Scope": "{scope}"}}),
    "xray_group": ("xray", {"get_groups": {}}),
    "xray_sampling_rule": ("xray", {"get_sampling_rules": {}}),
}
"""By kind: the service and its calls. Clients of a pool come with it, and records with their zone."""


def filled(arguments: Any, values: dict[str, Any]) -> Any:
    """Arguments with the values in the place of their names."""
    if isinstance(arguments, dict):
        return {key: filled(value, values) for key, value in arguments.items()}
    if isinstance(arguments, list):
        return [filled(value, values) for value in arguments]
    if arguments in ("{ids}", "{names}"):
        return values[arguments.strip("{}")]
    return arguments.format(**values)


def is_batched(calls: Calls) -> bool:
    """Whether the calls are the same for every object of the kind."""
    given = [value for call in calls.values() for value in call.values()]
    return not given or any(value in ("{ids}", "{names}") for value in given)
