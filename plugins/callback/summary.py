# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a run did, or would do, to each platform."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase
from ansible_collections.pinksea.platform.plugins.module_utils.report import table

DOCUMENTATION = r"""
name: summary
type: aggregate
short_description: Prints what a run did, or would do, to each platform
version_added: 0.1.0
description:
  - At the end of a run it prints a table of the objects created, updated and deleted, by platform and kind.
  - In check mode the same table is the plan.
  - Where preflight ran, a line for each platform says what its heaviest load needs of what there is.
requirements:
  - Enable it in C(callbacks_enabled).
options:
  report:
    description: File to which the changes are also written as JSON, a list of C({host, action, kind, name}).
    type: path
    env:
      - name: PINKSEA_REPORT
    ini:
      - section: pinksea_platform
        key: report
"""


class CallbackModule(CallbackBase):
    """Collects the C(changes) of results; only modules of this collection have them."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "pinksea.platform.summary"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[dict[str, str]] = []  # each once, as a plan reads some objects several times
        self.capacity: dict[str, str] = {}
        self.started = time.monotonic()
        self.check_mode = False

    def v2_playbook_on_play_start(self, play: Any) -> None:
        self.check_mode = play.check_mode

    def v2_runner_on_ok(self, result: Any) -> None:
        # A task that only looks (check mode inside a real run) has changed nothing.
        if result.task.check_mode and not self.check_mode:
            return
        host = result.host.get_name()
        found = [{"host": host, **change} for change in result.result.get("changes", [])]
        self.changes += [change for change in found if change not in self.changes]
        if line := result.result.get("capacity_line"):
            self.capacity[host] = line

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self.v2_runner_on_ok(result)

    def v2_playbook_on_stats(self, stats: Any) -> None:
        if report := self.get_option("report"):
            Path(report).write_text(json.dumps(self.changes, indent=1), encoding="utf-8")
        self._display.banner("PLAN" if self.check_mode else "SUMMARY")
        for line in table(self.changes, sorted(stats.processed), self.check_mode):
            self._display.display(line)
        for host, line in sorted(self.capacity.items()):
            self._display.display(f"{host}: {line}")
        self._display.display(f"{time.monotonic() - self.started:.0f} seconds")
