"""Application Auto Scaling, with ElastiCache and tags, which moto does not know."""

import json
from collections.abc import Callable
from typing import Any

from moto.applicationautoscaling import models, responses
from moto.applicationautoscaling.exceptions import AWSValidationException
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.elasticache.models import elasticache_backends

from sandbox.emulator.calls import add_calls, remembered
from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named

REPLICAS = "elasticache:replication-group:Replicas"
MOST_REPLICAS = 5


def targets(backend: Any) -> Named:
    found = [target for rows in backend.targets.values() for target in rows.values()]
    return [(f"{row.resource_id}:{row.scalable_dimension.rpartition(':')[2]}", row.arn) for row in found]


KINDS: dict[str, Callable[[Any], Named]] = {"autoscaling_target": targets}


def tags(backend: Any, arn: str) -> dict[str, str]:
    kept: dict[str, str] = remembered(backend, "tags").setdefault(arn, {})
    return kept


def tag_resource(response: Any) -> str:
    params = json.loads(response.body)
    tags(response.applicationautoscaling_backend, params["ResourceARN"]).update(params["Tags"])
    return "{}"


def list_tags_for_resource(response: Any) -> str:
    arn = json.loads(response.body)["ResourceARN"]
    return json.dumps({"Tags": tags(response.applicationautoscaling_backend, arn)})


def _validate_params(original: Original, response: Any) -> None:
    if response._get_param("ServiceNamespace") != "elasticache":
        original(response)


def register_scalable_target(original: Original, response: Any) -> str:
    backend, params = response.applicationautoscaling_backend, json.loads(response.body)
    if params["ScalableDimension"] != REPLICAS:
        return str(original(response))
    check(backend, params)
    given = (params["ServiceNamespace"], params["ResourceId"], REPLICAS)
    known = backend.targets.setdefault(REPLICAS, {})
    limits = (params.get("MinCapacity"), params.get("MaxCapacity"))
    if target := known.get(params["ResourceId"]):
        if params.get("Tags"):
            raise AWSValidationException("Tags can be given when a scalable target is registered first.")
        target.update(*limits, None)
    else:
        target = models.FakeScalableTarget(backend, *given, *limits, service_linked_role(backend), None)
        known[params["ResourceId"]] = target
        tags(backend, target.arn).update(params.get("Tags", {}))
    return json.dumps({"ScalableTargetARN": target.arn})


def check(backend: Any, params: dict[str, Any]) -> None:
    """The group is there, finished, and in cluster mode; it has five replicas at most."""
    name = params["ResourceId"].removeprefix("replication-group/")
    group = elasticache_backends[backend.account_id][backend.region_name].replication_groups.get(name)
    if group is None or group.status != "available":
        raise AWSValidationException(f"Replication group {name} is not available.")
    if group.cluster_mode != "enabled":
        raise AWSValidationException(f"Replication group {name} is not in cluster mode.")
    if not 1 <= params["MinCapacity"] <= params["MaxCapacity"] <= MOST_REPLICAS:
        raise AWSValidationException(f"A replication group has 1 to {MOST_REPLICAS} replicas.")


def service_linked_role(backend: Any) -> str:
    path = "aws-service-role/elasticache.application-autoscaling.amazonaws.com"
    return f"arn:aws:iam::{backend.account_id}:role/{path}/AWSServiceRoleForApplicationAutoScaling_ElastiCacheRG"


def deregister_scalable_target(original: Original, backend: Any, *named: str) -> None:
    """Its policies go with it."""
    original(backend, *named)
    for key, policy in list(backend.policies.items()):
        if (policy.service_namespace, policy.resource_id, policy.scalable_dimension) == named:
            del backend.policies[key]


def install(hold: Hold) -> None:
    add_calls(ApplicationAutoScalingResponse, (tag_resource, list_tags_for_resource))
    mend(
        [
            (responses.ApplicationAutoScalingResponse, _validate_params),
            (responses.ApplicationAutoScalingResponse, register_scalable_target),
            (models.ApplicationAutoscalingBackend, deregister_scalable_target),
        ]
    )
