"""The kubeconfig of one cluster, whose credentials come from a command."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any


def kubeconfig(
    cluster: str, endpoint: str, certificate_authority: str, command: Sequence[str], environment: Mapping[str, str]
) -> dict[str, Any]:
    credentials = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "interactiveMode": "Never",
        "command": command[0],
        "args": list(command[1:]),
        "env": [{"name": name, "value": value} for name, value in sorted(environment.items())],
    }
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": cluster,
        "clusters": [
            {"name": cluster, "cluster": {"server": endpoint, "certificate-authority-data": certificate_authority}}
        ],
        "contexts": [{"name": cluster, "context": {"cluster": cluster, "user": cluster}}],
        "users": [{"name": cluster, "user": {"exec": credentials}}],
    }


def shown(config: Any) -> Any:
    """Without the values of the command's environment, which may be credentials."""
    config = copy.deepcopy(config)
    for user in config.get("users", []):
        for variable in user["user"].get("exec", {}).get("env") or []:
            variable["value"] = "..."
    return config
