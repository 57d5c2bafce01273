"""Application Auto Scaling."""

from typing import Any

from tests.unit.plugins.modules.listings import answer


def listing(client: Any) -> list[Any]:
    return [
        [
            target,
            answer(client.list_tags_for_resource(ResourceARN=target["ScalableTargetARN"])),
            answer(client.describe_scaling_policies(ServiceNamespace="elasticache", ResourceId=target["ResourceId"])),
        ]
        for target in client.describe_scalable_targets(ServiceNamespace="elasticache")["ScalableTargets"]
    ]
