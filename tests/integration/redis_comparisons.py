"""redis_comparison run on two servers, and what is in them."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from typing import Any

import pytest
import redis
from ansible.module_utils.testing import patch_module_args
from ansible_collections.pinksea.platform.plugins.modules import redis_comparison

from tests.integration.redis_nodes import PASSWORD

KEYS = 1008


def fill(server: redis.Redis) -> None:
    """C(KEYS) keys of every type, kept in the short way and in the long one."""
    for number in range(1000):
        server.set(f"session:{number}", f"user-{number}", px=3_600_000 + number)
    server.rpush("queue:dev", *(f"job-{number}" for number in range(300)))
    for size, name in ((3, "short"), (600, "long")):
        server.hset(f"job:{name}", mapping={f"field-{number}": number for number in range(size)})
        server.sadd(f"tags:{name}", *(f"tag-{number}" for number in range(size)))
        server.zadd(f"scores:{name}", {f"user-{number}": number / 3 for number in range(size)})
    server.xadd("events", {"kind": "created", "by": "user-1"})


def compare(original: redis.Redis, copy: redis.Redis, password: str = PASSWORD) -> dict[str, Any]:
    first, second = (server.connection_pool.connection_kwargs for server in (original, copy))
    place = {"host": second["host"], "port": second["port"]}
    arguments = {"host": first["host"], "port": first["port"], "password": password, "copy": place}
    output = io.StringIO()
    with patch_module_args(arguments), redirect_stdout(output), pytest.raises(SystemExit):
        redis_comparison.main()
    return dict(json.loads(output.getvalue()))
