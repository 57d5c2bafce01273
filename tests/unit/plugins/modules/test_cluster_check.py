"""The question to a cluster, by Ansible itself, to API servers that give one answer each."""

import base64
import json
import ssl
import subprocess
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.unit.plugins.modules.playbooks import play

NOBODY = "http://127.0.0.1:1"
TOKEN = "k8s-aws-v1.token"
CREDENTIAL = json.dumps({"kind": "ExecCredential", "status": {"token": TOKEN}})


class Doorkeeper(BaseHTTPRequestHandler):
    """Answers C(code) to who has the token, and Unauthorized to everybody else."""

    code = 200

    def do_GET(self) -> None:
        code = self.code if self.headers["Authorization"] == f"Bearer {TOKEN}" else 401
        body = b"{}"
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificate")
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=cluster"]
    request += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run(request, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def server(certificate: Path) -> Iterator[HTTPServer]:
    httpd = HTTPServer(("127.0.0.1", 0), Doorkeeper)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    httpd.socket = context.wrap_socket(httpd.socket, server_side=True)
    thread = Thread(target=httpd.serve_forever)
    thread.start()
    yield httpd
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def kubeconfig(folder: Path, port: int, certificate: Path, command: str) -> str:
    authority = base64.b64encode((certificate / "cert.pem").read_bytes()).decode()
    cluster = {"server": f"https://127.0.0.1:{port}", "certificate-authority-data": authority}
    config = {
        "current-context": "rag-eks",
        "clusters": [{"name": "rag-eks", "cluster": cluster}],
        "contexts": [{"name": "rag-eks", "context": {"cluster": "rag-eks", "user": "rag-eks"}}],
        "users": [{"name": "rag-eks", "user": {"exec": {"command": "sh", "args": ["-c", command]}}}],
    }
    path = folder / "kubeconfig"
    path.write_text(json.dumps(config))
    return str(path)


def checked(folder: Path, path: str, **more: Any) -> tuple[int, str]:
    code, printed = play(
        folder, NOBODY, [{"pinksea.platform.cluster_check": {"name": "rag-eks", "kubeconfig": path, **more}}]
    )
    return code, " ".join(printed.split())


@pytest.fixture
def answering(
    tmp_path: Path, server: HTTPServer, certificate: Path, monkeypatch: Any
) -> Callable[[int], tuple[int, str]]:
    def answering(code: int) -> tuple[int, str]:
        monkeypatch.setattr(Doorkeeper, "code", code)
        path = kubeconfig(tmp_path, server.server_port, certificate, f"echo '{CREDENTIAL}'")
        return checked(tmp_path, path)

    return answering


def test_who_is_answered_is_let_in(answering: Callable[[int], tuple[int, str]]) -> None:
    ended, printed = answering(200)
    assert ended == 0, printed
    assert "lets_in: true" in printed
    assert "[WARNING]" not in printed


@pytest.mark.parametrize(("code", "word"), [(401, "Unauthorized"), (403, "Forbidden")])
def test_who_is_refused_is_not_and_is_told(answering: Callable[[int], tuple[int, str]], code: int, word: str) -> None:
    ended, printed = answering(code)
    assert ended == 0, printed
    assert "lets_in: false" in printed
    assert f"Cluster rag-eks answers {code} ({word}): it has no access entry for this caller" in printed


def test_trouble_of_the_server_is_no_answer(answering: Callable[[int], tuple[int, str]]) -> None:
    ended, printed = answering(503)
    assert ended != 0
    assert "cluster rag-eks answers 503, which says nothing about who may enter" in printed


def test_a_server_that_cannot_be_reached_is_no_answer(tmp_path: Path, certificate: Path) -> None:
    ended, printed = checked(tmp_path, kubeconfig(tmp_path, 1, certificate, f"echo '{CREDENTIAL}'"))
    assert ended != 0
    assert "cluster rag-eks cannot be asked at https://127.0.0.1:1" in printed


def test_credentials_that_cannot_be_had_are_no_answer(tmp_path: Path, server: HTTPServer, certificate: Path) -> None:
    ended, printed = checked(tmp_path, kubeconfig(tmp_path, server.server_port, certificate, "exit 1"))
    assert ended != 0
    assert "has no credential command that works" in printed


def test_a_cluster_that_is_not_there_is_not_asked(tmp_path: Path) -> None:
    ended, printed = checked(tmp_path, str(tmp_path / "nowhere"), exists=False)
    assert ended == 0
    assert "Cluster rag-eks does not exist: what ran in it is taken as gone with it." in printed
