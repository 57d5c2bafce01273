"""How a run of many releases ended, for whoever has to act on it."""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import BAD, Outcome


def verdict(outcomes: Mapping[str, Outcome]) -> str:
    """A line that counts, then one for each release that failed or was not started, with the reason."""
    bad = {key: outcome for key, outcome in sorted(outcomes.items()) if outcome.outcome in BAD}
    if not bad or len(outcomes) == 1:
        return "".join(str(outcome.error) for outcome in bad.values())
    failed = sum(outcome.outcome == "failed" for outcome in bad.values())
    counted = f"{failed} of {len(outcomes)} releases failed, {len(bad) - failed} were not started, the others are done:"
    width = max(map(len, bad))
    rows = (
        f"  {key:<{width}}  {outcome.outcome:<11}  {str(outcome.error).removeprefix(f'release {key}: ')}"
        for key, outcome in bad.items()
    )
    return "\n".join([counted, *rows])
