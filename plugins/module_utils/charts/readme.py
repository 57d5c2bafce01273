"""The README of one service's chart: what it declares, and which values an installation must bring."""

from __future__ import annotations

from collections.abc import Iterator

from ..catalogue.derive import Traces, traces
from ..catalogue.model import Catalogue, Service


def readme(platform: str, service: Service, catalogue: Catalogue) -> str:
    found = traces(service, catalogue)
    return "\n".join([*_head(platform, service), *_variables(found), *_installation(service, found)]) + "\n"


def _head(platform: str, service: Service) -> Iterator[str]:
    replicas, resources = service.replicas, service.resources
    yield f"# {service.name}"
    yield ""
    yield f"A {service.kind} of platform `{platform}`, image `{service.image}`."
    yield "Generated from the service catalogue: change the catalogue, then generate again."
    yield ""
    yield "| | |"
    yield "|---|---|"
    if service.schedule:
        yield f"| schedule | {service.schedule} |"
    if service.port:
        yield f"| port | {service.port}, live {service.probes.live}, ready {service.probes.ready} |"
    if service.route:
        yield f"| route | {service.route} |"
    yield f"| replicas | {replicas.min} to {replicas.max} |"
    yield f"| requests | CPU {resources.cpu}, memory {resources.memory} |"
    for name, claim in service.volumes.items():
        yield f"| volume {name} | {claim.size} of {claim.storage_class} at {claim.path} |"
    if service.gpu:
        yield f"| GPUs | {service.gpu} |"
    if service.metrics:
        yield f"| metrics | port {service.metrics.port}, {service.metrics.path} |"
    if service.port and service.metrics:
        wanted = service.objectives
        latency = f", 95 % within {wanted.latency_p95}" if wanted.latency_p95 else ""
        yield f"| objectives | {wanted.availability:g} % succeed{latency} |"


def _variables(found: Traces) -> Iterator[str]:
    yield ""
    yield "## Environment"
    yield ""
    yield "| variable | from |"
    yield "|---|---|"
    rows = {name: f"`{value}`" for name, value in found.env.items()}
    for name, (store, key, *ending) in found.store_env.items():
        rows[name] = f"value `stores.{store}.{key}`" + "".join(f" and `{text}`" for text in ending)
    rows |= {name: f"secret `{secret}`, key `{key}`" for name, (secret, key) in found.secret_env.items()}
    yield from (f"| `{name}` | {rows[name]} |" for name in sorted(rows))


def _installation(service: Service, found: Traces) -> Iterator[str]:
    yield ""
    yield "## Values to give"
    yield ""
    yield "- `image.registry`, and `image.tag` or `image.digest`"
    for store in sorted(found.stores):
        yield f"- `stores.{store}`: `ports` (or `port`), and `cidrs` or `namespace` with `podLabels`"
    if found.stores:
        yield (
            "- `stores.<store>.issuer`, the ClusterIssuer that signed the certificate of a store, where one did: "
            "`<STORE>_CA_FILE` is then the file with the certificate of that authority"
        )
    for store, key in sorted(
        {*(each[:2] for each in found.store_env.values()), *((each.store, "claim") for each in found.volumes)}
    ):
        yield f"- `stores.{store}.{key}`"
    if service.route:
        yield "- `network.loadBalancer`: the CIDRs that requests come from"
    if found.aws or found.internet:
        yield "- `network.vpc`: the CIDR that HTTPS to the outside leaves out"
    if found.aws:
        yield "- `network.awsEndpoints`: the CIDRs of the interface endpoints, where the VPC has any"
    if service.metrics:
        yield (
            "- `capabilities.prometheus: true` where the operator of Prometheus runs; until then nobody scrapes, and "
            "there are neither alerts nor a dashboard"
        )
    if found.secret_env:
        yield (
            f"- `capabilities.externalSecrets: true` and `secrets.prefix` where External Secrets runs: it makes Secret "
            f"`{service.name}` of all that the service reads. Until then the Secrets above must be in the namespace"
        )
    if service.port:
        yield "- `test.image`: an image with `wget`, for `helm test`"
    if service.kind == "rollout":
        yield "- `capabilities.rollouts: true` where Argo Rollouts runs; until then it is a Deployment"
        yield "- `rollout.autoPromotion: false` where somebody is to promote a new version by hand"
    if queue := service.replicas.queue:
        more = (
            f"`stores.queue-{queue.sqs}.region`" if queue.sqs else "`stores.redis.address`, of Sentinels with `master`,"
        )
        yield f"- `capabilities.keda: true` and {more} where KEDA runs; until then the queue scales nothing"
