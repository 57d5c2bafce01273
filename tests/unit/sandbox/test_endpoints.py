"""What the sandbox tells its users."""

from pathlib import Path

from sandbox.endpoints import endpoints
from sandbox.layout import Sandbox

ROOT = Path("/srv/checkout")


def test_endpoints_name_every_address() -> None:
    sandbox = Sandbox(ROOT, 16000, 1, ROOT / ".sandbox/data", "pg-secret", "redis-secret")
    told = endpoints(sandbox, {"helm": Path("/cache/helm"), "kubectl": Path("/cache/kubectl")})

    assert told["aws"] == "http://127.0.0.1:16000"
    assert (told["postgres"]["port"], told["pgbouncer"]["port"]) == (16050, 16051)
    assert told["pgbouncer"]["password"] == told["postgres"]["password"] == "pg-secret"
    assert told["registry"]["address"] == "127.0.0.1:16052"
    assert [each["port"] for each in told["redis"]] == [16060, 16061, 16062]
    assert {each["master"] for each in told["sentinel"]} == {"pingvas-prod"}
    assert told["control_planes"] == [
        {
            "name": "0",
            "server": "https://127.0.0.1:16010",
            "kubeconfig": "/srv/checkout/.sandbox/control-planes/0/kubeconfig",
            "prometheus": "http://127.0.0.1:16080",
        }
    ]
    assert told["helm"] == "/cache/helm"
