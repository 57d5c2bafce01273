"""Whom the client trusts, and what it makes of an answer that is none."""

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.client import Qdrant
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

Server = Callable[..., str]


@pytest.fixture
def server() -> Iterator[Server]:
    """Starts servers that give the same answer to everything."""
    made: list[HTTPServer] = []

    def start(answer: bytes, certificate: Path | None = None, promised: int = 0) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("content-length", str(promised or len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """A server that says nothing."""

        made.append(HTTPServer(("127.0.0.1", 0), Handler))
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            made[-1].socket = context.wrap_socket(made[-1].socket, server_side=True)
        Thread(target=made[-1].serve_forever, args=[0.05], daemon=True).start()
        return f"{'https' if certificate else 'http'}://127.0.0.1:{made[-1].server_port}"

    yield start
    for each in made:
        each.shutdown()
        each.server_close()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key and a certificate of 127.0.0.1 that is its own authority."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "qdrant")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path / "server.pem"
    path.write_bytes(secret + made.public_bytes(pem))
    return path


def problem(url: str, ca_file: Path | None = None) -> str:
    with pytest.raises(PlatformError) as failure:
        Qdrant(url, None, str(ca_file) if ca_file else None, 5).require()
    return str(failure.value)


def test_a_certificate_of_the_given_authority(server: Server, certificate: Path) -> None:
    Qdrant(server(b'{"version": "1.19.0"}', certificate), None, str(certificate), 5).require()


def test_a_certificate_of_somebody_else(server: Server, certificate: Path) -> None:
    url = server(b'{"version": "1.19.0"}', certificate)
    assert problem(url) == (
        f"qdrant {url} has a certificate that is not trusted (self-signed certificate): give ca_file."
    )
    other = url.replace("127.0.0.1", "localhost")
    assert "not trusted (Hostname mismatch" in problem(other, certificate)


def test_what_is_no_qdrant(server: Server) -> None:
    url = server(b"<html>")
    assert problem(url) == f"{url} does not answer as Qdrant does: check the address."
    url = server(b"{}")
    assert problem(url) == f"qdrant {url} is of version unknown: upgrade it to 1.9 or later."


def test_an_answer_that_breaks_off(server: Server) -> None:
    url = server(b'{"version":', promised=100)
    assert problem(url).startswith(f"qdrant {url} broke off its answer (")
