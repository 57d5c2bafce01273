"""What differs between a wanted and an installed release."""

from __future__ import annotations

import json
from typing import Any

import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.helm.masking import masked
from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import Change, Chart, Installed, Release


def plan_present(release: Release, chart: Chart, current: Installed | None) -> Change | None:
    if current is None or current.status == "uninstalled":
        return Change("create", release, chart)
    settled = current.status == "deployed"
    if settled and chart.same_as(current.chart) and same_values(release.values, current.values):
        return None
    return Change("update", release, chart, current)


def plan_absent(release: Release, current: Installed | None) -> Change | None:
    if current is None or current.status == "uninstalled":
        return None
    return Change("delete", release, current=current)


def same_values(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Equal as Helm sees them: C(1.0) is C(1), but C(true) is not C(1)."""
    return _canonical(one) == _canonical(other)


def diff(change: Change) -> dict[str, str]:
    """Both sides as YAML, in the shape Ansible prints with C(--diff)."""
    header = f"helm_release {change.release.key}"
    chart, current = change.chart, change.current
    wanted = masked(change.release.values, current.values) if current else masked(change.release.values)
    before = _shown(current.chart, current.status, masked(current.values)) if current else ""
    after = _shown(chart, "deployed", wanted) if chart else ""
    return {"before_header": header, "after_header": header, "before": before, "after": after}


def _shown(chart: Chart, status: str, values: Any) -> str:
    return yaml.safe_dump(
        {"chart": chart.name, "version": chart.version, "digest": chart.digest, "status": status, "values": values}
    )


def _canonical(values: dict[str, Any]) -> str:
    return json.dumps(_integral(values), sort_keys=True)


def _integral(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _integral(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_integral(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
