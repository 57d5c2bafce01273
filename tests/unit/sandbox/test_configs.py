"""The configuration files the parts are started with."""

import base64
import json
from pathlib import Path

import pytest

from sandbox import configs
from sandbox.layout import Sandbox
from sandbox.ports import COMPONENTS

ROOT = Path("/srv/checkout")
SANDBOX = Sandbox(ROOT, 15600, 2, ROOT / ".sandbox/data", "pg-secret", "redis-secret")
TOOLS = {
    name: Path("/cache") / name
    for name in ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl", "kwok", "kwokctl")
}


def test_a_control_plane_uses_its_own_ports_and_binaries_only() -> None:
    options = json.loads(configs.kwokctl(SANDBOX, 1, TOOLS, Path("/w")))["options"]
    own = {port for name in COMPONENTS for port in SANDBOX.component(1, name).ports}

    assert {value for key, value in options.items() if key.endswith("Port") and key != "securePort"} == own
    assert {value for key, value in options.items() if key.endswith("Binary")} == {
        str(path) for name, path in TOOLS.items() if name != "kwokctl"
    }
    assert options["bindAddress"] == "127.0.0.1"
    assert options["kubeAuthorization"] is options["securePort"] is options["kubeAdmission"] is True


def test_the_api_server_asks_the_emulator_who_a_token_is() -> None:
    document = json.loads(configs.kwokctl(SANDBOX, 1, TOOLS, Path("/w/webhook.json")))
    patches = {
        each["name"]: {arg["key"]: arg["value"] for arg in each["extraArgs"]} for each in document["componentsPatches"]
    }
    webhook = json.loads(configs.token_webhook(SANDBOX, 1))

    assert patches["kube-apiserver"]["authentication-token-webhook-config-file"] == "/w/webhook.json"
    assert patches["kube-apiserver"]["authentication-token-webhook-version"] == "v1"
    assert webhook["clusters"][0]["cluster"]["server"] == "http://127.0.0.1:15600/_sandbox/token-review/1"


def test_nodes_that_do_not_pretend_are_left_to_their_kubelet() -> None:
    patches = json.loads(configs.kwokctl(SANDBOX, 0, TOOLS, Path("/w")))["componentsPatches"]
    (found,) = ({arg["key"]: arg["value"] for arg in each["extraArgs"]} for each in patches if "kwok" in each["name"])
    assert found["manage-all-nodes"] == "false"
    assert found["manage-nodes-with-annotation-selector"] == "kwok.x-k8s.io/node=fake"


def test_a_component_killed_and_started_again_waits_for_no_lease() -> None:
    patches = json.loads(configs.kwokctl(SANDBOX, 0, TOOLS, Path("/w")))["componentsPatches"]
    elects = {
        each["name"]: arg["value"] for each in patches for arg in each["extraArgs"] if arg["key"] == "leader-elect"
    }

    assert elects == {"kube-controller-manager": "false", "kube-scheduler": "false"}


def test_the_admin_kubeconfig_carries_its_certificates() -> None:
    document = json.loads(configs.admin_kubeconfig("https://127.0.0.1:15610", b"ca", b"crt", b"key"))

    assert document["clusters"][0]["cluster"]["server"] == "https://127.0.0.1:15610"
    assert base64.b64decode(document["clusters"][0]["cluster"]["certificate-authority-data"]) == b"ca"
    assert base64.b64decode(document["users"][0]["user"]["client-key-data"]) == b"key"
    assert document["contexts"][0]["name"] == document["current-context"]


def test_the_registry_listens_on_loopback_and_asks_for_a_password() -> None:
    document = json.loads(configs.registry(15652, Path("/d"), Path("/d/accounts")))

    assert document["http"]["addr"] == "127.0.0.1:15652"
    assert document["auth"]["htpasswd"]["path"] == "/d/accounts"
    assert document["storage"]["filesystem"]["rootdirectory"] == "/d"


def test_postgres_listens_on_loopback_and_on_no_socket_file() -> None:
    lines = configs.postgres(15650).splitlines()

    assert "listen_addresses = '127.0.0.1'" in lines
    assert "port = 15650" in lines
    assert "unix_socket_directories = ''" in lines


def test_pgbouncer_pools_transactions_for_any_role_of_the_database() -> None:
    lines = configs.pgbouncer(15651, 15650, Path("/d/users.txt")).splitlines()

    assert "* = host=127.0.0.1 port=15650" in lines
    assert "pool_mode = transaction" in lines
    assert "auth_user = postgres" in lines
    assert configs.pgbouncer_users("pw") == '"postgres" "pw"\n'


@pytest.mark.parametrize(("port", "replicates"), [(15660, False), (15661, True)])
def test_only_the_master_follows_nobody(port: int, replicates: bool) -> None:
    lines = configs.redis(port, 15660, Path("/d"), "pw").splitlines()

    assert ("replicaof 127.0.0.1 15660" in lines) is replicates
    assert {"requirepass pw", "masterauth pw", "min-replicas-to-write 1", "appendonly yes"} <= set(lines)


def test_sentinel_watches_with_a_quorum_of_two() -> None:
    lines = configs.sentinel(15670, 15660, Path("/d"), "pw").splitlines()

    assert "sentinel monitor pingvas-prod 127.0.0.1 15660 2" in lines
    assert "sentinel down-after-milliseconds pingvas-prod 5000" in lines
    assert lines.index("sentinel monitor pingvas-prod 127.0.0.1 15660 2") < lines.index(
        "sentinel auth-pass pingvas-prod pw"
    )


@pytest.mark.parametrize("text", [configs.redis(1, 1, Path("/d"), "pw"), configs.sentinel(1, 1, Path("/d"), "pw")])
def test_the_command_line_stays_what_it_was_started_with(text: str) -> None:
    assert "set-proc-title no" in text.splitlines()
