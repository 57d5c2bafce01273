"""Command line: `python -m sandbox.emulator --port P --control-planes DIR [--hold SECONDS] [--endpoints FILE]`."""

import argparse
import os
import signal
import sys
from pathlib import Path

from sandbox.emulator.hold import Hold


def seconds(text: str) -> float:
    try:
        return Hold(float(text)).seconds_per_minute
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.emulator", description="The AWS emulator of the sandbox.")
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1, 0 takes a free one")
    parser.add_argument("--control-planes", type=Path, help="folder with a folder per ready Kubernetes API server")
    parser.add_argument(
        "--hold", type=seconds, default=0.0, help="seconds that a minute of a real wait lasts (default 0)"
    )
    parser.add_argument("--endpoints", type=Path, help="where the sandbox says where its servers are")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> None:
    options = arguments(argv)
    # moto reads this when its IAM backend is made
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    from sandbox.emulator.rds_databases import DATABASES  # after the environment is set
    from sandbox.emulator.server import make_server
    from sandbox.emulator.services.ecr import REGISTRY
    from sandbox.minors import switch

    DATABASES.endpoints = REGISTRY.endpoints = options.endpoints
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server = make_server(options.port, options.control_planes, options.hold, switch)
    print(f"AWS emulator listens on http://127.0.0.1:{server.port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
