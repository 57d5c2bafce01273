"""Measure the site on the running sandbox: `python -m tests.bench [--runs N] [--only NAME]`."""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen

from sandbox.emulator.hold import MINUTES
from tests.bench import figures, paths
from tests.bench.generation import generation
from tests.bench.migrations import migrations
from tests.bench.reader import inventory
from tests.bench.releases import releases

ROOT = Path(__file__).parents[2]
ENDPOINTS = ROOT / ".sandbox/endpoints.json"
SECONDS_PER_MINUTE = 2.0
ALL = "@sandbox/destroy.json"
# Both sides keep what Python compiled, as on a machine where nobody forbids it.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def timed(command: list[str]) -> tuple[float, str]:
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return time.monotonic() - started, done.stdout


def play(playbook: str, *arguments: str) -> float:
    program = str(Path(sys.executable).with_name("ansible-playbook"))
    return timed([program, "-i", "inventories/prod", "-i", "inventories/sandbox", playbook, *arguments])[0]


def hold(address: str, seconds_per_minute: float) -> None:
    body = json.dumps({"seconds_per_minute": seconds_per_minute}).encode()
    urlopen(Request(f"{address}/_sandbox/hold", body, method="PUT")).close()  # noqa: S310 - our own server


def second_run(runs: int) -> list[figures.Figure]:
    """Site and reader take turns, so that a busy machine slows both."""
    play("site.yml")
    site, reader, objects = [], [], 0
    for _ in range(runs):
        site.append(play("site.yml"))
        seconds, printed = timed([sys.executable, "-m", "tests.bench.reader", str(ENDPOINTS)])
        reader.append(seconds)
        objects = json.loads(printed)["objects"]
    return figures.second_run(site, reader, objects)


def waits(address: str) -> list[figures.Figure]:
    play("playbooks/destroy.yml", "-e", ALL)
    without = play("site.yml")
    kinds = [row["kind"] for row in inventory(address)]
    play("playbooks/destroy.yml", "-e", ALL)
    hold(address, SECONDS_PER_MINUTE)
    try:
        held = play("site.yml")
    finally:
        hold(address, 0)
    bounds = (SECONDS_PER_MINUTE * bound(kinds, MINUTES) for bound in (paths.sequential, paths.longest))
    return figures.waits(*bounds, without=without, held=held)


def standing_releases(runs: int) -> list[figures.Figure]:
    play("site.yml")
    try:
        return releases(json.loads(ENDPOINTS.read_text())["helm"])
    finally:
        play("site.yml")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    measurements = {
        "waits": lambda runs: waits(json.loads(ENDPOINTS.read_text())["aws"]),
        "second-run": second_run,
        "releases": standing_releases,
        "migrations": migrations,
        "generation": lambda runs: generation(json.loads(ENDPOINTS.read_text())["helm"], runs),
    }
    parser.add_argument("--runs", type=int, default=3, help="runs of which the median counts (default 3)")
    parser.add_argument("--only", choices=measurements, help="one of the measurements")
    options = parser.parse_args()
    wanted = [options.only] if options.only else list(measurements)
    measured = [figure for name in wanted for figure in measurements[name](options.runs)]
    text, code = figures.report(measured)
    print(f"on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n{text}")
    return code


if __name__ == "__main__":
    sys.exit(main())
