"""Run the commands of a JSON list one after another: `python -m tests.bench.children`, prints seconds and the peak.

A process of its own, as the peak of a child is never below that of who started it.
"""

import json
import resource
import subprocess
import sys
import time


def main() -> None:
    commands = json.load(sys.stdin)
    started = time.monotonic()
    for command in commands:
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            sys.exit(f"{' '.join(command)} failed:\n{done.stderr[-4000:]}")
    seconds = time.monotonic() - started
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    sys.stdout.write(json.dumps({"seconds": seconds, "megabytes": kilobytes / 1024}))


if __name__ == "__main__":
    main()
