import base64

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.kubeconfig import (
    certificate,
    path_of,
    server,
    token_of,
)


def config_of(user):
    return {
        "current-context": "here",
        "contexts": [{"name": "here", "context": {"cluster": "one", "user": "me"}}],
        "clusters": [
            {"name": "other", "cluster": {}},
            {"name": "one", "cluster": {"server": "https://one", "certificate-authority-data": encoded("CA")}},
        ],
        "users": [{"name": "somebody", "user": {"token": "theirs"}}, {"name": "me", "user": user}],
    }


def encoded(text):
    return base64.b64encode(text.encode()).decode()


def test_a_credential_command_is_asked_in_its_environment():
    script = 'echo \'{"status": {"token": "\'$NAME\'"}}\''
    command = {"command": "sh", "args": ["-c", script], "env": [{"name": "NAME", "value": "mine"}]}
    assert token_of(config_of({"exec": command})) == "mine"


def test_a_token_may_stand_there():
    assert token_of(config_of({"token": "mine"})) == "mine"


@pytest.mark.parametrize(
    "user", [{}, {"exec": {"command": "false"}}, {"exec": {"command": "/nowhere"}}, {"exec": {"command": "true"}}]
)
def test_without_an_answer_there_is_no_token(user):
    assert token_of(config_of(user)) is None


def test_a_certificate_needs_its_key():
    both = {"client-certificate-data": encoded("cert"), "client-key-data": encoded("key")}
    assert certificate(config_of(both)) == ("cert", "key")
    assert certificate(config_of({"client-certificate-data": encoded("cert")})) is None


def test_the_server_is_that_of_the_current_context():
    assert server(config_of({})) == ("https://one", "CA")


def test_the_path_given_comes_first(monkeypatch):
    monkeypatch.setenv("KUBECONFIG", "/a:/b")
    assert str(path_of("/c")) == "/c"
    assert str(path_of(None)) == "/a"
