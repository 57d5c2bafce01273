"""`python -m sandbox.qdrant --api-key KEY FILE` serves until it is ended; where its peers are is in the file."""

from __future__ import annotations

import argparse
import json
import os
import signal
from pathlib import Path

from sandbox.qdrant.server import Fake


def main() -> None:
    parser = argparse.ArgumentParser(prog="sandbox.qdrant")
    parser.add_argument("--peers", type=int, default=3)
    parser.add_argument("--api-key", required=True)
    parser.add_argument("file", type=Path, help="gets the addresses and the process id, as JSON")
    options = parser.parse_args()
    found = {"pid": os.getpid(), "urls": Fake(options.peers, options.api_key).urls()}
    options.file.write_text(json.dumps(found))
    signal.pause()


if __name__ == "__main__":
    main()
