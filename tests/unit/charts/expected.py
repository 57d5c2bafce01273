"""What follows from needs, written down a second time and apart from the code under test."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

Services = dict[str, Any]
Facets = dict[str, set[str]]
"""What is seen of a service, by the kind of trace."""

VPC = "10.0.0.0/16"
INTERNET = "0.0.0.0/0:443"
AWS = {INTERNET, "10.0.11.0/24:443", "169.254.170.23/32:80"}
DNS = {"kube-system/kube-dns:53"}
OBJECTS = {"read": ["GetObject"], "write": ["PutObject", "AbortMultipartUpload"], "delete": ["DeleteObject"]}
MESSAGES = {"send": ["SendMessage"], "receive": ["ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility"]}
MODELS = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]


def of_service(services: Services, service: str) -> Facets:
    """Of the pod: its variables, its peers both ways, its volumes, its secrets, what it may do in AWS."""
    found: dict[str, set[str]] = defaultdict(set)
    found["environment"] |= set(services[service].get("env") or {})
    found["egress"] |= DNS
    for need in services[service]["needs"]:
        for facet, traces in of_need(need, service, services).items():
            found[facet] |= traces
    volumes = services[service].get("volumes") or {}
    found["volumes"] |= {f"{name} at {claim['path']}" for name, claim in volumes.items()}
    backlog = services[service]["replicas"].get("queue", {})
    found["triggers"] |= set(backlog.get("redis", [])) | ({backlog["sqs"]} if "sqs" in backlog else set())
    port = services[service].get("port")
    callers = [f"{name}:{port}" for name, other in services.items() if {"service": service} in other["needs"]]
    found["ingress"] |= {*callers, f"{service}-test:{port}"} if port else set()
    return {facet: traces for facet, traces in found.items() if traces}


def of_need(need: dict[str, Any], service: str, services: Services) -> Facets:  # noqa: PLR0911 - one return per kind of need
    ((kind, fields),) = need.items()
    name = fields["name"] if isinstance(fields, dict) and "name" in fields else fields
    upper = str(name).replace("-", "_").upper()
    match kind:
        case "postgres":
            plain = {f"POSTGRES_{key}" for key in ("HOST", "PORT", "DATABASE")}
            secret = {f"POSTGRES_{key.upper()}={service}-postgres#{key}" for key in ("username", "password")}
            tables = {f"{table}: select, insert, update, delete" for table in fields["tables"]}
            return {"database": tables, **_pod(plain, {"10.0.21.0/24:5432"}, secret)}
        case "redis":
            peers = {f"10.0.{net}.0/24:{port}" for net in (22, 23) for port in (6379, 26379)}
            return _pod({"REDIS_URL"}, peers, {"REDIS_PASSWORD=redis#password"})
        case "qdrant":
            return _pod({"QDRANT_URL", "QDRANT_COLLECTION"}, {"qdrant/qdrant:6333"}, {"QDRANT_API_KEY=qdrant#api-key"})
        case "bucket":
            access = fields["access"]
            keys = f"{fields.get('prefix', '')}*"
            iam = {f"s3:{action} prod-{name}/{keys}" for each in access for action in OBJECTS[each]}
            iam |= {f"s3:ListBucket prod-{name}"} if "read" in access else set()
            iam |= {"kms:Decrypt key/*"} if {"read", "write"} & {*access} else set()
            iam |= {"kms:GenerateDataKey key/*"} if "write" in access else set()
            return {"iam": iam, **_pod({f"{upper}_BUCKET"}, AWS)}
        case "queue":
            actions = [*(action for each in fields["access"] for action in MESSAGES[each]), "GetQueueAttributes"]
            return {"iam": {f"sqs:{action} {name}" for action in actions}, **_pod({f"{upper}_QUEUE_URL"}, AWS)}
        case "bedrock":
            model = fields["model"]
            resources = [f"foundation-model/{model.removeprefix('us.')}"]
            resources += [f"inference-profile/{model}"] if model.startswith("us.") else []
            iam = {f"{action} {resource}" for action in MODELS for resource in resources}
            return {"iam": iam, **_pod({"BEDROCK_MODEL"}, AWS)}
        case "service":
            return _pod({f"{upper}_URL"}, {f"{name}:{services[name]['port']}"})
        case "secret":
            return _pod(secrets={f"{upper}={name}#value"})
        case "openai":
            return _pod(peers={INTERNET}, secrets={"OPENAI_API_KEY=openai-api-key#value"})
        case "external":
            return _pod({f"{upper}_URL"}, {INTERNET})
        case "efs":
            return {"volumes": {f"{name} at {fields['path']}"}, **_pod({f"{upper}_PATH"})}
        case "tracing":
            sampling = {"OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG"}
            variables = {"OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_SERVICE_NAME", *sampling}
            return _pod(variables, {"monitoring/opentelemetry-collector:4318"})
    raise AssertionError(f"nothing is expected of {kind}")


def of_platform(services: Services) -> Facets:
    """Outside the pods: secrets, users of stores, and what security groups are open to."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, service in services.items():
        secrets = of_service(services, name).get("secrets", set())
        found["secrets"] |= {f"acme/prod/{each.partition('=')[2].partition('#')[0]}" for each in secrets}
        for need in service["needs"]:
            (kind,) = need
            if kind in ("postgres", "redis", "qdrant"):
                found[f"users of {kind}"].add(name)
            if kind in ("postgres", "redis", "qdrant", "efs"):
                found["open"].add(kind)
            if kind in ("bucket", "queue", "bedrock"):
                found["roles"].add(f"acme-prod-{name}")
                found["identities"].add(f"prod/{name}")
        found["open"] |= {f"{service['port']}"} if service.get("route") else set()
        found["queues"] |= set((service["replicas"].get("queue") or {}).get("redis", []))
    return {facet: traces for facet, traces in found.items() if traces}


def _pod(variables: set[str] = set(), peers: set[str] = set(), secrets: set[str] = set()) -> Facets:  # noqa: B006
    names = variables | {each.partition("=")[0] for each in secrets}
    return {"environment": names, "egress": peers, "secrets": secrets}
