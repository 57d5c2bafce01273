# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Check the variables of a host without asking anybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from ansible.errors import AnsibleError
from ansible.plugins.action import ActionBase

from ansible_collections.pinksea.platform.plugins.module_utils.preflight import kubernetes, network, variables
from ansible_collections.pinksea.platform.plugins.module_utils.preflight.findings import Finding

ROLES = Path(__file__).resolve().parents[2] / "roles"


class ActionModule(ActionBase):
    """Collects the findings of the pure checks; variables that depend on facts of later layers are left out."""

    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        options = self.options()
        values = self.values(task_vars, {name for specs in options.values() for name in specs})
        findings = [str(finding) for finding in self.findings(values, options, task_vars)]
        host = task_vars["inventory_hostname"]
        return result | {
            "failed": bool(findings),
            "findings": findings,
            "msg": "\n".join(f"{host}: {finding}" for finding in findings) or "All variables make sense.",
        }

    def findings(self, values: dict[str, Any], options: dict[str, dict[str, Any]], task_vars: Any) -> Iterator[Finding]:
        given = {name: task_vars[name] for name in task_vars if not name.startswith("ansible_")}
        every = {name: spec for specs in options.values() for name, spec in specs.items()}
        operator = [name for name in every if name.startswith("operator_")]
        yield from variables.unset(values, operator, self._task.args["operator_file"])
        yield from variables.misspelt(given, every, options)
        yield from variables.missing(given, every)
        yield from variables.wrong_choices(values, every)
        yield from kubernetes.unsupported(
            values["eks_cluster_version"], values["eks_cluster_support_type"], datetime.now(UTC).date()
        )
        zones = values["vpc_zones"]
        yield from network.zones_outside(zones, values["platform_region"])
        yield from network.unknown_nat_zone(values["vpc_nat_zone"], zones)
        yield from network.layout(
            values["vpc_cidr"], values["vpc_subnets"], zones, values["eks_cluster_service_ipv4_cidr"]
        )

    def options(self) -> dict[str, dict[str, Any]]:
        """The options of every role's entry point main, by role."""
        specs = {
            path.parent.parent.name: yaml.safe_load(path.read_text())
            for path in ROLES.glob("*/meta/argument_specs.yml")
        }
        return {role: spec["argument_specs"]["main"]["options"] for role, spec in specs.items()}

    def values(self, task_vars: Any, names: set[str]) -> dict[str, Any]:
        """The values given, on top of the roles' defaults."""
        found = {}
        for path in ROLES.glob("*/defaults/main.yml"):
            found.update(self._loader.load_from_file(str(path), trusted_as_template=True))
        found.update({name: task_vars[name] for name in names if name in task_vars})
        templar = self._templar.copy_with_new_env(available_variables={**found, **task_vars})
        values = {}
        for name, value in found.items():
            try:
                values[name] = templar.template(value)
            except AnsibleError:
                continue
        return values
