"""`python -m sandbox.controllers NAME ... BINARY` runs a controller while its release stands in the cluster."""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from sandbox.controllers import karpenter, prometheus, rollouts
from sandbox.controllers.cluster import Cluster
from sandbox.controllers.controller import Controller, Given, Start

CONTROLLERS = {
    "karpenter": karpenter.CONTROLLER,
    "prometheus": prometheus.CONTROLLER,
    "rollouts": rollouts.CONTROLLER,
}
POLL_SECONDS = 1.0
STOP_SECONDS = 3.0
# It ends with this process, however that ends.
GUARD = ("setpriv", "--pdeathsig", "KILL")

type Process = "subprocess.Popen[bytes]"


def main() -> None:
    parser = argparse.ArgumentParser(prog="sandbox.controllers")
    parser.add_argument("name", choices=CONTROLLERS)
    parser.add_argument("--kubeconfig", type=Path, required=True)
    parser.add_argument("--aws", required=True)
    parser.add_argument("--prometheus", required=True)
    parser.add_argument("--ports", required=True)
    parser.add_argument("binary")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    given = Given(str(options.kubeconfig), options.aws, options.prometheus, tuple(options.ports.split(",")))
    follow(Cluster(options.kubeconfig), CONTROLLERS[options.name], options.binary, given)


def follow(cluster: Cluster, controller: Controller, binary: str, given: Given) -> None:
    """Start it, end it and start it anew as the release comes, goes and changes."""
    process: Process | None = None
    running: Start | None = None
    try:
        while True:
            try:
                release = controller.release(cluster)
                wanted = controller.start(release, given) if release else None
                if wanted:
                    keep(controller.files(cluster, given))
            except OSError:
                wanted = running  # the API server is not there, which tells nothing of the release
            if process and (process.poll() is not None or wanted != running):
                end(process)
                process = None
            if wanted and process is None:
                process = subprocess.Popen(
                    [*GUARD, binary, *wanted.arguments], env={**os.environ, **wanted.environment}
                )
            running = wanted
            time.sleep(POLL_SECONDS)
    finally:
        if process:
            end(process)


def keep(files: Mapping[Path, str]) -> None:
    for path, text in files.items():
        if not path.exists() or path.read_text() != text:
            new = path.with_suffix(".new")
            new.write_text(text)
            new.replace(path)


def end(process: Process) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main()
