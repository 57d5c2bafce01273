"""Catalogues by chance, of names and texts that YAML likes to read as something else."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

Services = dict[str, Any]

NAMES = ["y", "on", "no", "null", "true", "a1", "x-0", "very-long-name-of-a-service-with-forty-a"]
TEXTS = ["", "on", "1e3", "0o7", "~", "a: b", "{{ .Values }}", "'", '"', "#", "a\nb", "ä", "*", "-"]
REDIS = {"redis": {}}
QUEUE = {"queue": {"name": "documents", "access": ["send", "receive"]}}
NEEDS: list[Any] = [
    {"postgres": {"tables": ["a", "b"]}},
    REDIS,
    {"qdrant": {"collection": "documents"}},
    {"bucket": {"name": "images", "access": ["read"]}},
    {"bucket": {"name": "models", "access": ["read", "write"]}},
    {"bucket": {"name": "documents", "access": ["read", "delete"], "prefix": "raw/"}},
    QUEUE,
    {"bedrock": {"model": "vendor.model-v1:0"}},
    {"secret": "some-secret"},
    {"openai": {}},
    {"tracing": {}},
    {"external": {"name": "mail-of-others", "url": "https://mail.example.com/v1"}},
    {"efs": {"name": "models", "path": "/models", "access": "read"}},
    {"efs": {"name": "models", "path": "/mnt/models", "access": "write"}},
]
CAPABILITIES = ("keda", "prometheus", "externalSecrets", "rollouts")
KINDS = ("deployment", "deployment", "rollout", "statefulset", "worker", "job", "cronjob")
SERVING = ("deployment", "rollout", "statefulset")


def need_name(need: dict[str, Any]) -> str:
    """Two needs of one name are one too many."""
    ((kind, fields),) = need.items()
    return str(kind if kind == "efs" else (kind, fields))


@st.composite
def catalogues(draw: st.DrawFn) -> Services:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=3))
    kinds = {name: draw(st.sampled_from(KINDS)) for name in names}
    serving = [name for name in names if kinds[name] in SERVING]
    return {name: draw(entries(name, kinds[name], names[:index], serving)) for index, name in enumerate(names)}


@st.composite
def entries(draw: st.DrawFn, name: str, kind: str, before: list[str], serving: list[str]) -> dict[str, Any]:
    peers = [{"service": other} for other in serving if other != name]
    needs = draw(st.lists(st.sampled_from([*NEEDS, *peers]), unique_by=need_name, max_size=6))
    entry: dict[str, Any] = {
        "kind": kind,
        "image": draw(st.sampled_from(["a/b", "0/1", "null"])),
        "resources": draw(st.sampled_from(RESOURCES)),
        "gpu": draw(st.integers(0, 2)),
        "arch": draw(st.sampled_from([None, ["arm64"], ["amd64", "arm64"]])),
        "after": draw(st.sampled_from([None, before or None])),
        "env": draw(st.dictionaries(st.sampled_from(["SETTING", "N", "Y2"]), st.sampled_from(TEXTS), max_size=2)),
        "needs": needs,
        "replicas": {},
    }
    if kind == "cronjob":
        entry["schedule"] = draw(st.sampled_from(["0 3 * * *", "*/5 1-4 * * 1,2"]))
    if kind in (*SERVING, "worker"):
        entry["replicas"] = draw(replicas(needs))
        entry["metrics"] = draw(st.sampled_from([None, {"port": 9090}, {"port": 9091, "path": "/m"}]))
    if kind in SERVING:
        entry["port"] = 8000 + NAMES.index(name)
        entry["route"] = draw(st.sampled_from([None, f"/api/{name}"]))
        entry["probes"] = draw(st.sampled_from([None, {"live": "/on"}, {"live": "/~", "ready": "/null"}]))
        entry["metrics"] = {} if kind == "rollout" else draw(st.sampled_from([entry["metrics"], {}]))
        if entry["metrics"] is not None:
            entry["objectives"] = draw(st.sampled_from(OBJECTIVES))
    if kind == "statefulset" or (kind in ("deployment", "worker") and draw(st.booleans())):
        entry["volumes"] = draw(st.sampled_from(VOLUMES))
    if kind != "statefulset" and "volumes" in entry:
        entry["replicas"] = {}
    return entry


RESOURCES: list[dict[str, Any]] = [
    {"cpu": "1", "memory": "64Mi"},
    {"cpu": "250m", "memory": "2Gi", "limits": {"cpu": "1", "memory": "2048Mi"}},
    {"cpu": "250m", "memory": "64Mi", "limits": {"memory": "1Gi"}},
]


BACKLOGS: list[tuple[Any, dict[str, Any]]] = [(REDIS, {"redis": ["queue:on", "1e3"]}), (QUEUE, {"sqs": "documents"})]
OBJECTIVES: list[dict[str, Any] | None] = [None, {"latency_p95": "1s"}, {"availability": 99, "latency_p95": "250ms"}]
VOLUMES: list[dict[str, Any]] = [
    {"on": {"size": "1Gi", "path": "/on"}},
    {"y": {"size": "10Gi", "path": "/y", "storage_class": "null"}, "data": {"size": "512Mi", "path": "/data"}},
]


@st.composite
def replicas(draw: st.DrawFn, needs: list[Any]) -> dict[str, Any]:
    low = draw(st.integers(1, 5))
    found: dict[str, Any] = {"min": low, "max": low + draw(st.integers(0, 45)), "cpu": draw(st.integers(1, 100))}
    found["memory"] = draw(st.none() | st.integers(1, 100))
    queues = [queue for need, queue in BACKLOGS if need in needs]
    if queues and draw(st.booleans()):
        found["queue"] = {**draw(st.sampled_from(queues)), "length": draw(st.integers(1, 100))}
    return found


MINIMAL: Services = {
    "kind": "worker",
    "image": "a/b",
    "resources": {"cpu": "1", "memory": "64Mi"},
    "replicas": {"min": 1, "max": 2, "cpu": 50},
    "needs": [],
}


@cache
def by_chance(count: int = 500) -> list[tuple[Services, dict[str, bool]]]:
    """Drawn before anything is rendered, with the operators that run; what once failed comes first."""
    drawn: list[tuple[Services, dict[str, bool]]] = []

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,  # what lands has seen what was tested
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(services=catalogues(), on=st.sets(st.sampled_from(CAPABILITIES)))
    @example(services={"y": {**MINIMAL, "env": {"N": "1e3", "Y2": "0o7"}}}, on=set())
    def draw(services: Services, on: set[str]) -> None:
        drawn.append((services, {name: name in on for name in CAPABILITIES}))

    draw()
    return drawn
