"""What a service may do in AWS, and no more: statements of a policy, derived from its needs.

Only needs that the pod itself calls AWS for appear here. Secrets come through External Secrets, whose role reads them;
PostgreSQL and Redis take passwords; a file system is mounted by the CSI driver on behalf of the pod.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import PlatformError
from ..iam.policies import Place, Statement, allow, key_use
from .model import Service
from .needs import Bedrock, Bucket, Need, Queue
from .parse import parse

Stores = Mapping[str, Mapping[str, Any]]

OBJECTS = {
    "read": ["s3:GetObject"],
    "write": ["s3:PutObject", "s3:AbortMultipartUpload"],
    "delete": ["s3:DeleteObject"],
}
KEYS = {"read": ["kms:Decrypt"], "write": ["kms:Decrypt", "kms:GenerateDataKey"], "delete": []}
MESSAGES = {
    "send": ["sqs:SendMessage"],
    "receive": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
}
MODELS = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
PROFILE = re.compile(r"(?:us|us-gov|eu|apac|au|ca|jp|global)\.(?P<model>[a-z0-9]+\..+)")


def statements(service: Service, stores: Stores, place: Place) -> list[Statement]:
    """What the service's needs come to. C(stores) says where it finds C(bucket-...) and C(queue-...)."""
    return [statement for need in service.needs for statement in _statements(need, service.name, stores, place)]


def service_workloads(
    services: Mapping[str, Any], environments: Mapping[str, Any], stores: Stores, place: Mapping[str, str]
) -> list[dict[str, Any]]:
    """One entry per service and environment for C(pod_roles) and C(pod_identities); none without needs in AWS."""
    return [
        {
            "name": f"{environment}-{service.name}",
            "description": f"Service {service.name} in {environment}",
            "namespace": environment,
            "service_account": service.name,
            "statements": found,
        }
        for environment, values in environments.items()
        for service in parse(services).values()
        if (found := statements(service, {**stores, **values.get("stores", {})}, Place(**place)))
    ]


def _statements(need: Need, service: str, stores: Stores, place: Place) -> Iterator[Statement]:
    match need:
        case Bucket(name, access, prefix):
            bucket = f"arn:{place.partition}:s3:::{_stored(stores, f'bucket-{name}', 'name', service)}"
            yield from _bucket(_words(name), bucket, access, prefix, place)
        case Queue(name, access):
            queue = str(_stored(stores, f"queue-{name}", "url", service)).rsplit("/", 1)[-1]
            actions = [action for each in access for action in MESSAGES[each]]
            yield allow(f"Queue{_words(name)}", [*actions, "sqs:GetQueueAttributes"], [place.arn("sqs", queue)])
        case Bedrock(model):
            yield from _bedrock(model, place)


def _bucket(words: str, arn: str, access: tuple[str, ...], prefix: str, place: Place) -> Iterator[Statement]:
    if "read" in access:
        beginning = {"StringLike": {"s3:prefix": f"{prefix}*"}} if prefix else {}
        yield allow(f"Bucket{words}List", ["s3:ListBucket"], [arn], **beginning)
    objects = [action for each in access for action in OBJECTS[each]]
    yield allow(f"Bucket{words}Objects", objects, [f"{arn}/{prefix}*"])
    if keys := sorted({action for each in access for action in KEYS[each]}):
        yield key_use(f"Bucket{words}Key", place, f"{place.id}-s3", "s3", keys)


def _bedrock(model: str, place: Place) -> Iterator[Statement]:
    """An inference profile answers from the model in any of its regions; alone the model is not allowed there."""
    words = _words(model)
    profile = PROFILE.fullmatch(model)
    if not profile:
        arn = f"arn:{place.partition}:bedrock:{place.region}::foundation-model/{model}"
        yield allow(f"Model{words}", MODELS, [arn])
        return
    arn = place.arn("bedrock", f"inference-profile/{model}")
    models = f"arn:{place.partition}:bedrock:*::foundation-model/{profile['model']}"
    yield allow(f"Profile{words}", MODELS, [arn])
    yield allow(f"Model{words}", MODELS, [models], StringEquals={"bedrock:InferenceProfileArn": arn})


def _words(name: str) -> str:
    """For a Sid, which takes letters and digits: `raw-images` is RawImages."""
    return "".join(word.capitalize() for word in re.findall(r"[A-Za-z0-9]+", name))


def _stored(stores: Stores, store: str, key: str, service: str) -> Any:
    value = stores.get(store, {}).get(key)
    if not value:
        raise PlatformError(
            f"stores.{store}.{key} is not set, and services.{service} needs it: "
            "give it in platform_stores, or in services_environments for one environment."
        )
    return value
