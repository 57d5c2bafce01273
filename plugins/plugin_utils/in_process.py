# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Run the module of the same name in a fork of the worker instead of a new Python: the same result, a second sooner.

Ansible loads this class in the controller, before it forks its workers. So what a module imports, and the models of the
services it talks to, are read once and inherited. Links to this file in plugins/action say which modules run this way.
The templates of the workers find Ansible's own filters, tests and lookups loaded for the same reason.
Whatever is not a plain run on the control host itself, and any run with PINKSEA_ORDINARY_MODULES=1, goes the usual way.
"""

from __future__ import annotations

import gc
import json
import os
import re
import signal
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from ansible import constants
from ansible.executor.module_common import _BuiltModule
from ansible.module_utils import _internal
from ansible.module_utils._internal._ansiballz import _loader
from ansible.module_utils.common.json import Direction, get_module_encoder
from ansible.plugins.action import ActionBase
from ansible.plugins.loader import filter_loader, lookup_loader, test_loader
from ansible.utils.vars import merge_hash

PROFILE = "legacy"
OWN_PYTHON = (None, "auto", "auto_silent", "auto_legacy", "auto_legacy_silent", sys.executable)


@cache
def shared_loader() -> Any:
    """The reader of service models that every session of this process uses from now on."""
    import botocore.session

    botocore.session.create_loader = cache(botocore.session.create_loader)
    return botocore.session.get_session().get_component("data_loader")


def preload(path: Path) -> None:
    """Import a module and read the models it needs; nothing is lost when it is missing something but speed."""
    try:
        import_module(f"ansible_collections.pinksea.platform.plugins.modules.{path.stem}")
        loader = shared_loader()
        loader.load_data("endpoints")
        loader.load_data("partitions")
        for service in re.findall(r'client\("([a-z0-9-]+)"', path.read_text(encoding="utf-8")):
            for kind in ("service-2", "endpoint-rule-set-1", "paginators-1"):
                loader.load_service_model(service, kind)
    except Exception:  # the module itself says what it lacks
        return
    finally:
        gc.freeze()  # what the workers never collect, they never copy


@cache
def preload_templating() -> None:
    """One filter or test brings all of Ansible's own; else every worker loads them for its first template."""
    filter_loader.get("default")
    test_loader.get("defined")
    lookup_loader.get("file", class_only=True)


preload_templating()
preload(Path(__file__).parents[1].joinpath("modules", Path(__file__).name))


class ActionModule(ActionBase):  # type: ignore[misc]
    """Ansible's own way from arguments to result, but for what it would start in between."""

    _supports_check_mode = True
    _supports_async = True

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        self.in_process = self.is_plain(task_vars)
        made = self._execute_module(task_vars=task_vars, wrap_async=self._task.async_val)
        if not self._task.async_val:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        merged: dict[str, Any] = merge_hash(result, made)
        return merged

    def is_plain(self, task_vars: Any) -> bool:
        return not (
            os.environ.get("PINKSEA_ORDINARY_MODULES")
            or constants.DEFAULT_KEEP_REMOTE_FILES
            or self._task.async_val
            or self._task.delegate_to
            or self._connection.transport != "local"
            or self._connection.become
            or self._templar.template(task_vars.get("ansible_python_interpreter")) not in OWN_PYTHON
        )

    def _is_pipelining_enabled(self, module_style: str, wrap_async: bool = False) -> bool:
        return self.in_process or bool(super()._is_pipelining_enabled(module_style, wrap_async))

    def _configure_module(self, module_name: str, module_args: Any, task_vars: Any) -> tuple[Any, str]:
        if not self.in_process:
            built: tuple[Any, str] = super()._configure_module(module_name, module_args, task_vars)
            return built
        found = self._shared_loader_obj.module_loader.find_plugin_with_context(
            module_name, collection_list=self._task.collections
        )
        self.module = found.resolved_fqcn
        encoder = get_module_encoder(PROFILE, Direction.CONTROLLER_TO_MODULE)
        self.parameters = json.dumps({"ANSIBLE_MODULE_ARGS": module_args}, cls=encoder).encode()
        built_here = _BuiltModule(
            b_module_data=b"", module_style="new", shebang=f"#!{sys.executable}", serialization_profile=PROFILE
        )
        return built_here, found.plugin_resolved_path

    def _low_level_execute_command(self, cmd: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        if not self.in_process:
            ordinary: dict[str, Any] = super()._low_level_execute_command(cmd, *args, **kwargs)
            return ordinary
        environment: dict[str, str] = {}
        self._compute_environment_string(environment)
        with TemporaryFile("w+") as out, TemporaryFile("w+") as err:
            child = os.fork()
            if child == 0:
                self.become_module(environment, out.fileno(), err.fileno())
            try:
                status = self.attend(child)
            except BaseException:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                raise
            out.seek(0)
            err.seek(0)
            stdout, stderr = out.read(), err.read()
        return {
            "rc": os.waitstatus_to_exitcode(status),
            "stdout": stdout,
            "stdout_lines": stdout.splitlines(),
            "stderr": stderr,
            "stderr_lines": stderr.splitlines(),
        }

    def attend(self, child: int) -> int:
        """Wait for the child and return its status."""
        return os.waitpid(child, 0)[1]

    def become_module(self, environment: dict[str, str], out: int, err: int) -> None:
        """What a process started for the module would be; it does not come back."""
        code = 1
        try:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            os.dup2(out, 1)
            os.dup2(err, 2)
            sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
            os.chdir(self._loader.get_basedir())
            os.environ.update({name: str(value) for name, value in environment.items()})
            _internal.is_controller = False
            module = (
                f"ansible_collections.{self.module.rpartition('.')[0]}.plugins.modules.{self.module.split('.')[-1]}"
            )
            sys.modules.pop(module, None)
            _loader.run_module(
                json_params=self.parameters, profile=PROFILE, module_fqn=module, modlib_path="", extensions={}
            )
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else 1
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
