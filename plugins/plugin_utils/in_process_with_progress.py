# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Run the module of the same name and print every new state while it works."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any, TextIO

from ansible.utils.display import Display
from ansible_collections.pinksea.platform.plugins.plugin_utils import in_process

display = Display()
in_process.preload(Path(__file__).parents[1].joinpath("modules", Path(__file__).name))


class ActionModule(in_process.ActionModule):
    """The module writes new states to a file; on the control host itself a thread follows that file."""

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        self.host = str(task_vars["inventory_hostname"])
        if self._connection.transport != "local":
            return super().run(tmp, task_vars)
        with TemporaryDirectory() as folder:
            progress = Path(folder, "progress")
            progress.touch()
            self._task.args["progress"] = str(progress)
            with progress.open(encoding="utf-8") as self.states:
                return super().run(tmp, task_vars)

    def attend(self, child: int) -> int:
        with self.following():
            return super().attend(child)

    def _low_level_execute_command(self, cmd: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        if self.in_process or self._connection.transport != "local":
            return super()._low_level_execute_command(cmd, *args, **kwargs)
        with self.following():
            return super()._low_level_execute_command(cmd, *args, **kwargs)

    @contextmanager
    def following(self) -> Iterator[None]:
        done = Event()
        follower = Thread(target=follow, args=(self.states, done, self.host))
        follower.start()
        try:
            yield
        finally:
            done.set()
            follower.join()


def follow(states: TextIO, done: Event, host: str) -> None:
    while True:
        finished = done.is_set()
        for line in states:
            row = json.loads(line)
            display.display(f"  {host}: {row['name']} {row['state']} {row['seconds']:.0f}s")
        if finished:
            return
        done.wait(0.2)
