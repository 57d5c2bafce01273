"""What runs in the pods of charts/qdrant-collections and charts/qdrant-snapshots, with the key QDRANT_API_KEY."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import boto3
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError, problems_of
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.arguments import (
    COLLECTION,
    COLLECTIONS,
    CONNECTION,
    SNAPSHOTS,
)
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.convergence import converged
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.task import taken
from botocore.exceptions import BotoCoreError, ClientError


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    tasks = parser.add_subparsers(required=True)
    collections = tasks.add_parser("collections", help="make the collections, or change them")
    collections.set_defaults(carry_out=make)
    collections.add_argument("--url", required=True, help="address of the REST interface")
    collections.add_argument("--collections", required=True, type=stated, help="as JSON, as the module takes them")
    snapshots = tasks.add_parser("snapshots", help="take each set that is due")
    snapshots.set_defaults(carry_out=take)
    snapshots.add_argument("--nodes", nargs="+", required=True, help="addresses of all nodes' REST interfaces")
    snapshots.add_argument("--collections", nargs="+", required=True)
    snapshots.add_argument("--bucket", required=True)
    what = "where they go, and for how many seconds the newest is enough"
    snapshots.add_argument("--sets", nargs="+", required=True, type=kept, metavar="PREFIX=SECONDS", help=what)
    for task in (collections, snapshots):
        task.add_argument("--ca-file", required=True, help="authorities that sign Qdrant's certificates")
    return parser


def defaults(options: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {name: option.get("default") for name, option in options.items()}


def stated(text: str) -> list[dict[str, Any]]:
    return [defaults(COLLECTION) | item for item in json.loads(text)]


def kept(text: str) -> dict[str, Any]:
    prefix, _, seconds = text.partition("=")
    return {"prefix": prefix, "max_age": int(seconds)}


def make(params: dict[str, Any]) -> Iterator[str]:
    changes, collections = converged(defaults(COLLECTIONS) | params)
    for change in changes:
        yield f"{change.action} {change.kind} {change.name}"
    for name, item in collections.items():
        yield f"{name} is {item['status']} with {item['points']} points"


def take(params: dict[str, Any]) -> Iterator[str]:
    for kind in params["sets"]:
        changes, sets = taken(defaults(SNAPSHOTS | CONNECTION) | params | kind, boto3.client)
        due = {change.name for change in changes}
        for name, stamps in sets.items():
            where = f"{params['bucket']}/{kind['prefix']}/{name}/{stamps[-1]}"
            yield f"{where} {'was taken' if name in due else 'is enough'}"


def main() -> int:
    options = arguments().parse_args()
    try:
        for line in options.carry_out({**vars(options), "api_key": os.environ["QDRANT_API_KEY"]}):
            print(line)
    except (PlatformError, ClientError, BotoCoreError) as error:
        print(*problems_of(error), sep="\n", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
