"""What RDS offers: engine versions, and parameters, of which the emulator knows the ones in use here."""

from typing import Any

from moto.core.responses import ActionResult

VERSIONS = {
    "aurora-postgresql": ("14.15", "15.8", "15.10", "15.12", "16.6", "16.8"),
    "aurora-mysql": ("8.0.mysql_aurora.3.08.2",),
}
PARAMETERS = {
    "log_connections": ("0", "dynamic"),
    "log_disconnections": ("0", "dynamic"),
    "log_min_duration_statement": ("-1", "dynamic"),
    "log_statement": ("none", "dynamic"),
    "max_connections": ("LEAST({DBInstanceClassMemory/9531392},5000)", "static"),
    "rds.force_ssl": ("0", "dynamic"),
    "rds.logical_replication": ("0", "static"),
}


def describe_db_engine_versions(response: Any) -> ActionResult:
    engine, version = response.params.get("Engine"), response.params.get("EngineVersion")
    rows = [
        {
            "Engine": name,
            "EngineVersion": offered,
            "MajorEngineVersion": offered.split(".")[0],
            "DBParameterGroupFamily": f"{name}{offered.split('.')[0]}",
            "Status": "available",
        }
        for name, versions in VERSIONS.items()
        for offered in versions
        if engine in (None, name) and version in (None, offered)
    ]
    return ActionResult({"DBEngineVersions": rows})


def describe_db_cluster_parameters(response: Any) -> ActionResult:
    name, source = response.params.get("DBClusterParameterGroupName"), response.params.get("Source")
    own = response.backend.describe_db_cluster_parameter_groups(name)[0].parameters
    rows = [
        {
            "ParameterName": key,
            "ParameterValue": own[key]["ParameterValue"] if key in own else value,
            "ApplyType": apply_type,
            "Source": "user" if key in own else "engine-default",
        }
        for key, (value, apply_type) in PARAMETERS.items()
    ]
    return ActionResult({"Parameters": [row for row in rows if source in (None, row["Source"])]})
