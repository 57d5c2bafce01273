"""`python -m sandbox.karpenter ... BINARY` runs Karpenter while its release stands in the cluster."""

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sandbox.karpenter.cluster import Cluster
from sandbox.karpenter.settings import environment

POLL_SECONDS = 1.0
STOP_SECONDS = 3.0
# It ends with this process, however that ends.
GUARD = ("setpriv", "--pdeathsig", "KILL")

type Process = "subprocess.Popen[bytes]"


def main() -> None:
    parser = argparse.ArgumentParser(prog="sandbox.karpenter")
    parser.add_argument("--kubeconfig", type=Path, required=True)
    parser.add_argument("--aws", required=True)
    parser.add_argument("--health", required=True)
    parser.add_argument("--metrics", required=True)
    parser.add_argument("binary")
    options = parser.parse_args()
    given = {
        "KUBECONFIG": str(options.kubeconfig),
        "AWS_ENDPOINT_URL": options.aws,
        "HEALTH_PROBE_PORT": options.health,
        "METRICS_PORT": options.metrics,
    }
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    follow(Cluster(options.kubeconfig), options.binary, given)


def follow(cluster: Cluster, binary: str, given: dict[str, str]) -> None:
    """Start it, end it and start it anew as the release comes, goes and changes."""
    process: Process | None = None
    running: dict[str, str] | None = None
    try:
        while True:
            try:
                wanted = environment(cluster.release(), given)
            except OSError:
                wanted = running  # the API server is not there, which tells nothing of the release
            if process and (process.poll() is not None or wanted != running):
                end(process)
                process = None
            if wanted and process is None:
                process = subprocess.Popen([*GUARD, binary], env={**os.environ, **wanted})
            running = wanted
            time.sleep(POLL_SECONDS)
    finally:
        if process:
            end(process)


def end(process: Process) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main()
