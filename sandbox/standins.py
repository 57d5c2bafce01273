"""Stand-ins for charts that cannot be had: the files of each as text; no input or output."""

import io
import re
import tarfile
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

import yaml

from sandbox.errors import SandboxError

ANNOTATION = "pinksea.platform/stand-in"
# A chart in the chart, as Helm keeps all files of the outer one in the Secret of its release, which holds 1 MiB.
INNER = "charts/definitions"
KIND = re.compile(
    r"(?P<plural>[a-z0-9]+)\.(?P<group>[a-z0-9.-]+)/(?P<version>\w+) (?P<kind>\w+) (?P<scope>\w+)(?P<scale> scale)?"
)


def files(
    chart: str,
    locked: Mapping[str, Any],
    standin: Mapping[str, Any],
    templates: Mapping[str, str],
    upstream: Mapping[str, str],
) -> dict[str, str]:
    """The chart by path: `upstream` has the original's values.yaml, schema and crds/ as far as they are at hand."""
    definitions = {PurePosixPath(path).name: text for path, text in upstream.items() if path.startswith("crds/")}
    permissive = {f"{each['metadata']['name']}.yaml": dump(each) for each in map(definition, standin.get("kinds", []))}
    # A schema may take no values of a chart that it does not know.
    inner = locked["crds"] == "templates" and "values.schema.json" not in upstream
    folder = {"directory": "crds", "templates": f"{INNER}/definitions" if inner else "definitions"}.get(locked["crds"])
    about = {
        **{"apiVersion": "v2", "name": chart, "version": locked["version"], "type": "application"},
        **{"description": f"Stand-in for {chart}", "annotations": {ANNOTATION: "true"}},
    }
    return {
        "Chart.yaml": dump(about),
        "standin.yaml": dump({"workloads": standin.get("workloads", [])}),
        "values.yaml": upstream.get("values.yaml", "{}\n"),
        **{path: upstream[path] for path in ("values.schema.json",) if path in upstream},
        **{f"templates/{name}": text for name, text in templates.items()},
        **({f"{folder}/{name}": text for name, text in (definitions or permissive).items()} if folder else {}),
        **({f"{INNER}/templates/definitions.yaml": templates["definitions.yaml"]} if inner else {}),
        **({f"{INNER}/Chart.yaml": dump({**about, "name": "definitions"})} if inner else {}),
    }


def definition(line: str) -> dict[str, Any]:
    """A CustomResourceDefinition of one line of `kinds`, which takes any object of the kind."""
    found = KIND.fullmatch(line)
    if found is None:
        wanted = "<plural>.<group>/<version> <Kind> <scope>[ scale]"
        raise SandboxError(f"kinds of standins.yml has {line!r}: write {wanted}")
    scale = {"specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.HPAReplicas"}
    scale["labelSelectorPath"] = ".status.selector"
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    version = {"name": found["version"], "served": True, "storage": True, "schema": schema}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{found['plural']}.{found['group']}"},
        "spec": {
            "group": found["group"],
            "scope": found["scope"],
            "names": {"plural": found["plural"], "singular": found["kind"].lower(), "kind": found["kind"]},
            "versions": [{**version, "subresources": {"status": {}, **({"scale": scale} if found["scale"] else {})}}],
        },
    }


def archive(chart: str, content: Mapping[str, str]) -> bytes:
    """A chart archive; the same bytes for the same files."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as tar:
        for path, text in sorted(content.items()):
            member = tarfile.TarInfo(f"{chart}/{path}")
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    return out.getvalue()


def dump(value: Any) -> str:
    return str(yaml.safe_dump(value, sort_keys=False))
