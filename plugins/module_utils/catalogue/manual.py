"""The documentation of the catalogue: keys from the grammar, and what a need gives from the derivations themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from ..iam.policies import Place
from .databases import database_roles
from .derive import Traces, traces
from .grammar import Group, Key, Named, keys
from .iam import statements
from .model import Service
from .needs import BY_FIELDS, BY_NAME
from .parse import parse
from .secrets import service_secrets

HEAD = """\
# The service catalogue

One entry for each workload, in `inventories/group_vars/<platform>/services.yml`. What a service needs is said once;
everything in AWS, in the cluster and in the database follows from that, and goes when the need goes. This page and
`services.schema.json` are made from the grammar by `make docs`. An editor with the YAML language server completes and
checks the file by this line at its head:

```yaml
# yaml-language-server: $schema=../../../docs/services.schema.json
```

`make charts` writes the charts. Without Ansible:
`python -m plugins.module_utils.charts --platform shop --services services.yml --dest charts`.

## Keys of a service

| key | takes | default | |
|---|---|---|---|
"""
KINDS = """
## Rollouts and volumes

A `rollout` is replaced blue/green by Argo Rollouts where `capabilities.rollouts` is on, else it is a Deployment.
The new version gets all requests at once. For 15 minutes its errors are held against `objectives.availability`
(`capabilities.prometheus`): more than 14.4 times what that leaves in three of the minutes, and the version before,
which is kept for 20, has the requests back.

- Both versions run at once: at the heaviest load preflight does not count twice the pods, and a new version may
  have to wait.
- Switching it on or off replaces one controller by another. For a moment there may be no pod: do it when nobody
  asks.
- The site waits until the new version has the requests, and goes back to the version before when that never
  happens. A `helm upgrade` of your own needs `--wait=legacy`, and `kubectl argo rollouts status` after it: the usual
  `--wait` of Helm 4 never sees a Rollout ready, as its `observedGeneration` is a text.
- The selectors of its two Services belong to the operator alone; an upgrade that gave them would be refused as a
  conflict.

`volumes` of a `statefulset` are each pod's own, those of a deployment or worker its one pod's, which ends before
another begins. What they hold outlives the release. Kubernetes refuses to change those of a StatefulSet that
stands.

Pods of a `statefulset` start side by side, so none may wait for another to be ready, and are replaced one by one
from the last. When that one does not become ready the others stay as they are, and the upgrade that failed takes it
back by itself. In the order that is Kubernetes' default, it would wait for the broken pod until somebody deletes it.
"""
NEEDS = """
## Needs

Examples are those of a service `api` on platform `shop`, in namespace `prod`. An environment describes its `stores`.
"""
PLACE = Place("shop", "shop", "us-east-1", "123456789012")
PLAIN = {"image": "shop/api", "resources": {"cpu": "500m", "memory": "512Mi"}}
STORES = {"bucket-images": {"name": "shop-images"}, "queue-jobs": {"url": "https://sqs.example.com/shop-jobs"}}


def manual() -> str:
    needs = (section(name, kind) for name, kind in {**BY_FIELDS, **BY_NAME}.items())
    return HEAD + "".join(rows(Service)) + KINDS + NEEDS + "".join(needs)


def rows(kind: type[Any], above: str = "") -> Iterator[str]:
    for key in keys(kind):
        yield f"| `{above}{key.name}` | {key.word.hint} | {_default(key)} | {key.word.about} |\n"
        if isinstance(key.word, Group):
            yield from rows(key.word.kind, f"{above}{key.name}.")
        if isinstance(key.word, Named):
            yield from rows(key.word.kind, f"{above}{key.name}.<name>.")


def section(name: str, kind: type[Any]) -> str:
    example = {key.name: key.word.example for key in keys(kind) if key.required}
    need = {name: example["name"] if name in BY_NAME else example}
    shown = yaml.safe_dump(need, default_flow_style=True, sort_keys=False, width=1000).strip()[1:-1]
    parts = [f"\n### {name}\n\n{kind.__doc__}\n\n```yaml\n- {shown}\n```\n"]
    if keys(kind) and name not in BY_NAME:
        parts += ["\n| key | takes | default | |\n|---|---|---|---|\n", *rows(kind)]
    gifts = "".join(f"| {what} | {given} |\n" for what, given in given_by(need))
    return "".join([*parts, "\n| gives | |\n|---|---|\n", gifts])


def given_by(need: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    services = {"api": {**PLAIN, "port": 8000, "needs": [need]}, "stock": {**PLAIN, "port": 8001}}
    catalogue = parse(services)
    found = traces(catalogue["api"], catalogue)
    yield from (("environment", line) for line in environment(found))
    yield from (("network", line) for line in network(found))
    for statement in statements(catalogue["api"], STORES, PLACE):
        yield "IAM", f"{_code(statement['Action'])} on {_code(statement['Resource'])}"
    for role in database_roles(services, {}, "shop/prod/{service}-postgres"):
        yield from (("database", f"{', '.join(words)} on `{table}`") for table, words in role["tables"].items())
    if found.stores & {"postgres"}:
        yield "PgBouncer", "a user, and a pool of its own"
    for secret in service_secrets(services, "shop", ["prod"]):
        yield "Secrets Manager", f"`{secret['name']}`"
    for volume in found.volumes:
        yield "volume", f"claim of `stores.{volume.store}.claim` at `{volume.path}`"


def environment(found: Traces) -> Iterator[str]:
    yield from (f"`{name}` `{value}`" for name, value in found.env.items())
    for name, (store, key, *ending) in found.store_env.items():
        yield f"`{name}` from `stores.{store}.{key}`" + "".join(f" and `{text}`" for text in ending)
    yield from (f"`{name}` from secret `{secret}`, `{key}`" for name, (secret, key) in found.secret_env.items())


def network(found: Traces) -> Iterator[str]:
    yield from (f"out to `stores.{store}`" for store in sorted(found.stores))
    yield from (f"out to port {port} of `{name}`, which lets it in" for name, port in found.services.items())
    if found.aws or found.internet:
        yield "HTTPS out of the VPC"
    if found.aws:
        yield "out to the VPC's endpoints and to the agent of Pod Identity"


def _default(key: Key) -> str:
    if key.required:
        return "required"
    return f"`{key.default}`" if isinstance(key.default, str | int | float) and key.default else ""


def _code(words: str | list[str]) -> str:
    return ", ".join(f"`{word}`" for word in ([words] if isinstance(words, str) else words))
