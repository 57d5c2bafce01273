"""From a catalogue to the files of its charts. Data only, and the same bytes for the same catalogue."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from ..catalogue.model import Catalogue, Service
from .readme import readme
from .schema import service_schema
from .values import values

CHART_VERSION = "0.1.0"
PLATFORM = "pinksea.platform/platform"
AMBIGUOUS = re.compile(r"[yYnN]|[-+.0-9].*", re.DOTALL)
ORIGIN = "# Generated from the service catalogue: change the catalogue, then generate again.\n"


@dataclass(frozen=True)
class Link:
    """A symbolic link to a directory."""

    target: str


Files = Mapping[str, str | Link]
LIBRARY = Link("../../common")


def render(platform: str, catalogue: Catalogue) -> Files:
    return {
        f"{name}/{path}": content
        for name, service in sorted(catalogue.items())
        for path, content in _chart(platform, service, catalogue).items()
    }


def _chart(platform: str, service: Service, catalogue: Catalogue) -> Files:
    return {
        "Chart.yaml": ORIGIN + _yaml(_metadata(platform, service)),
        "README.md": readme(platform, service, catalogue),
        "charts/common": LIBRARY,
        "templates/all.yaml": '{{- include "common.all" . }}\n',
        "values.schema.json": json.dumps(service_schema(service.name), indent=2) + "\n",
        "values.yaml": ORIGIN + _yaml(values(platform, service, catalogue)),
    }


def _metadata(platform: str, service: Service) -> dict[str, object]:
    return {
        "apiVersion": "v2",
        "name": service.name,
        "description": f"Service {service.name} of platform {platform}",
        "type": "application",
        "version": CHART_VERSION,
        "kubeVersion": ">=1.33.0-0",
        "annotations": {PLATFORM: platform},
        "dependencies": [{"name": "common", "version": CHART_VERSION, "repository": "file://../common"}],
    }


class _Dumper(yaml.SafeDumper):
    """Quotes what helm's YAML parser reads as something else than PyYAML does: y, n, 1e3, 0o7."""

    def represent_text(self, text: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", text, style="'" if AMBIGUOUS.fullmatch(text) else None)


_Dumper.add_representer(str, _Dumper.represent_text)


def _yaml(data: Mapping[str, object]) -> str:
    return str(yaml.dump(data, Dumper=_Dumper, sort_keys=False, width=1000, allow_unicode=True))
