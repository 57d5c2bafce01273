"""Command line of the sandbox: `python -m sandbox up|down|status|summary|logs [part]|kubernetes <version>`."""

import argparse
import sys
from functools import partial
from pathlib import Path

from sandbox import commands, minors
from sandbox.errors import SandboxError
from sandbox.summary import summary

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="command")
    for verb, what in (
        (commands.up, "start what is not running, wait until all of it serves"),
        (commands.down, "stop everything and remove its data"),
        (commands.status, "list the parts; exit 1 when one is dead"),
        (summary, "list what stands in it: AWS resources, Helm releases, pods"),
    ):
        verbs.add_parser(verb.__name__, help=what).set_defaults(run=verb)
    logs = verbs.add_parser("logs", help="show the last lines of each log")
    logs.add_argument("part", nargs="?", help="a part, or a group such as redis or control-plane-0")
    logs.set_defaults(run=commands.logs)
    minor = verbs.add_parser("kubernetes", help="build another minor of Kubernetes, for clusters of that version")
    minor.add_argument("version", help="such as 1.35")
    minor.set_defaults(run=minors.make)
    arguments = vars(parser.parse_args())
    run = arguments.pop("run")
    if run is commands.logs:
        run = partial(run, name=arguments["part"])
    elif run is minors.make:
        run = partial(run, version=arguments["version"])
    try:
        return int(run(ROOT))
    except SandboxError as error:
        print(f"error: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("interrupted: `up` goes on from here, `down` cleans up", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
