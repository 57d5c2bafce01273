"""The JSON Schema of a file with C(services), for editors. All versions of the YAML language server read draft 7."""

from __future__ import annotations

import json

from .grammar import schema
from .model import Service
from .needs import NAME
from .words import whole_text


def editor_schema() -> str:
    services = {
        "type": "object",
        "propertyNames": {"pattern": whole_text(NAME)},
        "additionalProperties": schema(Service),
    }
    root = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Service catalogue of pinksea.platform",
        "type": "object",
        "properties": {"services": {"description": "Services by name", **services}},
        "required": ["services"],
    }
    return json.dumps(root, indent=2) + "\n"
