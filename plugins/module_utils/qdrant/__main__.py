"""What runs in the pod of charts/qdrant-snapshots: takes each set that is due, with the key QDRANT_API_KEY."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from typing import Any

import boto3
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError, problems_of
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.arguments import CONNECTION, SNAPSHOTS
from ansible_collections.pinksea.platform.plugins.module_utils.qdrant.task import taken
from botocore.exceptions import BotoCoreError, ClientError


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", nargs="+", required=True, help="addresses of all nodes' REST interfaces")
    parser.add_argument("--ca-file", required=True, help="authorities that sign their certificates")
    parser.add_argument("--collections", nargs="+", required=True)
    parser.add_argument("--bucket", required=True)
    what = "where they go, and for how many seconds the newest is enough"
    parser.add_argument("--sets", nargs="+", required=True, type=kept, metavar="PREFIX=SECONDS", help=what)
    return parser


def kept(text: str) -> dict[str, Any]:
    prefix, _, seconds = text.partition("=")
    return {"prefix": prefix, "max_age": int(seconds)}


def requests(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The parameters of the module for each kind of set."""
    defaults = {name: option.get("default") for name, option in (SNAPSHOTS | CONNECTION).items()}
    for each in options.sets:
        yield {**defaults, **vars(options), "api_key": os.environ["QDRANT_API_KEY"], **each}


def main() -> int:
    try:
        for params in requests(arguments().parse_args()):
            changes, sets = taken(params, boto3.client)
            due = {change.name for change in changes}
            for name, stamps in sets.items():
                where = f"{params['bucket']}/{params['prefix']}/{name}/{stamps[-1]}"
                print(where, "was taken" if name in due else "is enough")
    except (PlatformError, ClientError, BotoCoreError) as error:
        print(*problems_of(error), sep="\n", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
