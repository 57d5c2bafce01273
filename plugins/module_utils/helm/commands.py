"""Helm, one method per verb; what it has recorded is read from the cluster, in one question for each namespace."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm import argv, records
from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import Chart, Installed, Release
from ansible_collections.pinksea.platform.plugins.module_utils.helm.process import Runner
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes import definitions, rollouts
from ansible_collections.pinksea.platform.plugins.module_utils.kubernetes.client import Cluster


@dataclass(frozen=True)
class Helm:
    run: Runner
    cluster: Cluster
    binary: str = "helm"
    kubeconfig: str | None = None

    def require_version_4(self) -> None:
        version = self._call("helm_binary", ["version", "--template", "{{.Version}}"])
        if not version.startswith("v4"):
            raise PlatformError(f"helm_binary {self.binary!r} is {version}: Helm 4 is needed.")

    def installed(self, releases: Collection[Release]) -> dict[str, Installed | None]:
        """The newest revision of each release by its key."""
        namespaces = sorted({release.namespace for release in releases})
        if not namespaces:
            return {}
        with ThreadPoolExecutor(len(namespaces)) as pool:
            found = records.newest(secret for listed in pool.map(self._records, namespaces) for secret in listed)
        return {release.key: found.get(release.key) for release in releases}

    def good_revision(self, release: Release) -> int | None:
        """The newest revision that was once deployed whole."""
        history = json.loads(self._call(f"release {release.key}", argv.history(release)))
        return max((each["revision"] for each in history if each["status"] in ("deployed", "superseded")), default=None)

    def upgrade(self, release: Release, chart: Chart) -> None:
        if not release.skip_crds:
            shown = self._call(f"release {release.key}", argv.definitions(release, chart))
            definitions.apply(self.cluster, shown, release.timeout)
        self._call(f"release {release.key}", argv.upgrade(release, chart), json.dumps(release.values))

    def wait_for_rollouts(self, release: Release) -> None:
        try:
            rollouts.wait(self.cluster, release.namespace, release.rollouts, release.timeout)
        except PlatformError as error:
            raise PlatformError(f"release {release.key}: {error}") from None

    def uninstall(self, release: Release) -> None:
        """Helm may stop waiting before its watch has seen every object; what "still exists" is waited for again."""
        deadline = time.monotonic() + release.timeout
        answer = self._run(argv.uninstall(release))
        while argv.stopped_early(answer[2]) and time.monotonic() < deadline:
            answer = self._run(argv.uninstall(release))
        self._checked(f"release {release.key}", "uninstall", *answer)

    def rollback(self, release: Release, revision: int) -> None:
        self._call(f"release {release.key}", argv.rollback(release, revision))

    def _records(self, namespace: str) -> list[dict[str, Any]]:
        listed = self.cluster.get(f"/api/v1/namespaces/{namespace}/secrets", labelSelector=records.SELECTOR)
        found: list[dict[str, Any]] = listed["items"]
        return found

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
