"""Helm, one method per verb."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm import argv
from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import Chart, Installed, Release
from ansible_collections.pinksea.platform.plugins.module_utils.helm.process import Runner


@dataclass(frozen=True)
class Helm:
    """C(ask) runs what only reads, right at the beginning; what it was let in by may not last."""

    run: Runner
    ask: Runner
    binary: str = "helm"
    kubeconfig: str | None = None

    def require_version_4(self) -> None:
        version = self._asking()._call("helm_binary", ["version", "--template", "{{.Version}}"])
        if not version.startswith("v4"):
            raise PlatformError(f"helm_binary {self.binary!r} is {version}: Helm 4 is needed.")

    def summary(self, release: Release) -> Installed | None:
        """The newest revision without its values."""
        code, stdout, stderr = self._run(argv.read("get metadata", release))
        if code and argv.NOT_FOUND in stderr:
            return None
        return Installed.from_json(json.loads(self._checked(f"release {release.key}", "get", code, stdout, stderr)))

    def installed(self, release: Release) -> Installed | None:
        asking = self._asking()
        summary = asking.summary(release)
        return summary and replace(summary, values=asking._read("get values", release) or {})

    def good_revision(self, release: Release) -> int | None:
        """The newest revision that was once deployed whole."""
        history = self._read("history", release)
        return max((each["revision"] for each in history if each["status"] in ("deployed", "superseded")), default=None)

    def upgrade(self, release: Release, chart: Chart) -> None:
        self._call(f"release {release.key}", argv.upgrade(release, chart), json.dumps(release.values))

    def uninstall(self, release: Release) -> None:
        """Helm may stop waiting before its watch has seen every object; what "still exists" is waited for again."""
        deadline = time.monotonic() + release.timeout
        answer = self._run(argv.uninstall(release))
        while argv.stopped_early(answer[2]) and time.monotonic() < deadline:
            answer = self._run(argv.uninstall(release))
        self._checked(f"release {release.key}", "uninstall", *answer)

    def rollback(self, release: Release, revision: int) -> None:
        self._call(f"release {release.key}", argv.rollback(release, revision))

    def _asking(self) -> Helm:
        return replace(self, run=self.ask)

    def _read(self, what: str, release: Release) -> Any:
        return json.loads(self._call(f"release {release.key}", argv.read(what, release)))

    def _call(self, subject: str, arguments: Sequence[str], stdin: str = "") -> str:
        return self._checked(subject, arguments[0], *self._run(arguments, stdin))

    def _run(self, arguments: Sequence[str], stdin: str = "") -> tuple[int, str, str]:
        kubeconfig = ("--kubeconfig", self.kubeconfig) if self.kubeconfig else ()
        return self.run([self.binary, *arguments, *kubeconfig], stdin)

    @staticmethod
    def _checked(subject: str, verb: str, code: int, stdout: str, stderr: str) -> str:
        if code:
            raise PlatformError(f"{subject}: helm {verb} failed: {argv.reason(stderr)}")
        return stdout
