"""Whatever the catalogue: it renders, is restricted, and reaches nothing that was not declared."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.parse import findings, parse
from ansible_collections.pinksea.platform.plugins.module_utils.charts.render import render
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[3]
Services = dict[str, Any]
Objects = list[dict[str, Any]]
Generate = Callable[[Services], Path]
Template = Callable[..., Objects]
Traces = tuple[set[str], set[str]]

# Names and texts that YAML likes to read as something else.
NAMES = ["y", "on", "no", "null", "true", "a1", "x-0", "very-long-name-of-a-service-with-forty-a"]
TEXTS = ["", "on", "1e3", "0o7", "~", "a: b", "{{ .Values }}", "'", '"', "#", "a\nb", "ä", "*", "-"]
AWS = {"0.0.0.0/0:443", "10.0.11.0/24:443", "169.254.170.23/32:80"}

MINIMAL: dict[str, Any] = {
    "kind": "worker",
    "image": "a/b",
    "resources": {"cpu": "1", "memory": "64Mi"},
    "replicas": {"min": 1, "max": 2, "cpu": 50},
    "needs": [],
}


def traces(need: dict[str, Any], service: str, ports: dict[str, int]) -> Traces:
    """Variables and network peers of one need, written down apart from the code under test."""
    ((kind, fields),) = need.items()
    name = fields["name"] if isinstance(fields, dict) and "name" in fields else fields
    upper = str(name).replace("-", "_").upper()
    postgres = {f"POSTGRES_{key}" for key in ("HOST", "PORT", "DATABASE", "USERNAME", "PASSWORD")}
    found: dict[str, Callable[[], Traces]] = {
        "postgres": lambda: (postgres, {"10.0.21.0/24:5432"}),
        "redis": lambda: (
            {"REDIS_URL", "REDIS_PASSWORD"},
            {f"10.0.{net}.0/24:{port}" for net in (22, 23) for port in (6379, 26379)},
        ),
        "qdrant": lambda: ({"QDRANT_URL", "QDRANT_API_KEY", "QDRANT_COLLECTION"}, {"qdrant/qdrant:6333"}),
        "bucket": lambda: ({f"{upper}_BUCKET"}, AWS),
        "queue": lambda: ({f"{upper}_QUEUE_URL"}, AWS),
        "bedrock": lambda: ({"BEDROCK_MODEL"}, AWS),
        "service": lambda: ({f"{upper}_URL"}, {f"{name}:{ports[name]}"}),
        "secret": lambda: ({upper}, set()),
        "openai": lambda: ({"OPENAI_API_KEY"}, {"0.0.0.0/0:443"}),
        "external": lambda: ({f"{upper}_URL"}, {"0.0.0.0/0:443"}),
        "efs": lambda: ({f"{upper}_PATH"}, set()),
    }
    return found[kind]()


def expected(services: Services, service: str) -> Traces:
    ports = {name: each.get("port") for name, each in services.items()}
    found = [traces(need, service, ports) for need in services[service]["needs"]]
    variables = set().union(services[service].get("env", {}), *(each[0] for each in found))
    return variables, set().union({"kube-system/kube-dns:53"}, *(each[1] for each in found))


def observed(objects: Objects) -> Traces:
    kinds = {each["kind"]: each for each in objects}
    (container,) = kinds["Deployment"]["spec"]["template"]["spec"]["containers"]
    variables = {*kinds["ConfigMap"]["data"], *(each["name"] for each in container.get("env", []))}
    rules = kinds["NetworkPolicy"]["spec"]["egress"]
    peers = {f"{peer(to)}:{port['port']}" for rule in rules for to in rule["to"] for port in rule["ports"]}
    return variables, peers


def peer(to: dict[str, Any]) -> str:
    if "ipBlock" in to:
        outside = to["ipBlock"]["cidr"] == "0.0.0.0/0"
        assert to["ipBlock"].get("except") == (["10.0.0.0/16"] if outside else None)
        return str(to["ipBlock"]["cidr"])
    ((_, pod),) = to["podSelector"]["matchLabels"].items()
    if "namespaceSelector" not in to:
        return str(pod)
    return f"{to['namespaceSelector']['matchLabels']['kubernetes.io/metadata.name']}/{pod}"


def assert_restricted(objects: Objects, volumes: Collection[str] = ("emptyDir", "persistentVolumeClaim")) -> None:
    (spec,) = (each["spec"]["template"]["spec"] for each in objects if "template" in each.get("spec", {}))
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(spec)
    assert spec["securityContext"]["runAsNonRoot"]
    assert spec["securityContext"]["runAsUser"]
    assert spec["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault"
    assert all({*volumes} & set(volume) for volume in spec["volumes"])
    for container in [*spec.get("initContainers", []), *spec["containers"]]:
        security = container["securityContext"]
        assert security["readOnlyRootFilesystem"]
        assert not security["allowPrivilegeEscalation"]
        assert security["capabilities"] == {"drop": ["ALL"]}
        assert "hostPort" not in str(container.get("ports", ""))


def need_lists(service: str, peers: list[str]) -> st.SearchStrategy[list[Any]]:
    access = st.sampled_from(["read", "write"])
    possible: list[Any] = [
        {"postgres": {"tables": ["a", "b"]}},
        {"redis": {}},
        {"qdrant": {"collection": "documents"}},
        {"bucket": {"name": "images", "access": ["read"]}},
        {"bucket": {"name": "models", "access": ["read", "write"]}},
        {"queue": {"name": "documents", "access": ["send", "receive"]}},
        {"bedrock": {"model": "vendor.model-v1:0"}},
        {"secret": "some-secret"},
        {"openai": {}},
        {"external": {"name": "mail-of-others", "url": "https://mail.example.com/v1"}},
        *({"service": name} for name in peers if name != service),
    ]
    efs = st.builds(lambda value: {"efs": {"name": "models", "path": "/models", "access": value}}, access)
    chosen = st.lists(st.sampled_from(possible), unique_by=str, max_size=6)
    return st.tuples(chosen, st.lists(efs, max_size=1)).map(lambda both: [*both[0], *both[1]])


@st.composite
def catalogues(draw: st.DrawFn) -> Services:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=3))
    workers = {name for name in names if draw(st.booleans())}
    serving = [name for name in names if name not in workers]
    return {name: draw(entries(name, index, name in workers, serving)) for index, name in enumerate(names)}


@st.composite
def entries(draw: st.DrawFn, name: str, index: int, worker: bool, serving: list[str]) -> dict[str, Any]:
    needs = draw(need_lists(name, serving))
    low = draw(st.integers(1, 5))
    entry: dict[str, Any] = {
        "image": draw(st.sampled_from(["a/b", "0/1", "null"])),
        "resources": {"cpu": draw(st.sampled_from(["1", "250m"])), "memory": draw(st.sampled_from(["64Mi", "2Gi"]))},
        "replicas": {"min": low, "max": low + draw(st.integers(0, 45)), "cpu": draw(st.integers(1, 100))},
        "gpu": draw(st.integers(0, 2)),
        "arch": draw(st.sampled_from([None, ["arm64"], ["amd64", "arm64"]])),
        "env": draw(st.dictionaries(st.sampled_from(["SETTING", "N", "Y2"]), st.sampled_from(TEXTS), max_size=2)),
        "needs": needs,
    }
    if {"redis": {}} in needs and draw(st.booleans()):
        entry["replicas"]["queue"] = {"redis": ["queue:on", "1e3"], "length": draw(st.integers(1, 100))}
    if worker:
        return {**entry, "kind": "worker", "metrics": draw(st.sampled_from([None, {"port": 9090}]))}
    entry["metrics"] = draw(st.sampled_from([None, {}, {"port": 9090, "path": "/m"}]))
    entry["route"] = draw(st.sampled_from([None, f"/api/{name}"]))
    return {**entry, "port": 8000 + index}


# Shrinking would start helm some thousand times for catalogues that are small already.
@settings(
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(services=catalogues(), keda=st.booleans())
@example(services={"y": {**MINIMAL, "env": {"N": "1e3", "Y2": "0o7"}}}, keda=False)
def test_any_catalogue(
    services: Services, keda: bool, generate: Generate, template: Template, environment: dict[str, Any]
) -> None:
    assert findings(services) == []
    assert render("acme", parse(services)) == render("acme", parse(dict(reversed(services.items()))))
    dest = generate(services)
    for name, service in services.items():
        objects = template(dest / name, {**environment, "capabilities": {"keda": keda}})
        assert observed(objects) == expected(services, name)
        assert_restricted(objects)
        kinds = [each["kind"] for each in objects]
        assert len(kinds) == len(set(kinds))
        assert kinds.count("HorizontalPodAutoscaler") + kinds.count("ScaledObject") == 1
        (config,) = (each["data"] for each in objects if each["kind"] == "ConfigMap")
        assert service["env"].items() <= config.items()
        assert {each["metadata"]["name"] for each in objects} == {name}


def shipped() -> list[tuple[Services, str, int]]:
    found = []
    for platform in ("pingvas", "rag"):
        file = ROOT / "inventories" / "group_vars" / platform / "services.yml"
        services = yaml.safe_load(file.read_text())["services"]
        found += [(services, name, index) for name in services for index in range(len(services[name]["needs"]))]
    return found


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=f"{case[1]}-{case[0][case[1]]['needs'][case[2]]}") for case in shipped()],
)
def test_a_need_taken_away_takes_its_traces(
    case: tuple[Services, str, int], generate: Generate, template: Template, environment: dict[str, Any]
) -> None:
    services, name, index = case
    needs = services[name]["needs"]
    ((kind, _),) = needs[index].items()
    backlog = services[name]["replicas"].get("queue", {})
    fixed = {"min": 1, "max": 1} if {"redis": "redis", "queue": "sqs"}.get(kind) in backlog else {}
    less = {**services[name], "needs": [*needs[:index], *needs[index + 1 :]]}
    without = {**services, name: {**less, "replicas": fixed or less["replicas"]}}
    before = observed(template(generate(services) / name, environment))
    after = observed(template(generate(without) / name, environment))
    assert before == expected(services, name)
    assert after == expected(without, name)
    assert after[0] < before[0]
