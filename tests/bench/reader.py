"""Read every object of both platforms by plain boto3, helm and kubectl: `python -m tests.bench.reader ENDPOINTS`."""

import json
import subprocess
import sys
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import boto3
from botocore.exceptions import ClientError

from tests.bench.reads import READS, filled, is_batched

ACCOUNT = "123456789012"


def client(address: str, service: str, region: str) -> Any:
    make: Any = boto3.client
    return make(
        service,
        endpoint_url=address,
        region_name=region,
        aws_access_key_id="sandbox",
        aws_secret_access_key="unchecked",
    )


def inventory(address: str) -> list[dict[str, str]]:
    with urlopen(f"{address}/_sandbox/inventory") as answer:  # noqa: S310 - our own server
        rows: list[dict[str, str]] = json.load(answer)
    return rows


def values(row: dict[str, str], address: str) -> dict[str, Any]:
    parent, _, child = row["name"].partition("/")
    scope = "CLOUDFRONT" if row["region"] == "global" or "/global/" in row["id"] else "REGIONAL"
    url = f"{address}/{ACCOUNT}/{row['name']}"
    return {**row, "parent": parent, "child": child, "scope": scope, "url": url, "account": ACCOUNT}


def read(address: str, rows: list[dict[str, str]]) -> int:
    """The number of calls it took."""
    clients: dict[tuple[str, str], Any] = {}
    count = 0
    for (kind, region), group in groupby(rows, lambda row: (row["kind"], row["region"])):
        service, calls = READS[kind]
        place = "us-east-1" if region == "global" else region
        if (service, place) not in clients:
            clients[service, place] = client(address, service, place)
        objects = list(group)
        batch = {"ids": [row["id"] for row in objects], "names": [row["name"] for row in objects]}
        for row in objects[:1] if is_batched(calls) else objects:
            for method, arguments in calls.items():
                count += 1
                ask(clients[service, place], method, filled(arguments, {**values(row, address), **batch}))
    return count


def ask(api: Any, method: str, arguments: dict[str, Any]) -> None:
    try:
        getattr(api, method)(**arguments)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if not ("NotFound" in code or code.startswith("NoSuch")):  # a part of a bucket or repository that is not set
            raise


def releases(helm: str, kubeconfig: Path) -> int:
    command = [helm, "--kubeconfig", str(kubeconfig)]
    listed = subprocess.run([*command, "list", "-A", "-o", "json"], check=True, capture_output=True).stdout
    found = json.loads(listed)
    for release in found:
        for part in ("metadata", "values"):
            name = ["get", part, release["name"], "-n", release["namespace"], "-o", "json"]
            subprocess.run([*command, *name], check=True, capture_output=True)
    return len(found)


def secrets(kubectl: str, kubeconfig: Path) -> int:
    command = [kubectl, "--kubeconfig", str(kubeconfig), "get", "secrets", "-A", "-o", "json"]
    owner = "app.kubernetes.io/managed-by"
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["items"]
    return sum(owner in item["metadata"].get("labels", {}) for item in found)


def main() -> None:
    endpoints = json.loads(Path(sys.argv[1]).read_text())
    rows = inventory(endpoints["aws"])
    calls = read(endpoints["aws"], rows)
    clusters = [Path(plane["kubeconfig"]) for plane in endpoints["control_planes"]]
    count = sum(releases(endpoints["helm"], each) + secrets(endpoints["kubectl"], each) for each in clusters)
    sys.stdout.write(json.dumps({"objects": len(rows) + count, "calls": calls}))


if __name__ == "__main__":
    main()
