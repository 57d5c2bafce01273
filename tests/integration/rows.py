"""The rows of the requirements held against what AWS answers: `rows.yml` says what to ask and what to expect."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import jmespath
import yaml

DATA = yaml.safe_load(Path(__file__).with_name("rows.yml").read_text())
REGION = "us-east-1"


@dataclass(frozen=True)
class Row:
    """A question to AWS: `find` (JMESPath) picks the observed value out of the answer."""

    row: str
    what: str
    ask: str
    find: str
    expect: Any = None
    arguments: dict[str, Any] | None = None
    region: str = REGION

    def __str__(self) -> str:
        return f"{self.row} {self.what}"

    def observed(self, client: Callable[[str, str], Any], known: Callable[[str], str]) -> Any:
        service, method = self.ask.split(".")
        arguments = filled(self.arguments or {}, known)
        return jmespath.search(self.find, getattr(client(service, self.region), method)(**arguments))


def filled(value: Any, known: Callable[[str], str]) -> Any:
    """Arguments with each C($name) replaced by the identifier that stands for it."""
    if isinstance(value, dict):
        return {key: filled(item, known) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, known) for item in value]
    return known(value[1:]) if isinstance(value, str) and value.startswith("$") else value


ROWS = [Row(**row) for row in DATA["rows"]]
LOOKUPS = {name: Row(row=name, what="", **lookup) for name, lookup in DATA["lookups"].items()}


class Account:
    """AWS as the tests see it, with the identifiers that were looked up once."""

    def __init__(self, endpoint: str) -> None:
        @cache
        def client(service: str, region: str) -> Any:
            keys = {"aws_access_key_id": "sandbox", "aws_secret_access_key": "unchecked"}
            return boto3.client(service, endpoint_url=endpoint, region_name=region, **keys)

        @cache
        def known(name: str) -> str:
            found = LOOKUPS[name].observed(client, known)
            assert found, f"nothing goes by {name}"
            return str(found)

        self.client, self.known = client, known

    def observed(self, row: Row) -> Any:
        return row.observed(self.client, self.known)
