"""What the sandbox tells its users: the content of endpoints.json; no input or output."""

from pathlib import Path
from typing import Any

from sandbox.configs import REGISTRY_PASSWORD, REGISTRY_USER, SENTINEL_MASTER
from sandbox.layout import HOST, Sandbox


def endpoints(sandbox: Sandbox, tools: dict[str, Path]) -> dict[str, Any]:
    parts = sandbox.parts
    database = {"host": HOST, "user": "postgres", "password": sandbox.postgres_password, "database": "postgres"}
    redis = {"host": HOST, "password": sandbox.redis_password}
    return {
        "aws": f"http://{parts['aws'].address}",
        "postgres": {**database, "port": parts["postgres"].port},
        "pgbouncer": {**database, "port": parts["pgbouncer"].port},
        "redis": [{**redis, "port": parts[f"redis-{each}"].port} for each in range(3)],
        "sentinel": [{**redis, "port": parts[f"sentinel-{each}"].port, "master": SENTINEL_MASTER} for each in range(3)],
        "registry": {
            "address": parts["registry"].address,
            "username": REGISTRY_USER,
            "password": REGISTRY_PASSWORD,
            "repositories": str(sandbox.registry / "docker/registry/v2/repositories"),
        },
        "control_planes": [
            {
                "name": str(each),
                "server": sandbox.server(each),
                "kubeconfig": str(sandbox.kubeconfig(each)),
                "prometheus": f"http://{parts[f'prometheus-{each}'].address}",
            }
            for each in range(sandbox.control_planes)
        ],
        "helm": str(tools["helm"]),
        "kubectl": str(tools["kubectl"]),
    }
