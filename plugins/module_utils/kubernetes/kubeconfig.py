"""What a kubeconfig says of the cluster and the user of its current context."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def path_of(kubeconfig: str | None) -> Path:
    default = os.environ.get("KUBECONFIG", "").split(os.pathsep)[0] or Path.home() / ".kube" / "config"
    return Path(kubeconfig or default)


def server(config: Mapping[str, Any]) -> tuple[str, str]:
    """Address and certificate authority of the cluster of the current context."""
    contexts = {each["name"]: each["context"] for each in config["contexts"]}
    clusters = {each["name"]: each["cluster"] for each in config["clusters"]}
    cluster = clusters[contexts[config["current-context"]]["cluster"]]
    return cluster["server"], base64.b64decode(cluster["certificate-authority-data"]).decode()


def certificate(config: Mapping[str, Any]) -> tuple[str, str] | None:
    """Certificate and key of the user of the current context."""
    user = user_of(config)
    found = (user.get("client-certificate-data"), user.get("client-key-data"))
    return (base64.b64decode(found[0]).decode(), base64.b64decode(found[1]).decode()) if all(found) else None


def token_of(config: Any) -> str | None:
    """The bearer token of the user of the current context, asked of a credential command if there is one."""
    try:
        user = user_of(config)
        command = user.get("exec")
        if command is None:
            found: str | None = user.get("token")
            return found
        environment = {**os.environ, **{each["name"]: each["value"] for each in command.get("env") or []}}
        argv = [command["command"], *command.get("args", [])]
        printed = subprocess.run(argv, env=environment, capture_output=True, text=True, check=True).stdout
        token: str = json.loads(printed)["status"]["token"]
    except (OSError, KeyError, TypeError, ValueError, subprocess.CalledProcessError):
        return None
    return token


def user_of(config: Any) -> Any:
    """The user of the current context."""
    contexts = {each["name"]: each["context"] for each in config["contexts"]}
    users = {each["name"]: each["user"] for each in config["users"]}
    return users[contexts[config["current-context"]]["user"]]
