"""The JSON Schema of a service chart's values. Strict: a misspelt value stops an installation."""

from __future__ import annotations

Schema = dict[str, object]

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
FLAG: Schema = {"type": "boolean"}
CPU: Schema = {"type": "string", "pattern": "^[1-9][0-9]*m?$"}
MEMORY: Schema = {"type": "string", "pattern": "^[1-9][0-9]*(Mi|Gi)$"}
CIDRS: Schema = {"type": "array", "items": {"type": "string", "pattern": "^[0-9.]+/[0-9]+$"}}
OPTIONAL_CIDR: Schema = {"type": "string", "pattern": "^([0-9.]+/[0-9]+)?$"}
ROUTE: Schema = {"type": "string", "pattern": "^(/.*)?$"}


def whole(low: int, high: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high}


def closed(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def mapping(value: Schema) -> Schema:
    return {"type": "object", "additionalProperties": value}


PORT = whole(1, 65535)
PERCENT = whole(1, 100)
IMAGE = closed(
    registry=TEXT, repository=TEXT, tag=TEXT, digest={"type": "string", "pattern": "^(sha256:[0-9a-f]{64})?$"}
)
STORE = closed(
    host=TEXT,
    port=PORT,
    database=TEXT,
    url=TEXT,
    prefix=TEXT,
    sampler=TEXT,
    samplerArgument=TEXT,
    address=TEXT,
    master=TEXT,
    name=TEXT,
    region=TEXT,
    claim=TEXT,
    ports={"type": "array", "items": PORT, "minItems": 1},
    cidrs=CIDRS,
    namespace=TEXT,
    podLabels=mapping(TEXT),
    issuer=TEXT,
)
ADDED_BY_HELM: dict[str, Schema] = {"common": {"type": "object"}, "global": {"type": "object"}}
SERVICE = closed(
    platform=TEXT,
    image=IMAGE,
    kind={"enum": ["deployment", "rollout", "statefulset", "worker", "job", "cronjob"]},
    schedule=TEXT,
    port=PORT,
    route=ROUTE,
    probes=closed(live=ROUTE, ready=ROUTE),
    metrics=closed(port=PORT, path=ROUTE),
    replicas=closed(
        min=whole(0, 1000),
        max=whole(1, 1000),
        cpu=PERCENT,
        memory=PERCENT,
        queue=closed(redis=TEXTS, sqs=TEXT, length=whole(1, 10_000)),
    ),
    resources=closed(cpu=CPU, memory=MEMORY, limits=closed(cpu=CPU, memory=MEMORY), gpu=whole(0, 16)),
    rollout=closed(autoPromotion=FLAG),
    objectives=closed(
        availability={"type": "number", "minimum": 90, "exclusiveMaximum": 100},
        latencyP95={"type": "number", "exclusiveMinimum": 0},
    ),
    terminationGracePeriodSeconds=whole(1, 3600),
    arch={"type": "array", "items": {"enum": ["amd64", "arm64"]}},
    nodeSelector=mapping(TEXT),
    env=mapping(TEXT),
    storeEnv=mapping(closed(store=TEXT, key=TEXT, append=TEXT)),
    secretEnv=mapping(closed(secret=TEXT, key=TEXT)),
    volumes={"type": "array", "items": closed(name=TEXT, store=TEXT, path=ROUTE, readOnly=FLAG)},
    claims=mapping(closed(size=MEMORY, path=ROUTE, storageClass=TEXT)),
    egress=closed(stores=TEXTS, services=mapping(PORT), aws=FLAG, internet=FLAG),
    callers=TEXTS,
    stores=mapping(STORE),
    network=closed(vpc=OPTIONAL_CIDR, loadBalancer=CIDRS, awsEndpoints=CIDRS),
    ingress=closed(host=TEXT, className=TEXT, annotations=mapping(TEXT)),
    priorityClassName=TEXT,
    secrets=closed(store=TEXT, prefix=TEXT),
    test=closed(image=IMAGE),
    monitoring=closed(prometheus=TEXT, runbooks=TEXT),
    capabilities=closed(keda=FLAG, prometheus=FLAG, externalSecrets=FLAG, rollouts=FLAG),
    **ADDED_BY_HELM,
)


def service_schema(name: str) -> Schema:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"Values of chart {name}", **SERVICE}
