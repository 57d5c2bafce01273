from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue.databases import database_roles
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError


def service(*tables: str, port: int) -> dict[str, Any]:
    needs = [{"postgres": {"tables": list(tables)}}] if tables else []
    return {"image": "x", "port": port, "resources": {"cpu": "1", "memory": "1Gi"}, "needs": needs}


SERVICES = {
    "web": service("users", "models", port=8000),
    "worker": service("models", port=8001),
    "idle": service(port=8002),
}


def test_a_service_gets_what_it_needs_and_no_more() -> None:
    access = {"models": {"*": ["select"], "worker": ["select", "insert"]}}
    assert database_roles(SERVICES, access, "p/{service}-postgres") == [
        {
            "name": "web",
            "secret": "p/web-postgres",
            "tables": {"models": ["select"], "users": ["select", "insert", "update", "delete"]},
        },
        {"name": "worker", "secret": "p/worker-postgres", "tables": {"models": ["select", "insert"]}},
    ]


def test_privileges_that_nobody_would_get_are_refused() -> None:
    with pytest.raises(PlatformError, match="names table 'modles', which no service needs: did you mean 'models'"):
        database_roles(SERVICES, {"modles": {}}, "x")
    with pytest.raises(PlatformError, match="gives service 'idle' privileges on models, which it does not need"):
        database_roles(SERVICES, {"models": {"idle": ["select"]}}, "x")
