"""What stands in the sandbox, and what to look at next."""

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from sandbox import charts
from sandbox.errors import SandboxError
from sandbox.layout import state_of
from sandbox.report import say, table

Rows = list[tuple[str, ...]]


ACCOUNT = "account"


def resources(listed: list[dict[str, str]], platforms: list[str]) -> Rows:
    """How many AWS resources of each kind belong to each platform; what no name tells belongs to the account."""
    counts = Counter((row["kind"], owner_of(row["name"], platforms)) for row in listed)
    owners = [*platforms, ACCOUNT]
    rows = [("AWS resources", *owners)]
    for kind in sorted({kind for kind, _ in counts}):
        rows.append((kind, *(str(counts[kind, owner] or "-") for owner in owners)))
    totals = (sum(number for (_, of), number in counts.items() if of == owner) for owner in owners)
    return [*rows, ("total", *map(str, totals))]


def owner_of(name: str, platforms: list[str]) -> str:
    """The platform whose id stands in the name; else the one whose first word does, as in names of buckets."""
    ids = sorted(platforms, key=len, reverse=True)
    words = [(platform, platform) for platform in ids] + [(platform.partition("-")[0], platform) for platform in ids]
    for word, platform in words:
        if re.search(rf"\b{re.escape(word)}\b", name):
            return platform
    return ACCOUNT


def releases(
    listed: list[dict[str, str]], pods: list[dict[str, Any]], stand_ins: set[str]
) -> Iterator[tuple[str, ...]]:
    """Each release with the pods that carry its name; a chart of `stand_ins` is not the one of that name."""
    for row in listed:
        own = [pod for pod in pods if is_of(pod, row)]
        ready = sum(
            any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", []))
            for pod in own
        )
        chart = f"{row['chart']} (stand-in)" if row["chart"] in stand_ins else row["chart"]
        yield row["name"], row["namespace"], chart, row["status"], f"{ready}/{len(own)}" if own else "-"


def is_of(pod: dict[str, Any], release: dict[str, str]) -> bool:
    metadata = pod["metadata"]
    labels = metadata.get("labels", {})
    return bool(
        metadata["namespace"] == release["namespace"] and labels.get("app.kubernetes.io/instance") == release["name"]
    )


def summary(root: Path) -> int:
    state = state_of(root)
    if not (state / "endpoints.json").is_file():
        raise SandboxError("the sandbox is not running: start it with `make sandbox-up`")
    endpoints = json.loads((state / "endpoints.json").read_text())
    kubeconfigs = sorted((state / "kubeconfig").glob("*.yml"))
    with urlopen(f"{endpoints['aws']}/_sandbox/inventory") as answer:  # noqa: S310 - our own server
        listed = json.load(answer)
    say("\n" + table(resources(listed, [path.stem.removesuffix("-eks") for path in kubeconfigs])))
    stand_ins = charts.stand_ins(root)
    for path in kubeconfigs:
        in_cluster = ("--kubeconfig", str(path), "-A", "-o", "json")
        found = called(endpoints["helm"], "list", *in_cluster)
        pods = called(endpoints["kubectl"], "get", "pods", *in_cluster)["items"]
        rows = [
            (f"releases in {path.stem}", "namespace", "chart", "status", "pods ready"),
            *releases(found, pods, stand_ins),
        ]
        say("\n" + table(rows))
    if stand_ins:
        say(f"\n{len(stand_ins)} charts are stand-ins, as their repositories could not be reached: our values, and")
        say("workloads of the right names. PLATFORM_CHARTS=<folder of archives> make sandbox-up takes the real ones.")
    say("\nLook around:  kubectl --kubeconfig .sandbox/kubeconfig/<cluster>.yml get pods -A")
    say("Change things in inventories/, then `make plan`. Take it all away: `make destroy`, `make sandbox-down`.")
    return 0


def called(*command: str) -> Any:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SandboxError(f"{' '.join(command[:2])} failed: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout)
