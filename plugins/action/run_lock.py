# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Run the module of the same name for the run that this task belongs to."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.run_lock.process import began
from ansible_collections.pinksea.platform.plugins.plugin_utils import in_process

in_process.preload(Path(__file__).parents[1] / "modules/run_lock.py")


class ActionModule(in_process.ActionModule):
    """Workers come and go; their parent, which is ansible-playbook itself, is the run."""

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        run = os.getppid()
        self._task.args["holder"] = {"host": socket.gethostname(), "pid": run, "started": began(run)}
        return super().run(tmp, task_vars)
