# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Run the module of the same name and print every new state while it waits."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from threading import Event, Thread
from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

display = Display()


class ActionModule(ActionBase):
    """The module writes new states to a file; on the control host itself a thread follows that file."""

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        if self._connection.transport != "local":
            return result | self.module(task_vars, {})
        with tempfile.TemporaryDirectory() as folder:
            progress = Path(folder, "progress")
            progress.touch()
            done = Event()
            follower = Thread(target=self.follow, args=(progress, done, str(task_vars["inventory_hostname"])))
            follower.start()
            try:
                return result | self.module(task_vars, {"progress": str(progress)})
            finally:
                done.set()
                follower.join()

    def module(self, task_vars: Any, extra: dict[str, str]) -> dict[str, Any]:
        arguments = {**self._task.args, **extra}
        result: dict[str, Any] = self._execute_module(
            module_name="pinksea.platform.aws_ready", module_args=arguments, task_vars=task_vars
        )
        return result

    @staticmethod
    def follow(progress: Path, done: Event, host: str) -> None:
        with progress.open(encoding="utf-8") as stream:
            while True:
                finished = done.is_set()
                for line in stream:
                    row = json.loads(line)
                    display.display(f"  {host}: {row['name']} {row['state']} {row['seconds']:.0f}s")
                if finished:
                    return
                done.wait(0.2)
