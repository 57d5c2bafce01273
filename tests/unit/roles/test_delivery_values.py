"""Traps of Argo CD, Argo Rollouts and Qdrant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.policies.inventory import variables
from tests.unit.roles.declared import releases

Values = dict[str, Any]
CHARTS = Path(__file__).parents[3] / "charts"
RAG = [("prod", "rag"), ("staging", "rag")]


def values(environment: str, host: str, name: str) -> Values:
    return dict(releases(environment, host)[name]["values"])


def test_argo_cd_takes_no_application_away_with_its_set_and_keeps_its_definitions() -> None:
    given = values("prod", "pingvas", "argo-cd")
    # Since 9.0 the chart has no default, and the controller's own would delete.
    assert given["configs"]["params"]["applicationsetcontroller.policy"] == "create-update"
    assert given["crds"] == {"install": True, "keep": True}
    assert given["redis-ha"] == {"enabled": False}


def test_argo_cd_is_reached_from_the_networks_of_those_who_administer_it() -> None:
    given = values("prod", "pingvas", "argo-cd")
    ingress = given["server"]["ingress"]
    annotations = {key.rsplit("/", 1)[-1]: value for key, value in ingress["annotations"].items()}
    assert annotations["inbound-cidrs"] == "127.0.0.1/32"
    assert "group.name" not in annotations  # the load balancer of the services is open to the world
    assert annotations["certificate-arn"].startswith("arn:aws:")
    # Pods are the targets, and speak TLS to the load balancer too.
    assert (annotations["target-type"], ingress["aws"]["serviceType"]) == ("ip", "ClusterIP")
    assert (annotations["backend-protocol"], given["configs"]["params"]["server.insecure"]) == ("HTTPS", False)
    assert given["global"]["domain"] == "argocd.pingvas-shared.sandbox.example.com"
    assert given["server"]["replicas"] == given["repoServer"]["replicas"] == 2


@pytest.mark.parametrize(("environment", "host"), RAG)
def test_argo_rollouts_keeps_its_definitions(environment: str, host: str) -> None:
    given = values(environment, host, "argo-rollouts")
    assert given["keepCRDs"] is True
    assert given["controller"]["replicas"] == 2
    assert given["controller"]["pdb"] == {"enabled": True, "maxUnavailable": 1}


@pytest.mark.parametrize(("environment", "host"), RAG)
def test_the_key_of_qdrant_is_not_looked_up_by_the_chart(environment: str, host: str) -> None:
    """A plan finds none, and renders another one or an empty one."""
    given = values(environment, host, "qdrant")
    assert not {"apiKey", "readOnlyApiKey"} & given.keys()
    reference = {"secretKeyRef": {"name": "qdrant", "key": "api-key"}}
    assert given["env"] == [{"name": "QDRANT__SERVICE__API_KEY", "valueFrom": reference}]


@pytest.mark.parametrize(("environment", "host"), RAG)
def test_qdrant_speaks_tls_to_clients_and_peers_and_the_kubelet_can_ask(environment: str, host: str) -> None:
    config = values(environment, host, "qdrant")["config"]
    assert config["service"]["enable_tls"]
    assert config["cluster"]["p2p"]["enable_tls"]
    assert not config["service"]["verify_https_client_certificate"]
    mounts = {each["mountPath"] for each in values(environment, host, "qdrant")["additionalVolumeMounts"]}
    assert {path.rsplit("/", 1)[0] for key, path in config["tls"].items() if key != "cert_ttl"} == mounts


@pytest.mark.parametrize(("environment", "host"), RAG)
def test_the_metrics_of_qdrant_are_not_asked_for_over_http(environment: str, host: str) -> None:
    """The chart's own ServiceMonitor knows nothing else."""
    assert "metrics" not in values(environment, host, "qdrant")
    assert releases(environment, host)["qdrant"]["after"] == ["qdrant-access"]
    assert "cert-manager" in releases(environment, host)["qdrant-access"]["after"]


@pytest.mark.parametrize(("environment", "host"), RAG)
def test_qdrant_loses_one_peer_at_a_time_and_no_two_copies_with_a_zone(environment: str, host: str) -> None:
    given = values(environment, host, "qdrant")
    assert given["podDisruptionBudget"] == {"enabled": True, "maxUnavailable": 1}  # with both bounds the API refuses it
    assert given.get("podManagementPolicy", "Parallel") == "Parallel"
    (constraint,) = given["topologySpreadConstraints"]
    assert (constraint["topologyKey"], constraint["whenUnsatisfiable"]) == (
        "topology.kubernetes.io/zone",
        "DoNotSchedule",
    )
    (apart,) = given["affinity"]["podAntiAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert apart["topologyKey"] == "kubernetes.io/hostname"
    assert given["nodeSelector"] == {"pinksea.dev/node-group": "qdrant"}


@pytest.mark.parametrize(("environment", "host"), RAG)
def test_qdrant_is_as_unprivileged_as_its_namespace_asks(environment: str, host: str) -> None:
    given = values(environment, host, "qdrant")
    assert given["image"] == {"useUnprivilegedImage": True}  # else an init container runs as root
    assert given["podSecurityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert given["containerSecurityContext"] == {"capabilities": {"drop": ["ALL"]}}
    for volume in ("persistence", "snapshotPersistence"):
        assert (given[volume]["size"], given[volume]["storageClassName"]) == ("100Gi", "gp3")


@pytest.mark.parametrize(("environment", "host"), RAG)
def test_the_site_makes_the_collection_of_documents(environment: str, host: str) -> None:
    given = values(environment, host, "qdrant-collections")
    assert releases(environment, host)["qdrant-collections"]["after"] == ["qdrant"]
    (documents,) = given["collections"]
    assert (documents["name"], documents["size"], documents["replication_factor"]) == ("documents", 1536, 2)
    assert documents["shard_number"] % values(environment, host, "qdrant")["replicaCount"] == 0
    assert given["url"] == "https://qdrant.qdrant.svc.cluster.local:6333"  # a name of its certificate
    assert given["resources"] == {"cpu": "50m", "memory": "128Mi"}


@pytest.mark.parametrize(("environment", "host"), RAG)
def test_snapshots_of_qdrant_ask_every_peer_by_a_name_of_its_certificate(environment: str, host: str) -> None:
    given = values(environment, host, "qdrant-snapshots")
    assert releases(environment, host)["qdrant-snapshots"]["after"] == ["qdrant"]
    peers = range(values(environment, host, "qdrant")["replicaCount"])
    assert given["nodes"] == [f"https://qdrant-{n}.qdrant-headless.qdrant.svc.cluster.local:6333" for n in peers]
    assert (given["collections"], given["secret"]) == (["documents"], "qdrant")
    assert given["resources"] == {"cpu": "100m", "memory": "1Gi"}


@pytest.mark.parametrize(("environment", "host"), RAG)
def test_their_image_has_a_repository(environment: str, host: str) -> None:
    """Staging runs what production has."""
    image = values(environment, host, "qdrant-snapshots")["image"]
    assert image == values(environment, host, "qdrant-collections")["image"]
    assert image["registry"].endswith(".amazonaws.com")
    repositories = variables("prod")[host]["ecr_repositories"]
    assert [each["name"] for each in repositories].count(image["repository"]) == 1


@pytest.mark.parametrize(("environment", "host"), RAG)
def test_hourly_snapshots_are_kept_for_days_and_daily_ones_for_three_months(environment: str, host: str) -> None:
    """Of several rules S3 goes by the shortest."""
    given = values(environment, host, "qdrant-snapshots")
    (bucket,) = (each for each in variables(environment)[host]["s3_buckets_buckets"] if each["name"] == given["bucket"])
    sets = yaml.safe_load((CHARTS / "qdrant-snapshots/values.yaml").read_text())["sets"]
    days = {
        prefix: min(
            rule["expire_days"] for rule in bucket["lifecycle"] if f"{prefix}/".startswith(rule.get("prefix", ""))
        )
        for prefix in (each["prefix"] for each in sets)
    }
    assert days == {"qdrant/hourly": 3, "qdrant/daily": 90}
