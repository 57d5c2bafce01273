"""Repositories whose pipelines are trusted."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ansible_collections.pinksea.platform.plugins.module_utils.iam.pipelines import split
from ansible_collections.pinksea.platform.plugins.module_utils.preflight.findings import Finding


def unknown_repositories(repositories: Collection[str]) -> Iterator[Finding]:
    for index, repository in enumerate(repositories):
        if not split(repository)[1]:
            yield Finding(
                f"operator_ci_repositories[{index}]",
                repository,
                "is not a repository of GitHub or GitLab",
                "write it as github.com/<organisation>/<repository> or gitlab.com/<group>/<project>",
            )
