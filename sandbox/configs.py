"""Configuration files of the parts as text; no input or output."""

import base64
import json
from pathlib import Path

from sandbox.layout import HOST, Sandbox

SENTINEL_MASTER = "pingvas-prod"
SENTINEL_QUORUM = 2
REGISTRY_USER = "AWS"
REGISTRY_PASSWORD = "123456789012-auth-token"  # noqa: S105 - what moto gives for a token of ECR
REGISTRY_ACCOUNTS = f"{REGISTRY_USER}:$2a$04$r2yRZN5nHObpRmr1Qga.OOEU57sE30hHBDdwY//EyNsErXQcii.mq\n"
"""The same password as the registry reads it; bcrypt salts its hashes, so it cannot be computed from the other."""


def kwokctl(sandbox: Sandbox, index: int, tools: dict[str, Path], webhook: Path) -> str:
    """KwokctlConfiguration of one control plane."""
    etcd_port, etcd_peer_port = sandbox.component(index, "etcd").ports
    options = {
        "runtime": "binary",
        "bindAddress": HOST,
        "securePort": True,
        "kubeAuthorization": True,
        "kubeAdmission": True,
        "kubeApiserverPort": sandbox.component(index, "kube-apiserver").port,
        "etcdPort": etcd_port,
        "etcdPeerPort": etcd_peer_port,
        "kubeControllerManagerPort": sandbox.component(index, "kube-controller-manager").port,
        "kubeSchedulerPort": sandbox.component(index, "kube-scheduler").port,
        "kwokControllerPort": sandbox.component(index, "kwok-controller").port,
        "kubeApiserverBinary": str(tools["kube-apiserver"]),
        "kubeControllerManagerBinary": str(tools["kube-controller-manager"]),
        "kubeSchedulerBinary": str(tools["kube-scheduler"]),
        "kubectlBinary": str(tools["kubectl"]),
        "etcdBinary": str(tools["etcd"]),
        "kwokControllerBinary": str(tools["kwok"]),
        # A machine that slept or was busy must not lose its simulated nodes.
        "kubeControllerManagerNodeMonitorGracePeriodMilliseconds": 24 * 3600 * 1000,
    }
    pki = sandbox.cluster_dir(index) / "pki"
    client = {
        "leader-elect": "false",
        "kube-api-qps": "200",
        "kube-api-burst": "400",
        "profiling": "false",
        "tls-cert-file": f"{pki}/admin.crt",
        "tls-private-key-file": f"{pki}/admin.key",
    }
    extra = {
        "etcd": {"unsafe-no-fsync": "true"},
        "kube-apiserver": {
            "authentication-token-webhook-config-file": str(webhook),
            "authentication-token-webhook-version": "v1",
            "authentication-token-webhook-cache-ttl": "10s",
            # Without a default route the server finds no address to advertise, and nothing here reads its endpoints.
            "advertise-address": HOST,
            "endpoint-reconciler-type": "none",
            "service-cluster-ip-range": "172.20.0.0/16",
            "profiling": "false",
            # No pod runs that could answer the webhooks of third parties' charts.
            "disable-admission-plugins": "MutatingAdmissionWebhook,ValidatingAdmissionWebhook",
        },
        "kube-controller-manager": client,
        "kube-scheduler": client,
        # Told to manage all, it takes the pods of real kubelets too whenever it looks at pods before it looks at nodes.
        "kwok-controller": {
            "manage-all-nodes": "false",
            "manage-nodes-with-annotation-selector": "kwok.x-k8s.io/node=fake",
        },
    }
    patches = [
        {"name": name, "extraArgs": [{"key": key, "value": value} for key, value in arguments.items()]}
        for name, arguments in extra.items()
    ]
    return _json(
        {
            "apiVersion": "config.kwok.x-k8s.io/v1alpha1",
            "kind": "KwokctlConfiguration",
            "options": options,
            "componentsPatches": patches,
        }
    )


def token_webhook(sandbox: Sandbox, index: int) -> str:
    """The kubeconfig by which an API server asks the emulator who a bearer token is."""
    url = f"http://{sandbox.parts['aws'].address}/_sandbox/token-review/{index}"
    return _kubeconfig("token-review", {"server": url}, {})


def admin_kubeconfig(server: str, authority: bytes, certificate: bytes, key: bytes) -> str:
    """A kubeconfig that carries its certificates, so it can be copied."""
    return _kubeconfig(
        "sandbox",
        {"server": server, "certificate-authority-data": _base64(authority)},
        {"client-certificate-data": _base64(certificate), "client-key-data": _base64(key)},
    )


def postgres(port: int) -> str:
    return _lines(
        f"listen_addresses = '{HOST}'",
        f"port = {port}",
        "unix_socket_directories = ''",
        "password_encryption = 'scram-sha-256'",
        "max_connections = 200",
        "fsync = off",
        "synchronous_commit = off",
        "full_page_writes = off",
    )


def pgbouncer(port: int, postgres_port: int, users: Path) -> str:
    return _lines(
        "[databases]",
        f"* = host={HOST} port={postgres_port}",
        "[pgbouncer]",
        f"listen_addr = {HOST}",
        f"listen_port = {port}",
        "unix_socket_dir =",
        "pool_mode = transaction",
        "max_client_conn = 500",
        "default_pool_size = 20",
        "auth_type = scram-sha-256",
        f"auth_file = {users}",
        "auth_user = postgres",
        "admin_users = postgres",
        "ignore_startup_parameters = extra_float_digits",
    )


def pgbouncer_users(password: str) -> str:
    return _lines(f'"postgres" "{password}"')


def redis(port: int, master_port: int, folder: Path, password: str) -> str:
    """A server that is master when its port is the master's, else a replica."""
    replication = [] if port == master_port else [f"replicaof {HOST} {master_port}"]
    return _lines(
        *_redis_common(port, folder, password),
        f"masterauth {password}",
        "appendonly yes",
        "appendfsync everysec",
        "min-replicas-to-write 1",
        "min-replicas-max-lag 10",
        "repl-diskless-sync-delay 0",
        *replication,
    )


def sentinel(port: int, master_port: int, folder: Path, password: str) -> str:
    return _lines(
        *_redis_common(port, folder, password),
        f"sentinel sentinel-pass {password}",
        f"sentinel monitor {SENTINEL_MASTER} {HOST} {master_port} {SENTINEL_QUORUM}",
        f"sentinel auth-pass {SENTINEL_MASTER} {password}",
        f"sentinel down-after-milliseconds {SENTINEL_MASTER} 5000",
        f"sentinel failover-timeout {SENTINEL_MASTER} 20000",
        f"sentinel parallel-syncs {SENTINEL_MASTER} 1",
    )


def registry(port: int, folder: Path, accounts: Path) -> str:
    """Asks for a password, as ECR does."""
    return _json(
        {
            "version": "0.1",
            "log": {"level": "warn", "accesslog": {"disabled": True}},
            "storage": {"filesystem": {"rootdirectory": str(folder)}},
            "http": {"addr": f"{HOST}:{port}", "secret": "sandbox"},
            "auth": {"htpasswd": {"realm": "sandbox", "path": str(accounts)}},
        }
    )


def _redis_common(port: int, folder: Path, password: str) -> list[str]:
    # The process title would hide the path by which the process is known.
    return [
        f"bind {HOST}",
        f"port {port}",
        f'dir "{folder}"',
        f"requirepass {password}",
        "set-proc-title no",
    ]


def _kubeconfig(name: str, cluster: dict[str, str], user: dict[str, str]) -> str:
    return _json(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": name, "cluster": cluster}],
            "users": [{"name": name, "user": user}],
            "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
            "current-context": name,
        }
    )


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _json(document: dict[str, object]) -> str:
    return json.dumps(document, indent=2) + "\n"


def _lines(*lines: str) -> str:
    return "\n".join(lines) + "\n"
