"""Secrets as Helm keeps its releases in."""

import base64
import gzip
import json


def secret(name, revision, status="deployed", namespace="prod"):
    record = {
        "name": name,
        "chart": {"metadata": {"name": name, "version": "1.0.0"}},
        "config": {"a": 1},
        "info": {"status": status},
        "version": revision,
    }
    packed = base64.b64encode(base64.b64encode(gzip.compress(json.dumps(record).encode()))).decode()
    labels = {"name": name, "pinksea.platform/chart-digest": "abc"}
    return {"metadata": {"namespace": namespace, "labels": labels}, "data": {"release": packed}}
