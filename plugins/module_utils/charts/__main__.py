"""Generate charts without Ansible: python -m plugins.module_utils.charts --help."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import yaml

from ..catalogue.parse import parse
from ..errors import PlatformError
from .files import apply, compare, summary
from .render import render


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="charts", description="Generate the Helm charts of a service catalogue.")
    parser.add_argument("--platform", required=True, help="name of the platform that the services belong to")
    parser.add_argument("--services", required=True, type=Path, help="YAML file with the key 'services'")
    parser.add_argument("--dest", required=True, type=Path, help="directory that holds the library chart 'common'")
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 when something would change")
    return parser.parse_args()


def generate(wanted: argparse.Namespace) -> int:
    data = yaml.safe_load(wanted.services.read_text(encoding="utf-8"))
    services = data.get("services") if isinstance(data, dict) else data
    changes = compare(wanted.dest, wanted.platform, render(wanted.platform, parse(services)))
    for line in summary(changes):
        print(f"{line['action']} {line['kind']} {line['name']}")
    if not wanted.check:
        apply(wanted.dest, changes)
    return int(wanted.check and bool(changes))


def main() -> int:
    try:
        return generate(arguments())
    except (PlatformError, OSError, yaml.YAMLError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
