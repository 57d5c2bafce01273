"""What is seen of services in rendered charts and in everything else that is derived from their catalogue."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.databases import database_roles
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.iam import service_workloads
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.secrets import service_secrets
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.security_groups import route_rules, store_rules
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.stores import redis_queues, services_needing
from ansible_collections.pinksea.platform.plugins.module_utils.iam.workloads import pod_identities, pod_roles

from tests.unit.charts.expected import VPC, Facets, Services
from tests.unit.charts.test_traffic import PRIVATE

Objects = list[dict[str, Any]]
CONTROLLERS = ("Deployment", "Rollout", "StatefulSet", "Job", "CronJob")
PLACE = {"id": "acme", "cluster": "acme", "region": "us-east-1", "account": "123456789012"}


def of_service(services: Services, service: str, objects: Objects, stores: dict[str, Any]) -> Facets:
    own = {each["kind"]: each for each in objects if each["metadata"]["name"] == service}
    spec = pod(objects)
    (container,) = spec["containers"]
    policy = own["NetworkPolicy"]["spec"]
    found = {
        "environment": {*own["ConfigMap"]["data"], *(each["name"] for each in container.get("env", []))},
        "egress": {
            f"{peer(to)}:{port['port']}" for rule in policy["egress"] for to in rule["to"] for port in rule["ports"]
        },
        "ingress": {
            f"{peer(each)}:{port['port']}"
            for rule in policy["ingress"]
            for each in rule["from"]
            for port in rule["ports"]
            if "podSelector" in each and "namespaceSelector" not in each
        },
        "triggers": triggers(own.get("ScaledObject", {})),
        "volumes": volumes(spec, container),
        "secrets": secrets(own.get("ExternalSecret", {})),
        "database": database(services, service),
        "iam": {f"{action} {resource}" for action, resource in permissions(services, service, stores)},
    }
    return {facet: traces for facet, traces in found.items() if traces}


def pod(objects: Objects) -> dict[str, Any]:
    (owner,) = (each for each in objects if each["kind"] in CONTROLLERS and not is_test(each))
    spec = owner["spec"]["jobTemplate"]["spec"] if owner["kind"] == "CronJob" else owner["spec"]
    found = with_claims(spec)["spec"]
    assert isinstance(found, dict)
    return found


def with_claims(spec: dict[str, Any]) -> dict[str, Any]:
    """The template of a pod with the volumes that a StatefulSet adds to it."""
    pod = spec["template"]
    names = [each["metadata"]["name"] for each in spec.get("volumeClaimTemplates", [])]
    claimed = [{"name": name, "persistentVolumeClaim": {"claimName": name}} for name in names]
    return {**pod, "spec": {**pod["spec"], "volumes": [*pod["spec"].get("volumes", []), *claimed]}}


def is_test(each: dict[str, Any]) -> bool:
    return "helm.sh/hook" in each["metadata"].get("annotations", {})


def peer(to: dict[str, Any]) -> str:
    if "ipBlock" in to:
        outside = to["ipBlock"]["cidr"] == "0.0.0.0/0"
        assert to["ipBlock"].get("except") == ([VPC, *PRIVATE] if outside else None)
        return str(to["ipBlock"]["cidr"])
    ((_, name),) = to["podSelector"]["matchLabels"].items()
    if "namespaceSelector" not in to:
        return str(name)
    return f"{to['namespaceSelector']['matchLabels']['kubernetes.io/metadata.name']}/{name}"


def triggers(scaled: dict[str, Any]) -> set[str]:
    found = [each["metadata"] for each in scaled.get("spec", {}).get("triggers", [])]
    lists = {each["listName"] for each in found if "listName" in each}
    return lists | {each["queueURL"].rpartition("/")[2] for each in found if "queueURL" in each}


def volumes(spec: dict[str, Any], container: dict[str, Any]) -> set[str]:
    mounts = {each["name"]: each["mountPath"] for each in container["volumeMounts"]}
    assert mounts.keys() == {each["name"] for each in spec["volumes"]}
    return {f"{name} at {path}" for name, path in mounts.items() if name != "tmp"}


def secrets(external: dict[str, Any]) -> set[str]:
    data = external.get("spec", {}).get("data", [])
    names = ((each["secretKey"], each["remoteRef"]) for each in data)
    return {f"{name}={source['key'].removeprefix('acme/prod/')}#{source['property']}" for name, source in names}


def database(services: Services, service: str) -> set[str]:
    roles = {role["name"]: role["tables"] for role in database_roles(services, {}, "{service}")}
    return {f"{table}: {', '.join(words)}" for table, words in roles.get(service, {}).items()}


def permissions(services: Services, service: str, stores: dict[str, Any]) -> set[tuple[str, str]]:
    """Actions on resources, whose ARNs are cut down to names."""
    return {
        (action, resource.split(":", 5)[-1])
        for workload in service_workloads(services, {"prod": {}}, stores, PLACE)
        if workload["service_account"] == service
        for statement in workload["statements"]
        for action in statement["Action"]
        for resource in statement["Resource"]
    }


def of_platform(services: Services, stores: dict[str, Any]) -> Facets:
    workloads = service_workloads(services, {"prod": {}}, stores, PLACE)
    rules = route_rules(services, "alb")
    found = {
        "secrets": {each["name"] for each in service_secrets(services, "acme", ["prod"])},
        "roles": {role["name"] for role in pod_roles(workloads, PLACE)},
        "identities": {f"{each['namespace']}/{each['service_account']}" for each in pod_identities(workloads, PLACE)},
        "queues": set(redis_queues(services)),
        "open": {str(rule["from_port"]) for rule in rules},
    }
    for kind in ("postgres", "redis", "qdrant"):
        found[f"users of {kind}"] = set(services_needing(services, kind))
    found["open"] |= {
        kind for kind in ("postgres", "redis", "qdrant", "efs") if store_rules(services, kind, "a", {1: ""})
    }
    return {facet: traces for facet, traces in found.items() if traces}


def assert_restricted(objects: Objects, volumes: Collection[str] = ("emptyDir", "persistentVolumeClaim")) -> None:
    assert list(pods(objects))
    for template in pods(objects):
        assert_pod_restricted(template["spec"], volumes)


def pods(objects: Objects) -> Iterator[dict[str, Any]]:
    """The template of every pod that would be made."""
    specs = (each["spec"].get("jobTemplate", each)["spec"] for each in objects if "spec" in each)
    yield from (with_claims(spec) for spec in specs if "template" in spec)


def assert_pod_restricted(spec: dict[str, Any], volumes: Collection[str]) -> None:
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(spec)
    assert spec["securityContext"]["runAsNonRoot"]
    assert spec["securityContext"]["runAsUser"]
    assert spec["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault"
    assert all({*volumes} & set(volume) for volume in spec.get("volumes", []))
    for container in [*spec.get("initContainers", []), *spec["containers"]]:
        security = container["securityContext"]
        assert security["readOnlyRootFilesystem"]
        assert not security["allowPrivilegeEscalation"]
        assert security["capabilities"] == {"drop": ["ALL"]}
        assert "hostPort" not in str(container.get("ports", ""))
