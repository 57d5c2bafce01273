"""Custom resources against the definitions of their operators, as an API server would judge them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

CHARTS = Path(__file__).parents[4] / "shared" / "charts"
MISSING = f"{CHARTS} is not beside the checkout"
FILES = (
    "argo-rollouts-*/crds/analysistemplates.*.yaml",
    "argo-rollouts-*/crds/rollouts.*.yaml",
    "cert-manager-*/crds/certificates.*.yaml",
    "cert-manager-*/crds/clusterissuers.*.yaml",
    "external-secrets-*/crds/clustersecretstores.*.yaml",
    "external-secrets-*/crds/externalsecrets.*.yaml",
    "external-secrets-*/crds/pushsecrets.*.yaml",
    "karpenter-[0-9]*/crds/ec2nodeclasses.*.yaml",
    "karpenter-[0-9]*/crds/nodepools.*.yaml",
    "keda-*/crds/scaledobjects.*.yaml",
    "kube-prometheus-stack-*/crds/podmonitors.*.yaml",
    "kube-prometheus-stack-*/crds/prometheusrules.*.yaml",
    "kube-prometheus-stack-*/crds/servicemonitors.*.yaml",
)


@cache
def definitions() -> dict[tuple[str, str], Draft202012Validator]:
    """By version and kind."""
    found = {}
    for pattern in FILES:
        (file,) = CHARTS.glob(pattern)
        definition = yaml.load(file.read_text(), yaml.CSafeLoader)["spec"]
        for version in definition["versions"]:
            key = (f"{definition['group']}/{version['name']}", definition["names"]["kind"])
            found[key] = Draft202012Validator(closed(version["schema"]["openAPIV3Schema"]))
    return found


def closed(schema: Any) -> Any:
    """A field that is not defined is refused, as by C(kubectl --validate=strict)."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: closed(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and not schema.get("x-kubernetes-preserve-unknown-fields"):
        found.setdefault("additionalProperties", False)
    return found


def problems(each: dict[str, Any]) -> list[str]:
    """None for what is no custom resource."""
    validator = definitions().get((each["apiVersion"], each["kind"]))
    if validator is None:
        assert each["kind"] not in {kind for _, kind in definitions()}, (
            f"{each['kind']} has no version {each['apiVersion']}"
        )
        return []
    return [f"{each['kind']}: {error.json_path} {error.message}" for error in validator.iter_errors(each)]
