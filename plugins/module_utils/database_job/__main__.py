"""What runs in the pod: `python -m ... aurora_schema --request FILE [--check]` prints its result as the last line."""

from __future__ import annotations

import argparse
import sys
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from ansible_collections.pinksea.platform.plugins.module_utils.database_job.request import (
    TASKS,
    answer,
    params_of,
    refusal,
)
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError


@cache
def client(service: str) -> Any:
    """In the region of the environment, with the credentials of the pod."""
    return boto3.client(service, config=Config(retries={"mode": "standard", "max_attempts": 8}))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=sorted(TASKS))
    parser.add_argument("--request", type=Path, required=True, help="JSON file, beside the files that it names")
    parser.add_argument("--check", action="store_true", help="change nothing")
    options = parser.parse_args()
    try:
        params = params_of(options.request.read_text(encoding="utf-8"), options.task, options.request.parent)
        result = TASKS[options.task].carry_out(params, client, check_mode=options.check)
    except (PlatformError, ClientError, BotoCoreError, OSError) as error:
        print(refusal(error))
        return 1
    print(answer(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
