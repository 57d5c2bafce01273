# Copyright (c) Pinksea
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Check the variables of a host without asking anybody."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import botocore.session
from ansible.errors import AnsibleError
from ansible.module_utils.common.yaml import yaml_load
from ansible.parsing.plugin_docs import read_docstring
from ansible.plugins.action import ActionBase
from ansible_collections.pinksea.platform.plugins.module_utils.capacity import check as capacity
from ansible_collections.pinksea.platform.plugins.module_utils.capacity.connections import TooFewConnections
from ansible_collections.pinksea.platform.plugins.module_utils.capacity.table import line, table
from ansible_collections.pinksea.platform.plugins.module_utils.catalogue import parse
from ansible_collections.pinksea.platform.plugins.module_utils.preflight import (
    kubernetes,
    network,
    repositories,
    services,
    types,
    variables,
)
from ansible_collections.pinksea.platform.plugins.module_utils.preflight.findings import Finding

COLLECTION = Path(__file__).resolve().parents[2]

ELEMENTS = {
    "alarms_alarms": ("cloudwatch_alarms", "alarms"),
    "audit_config_rules": ("config_rules", "rules"),
    "backup_plans": ("backup_plans", "plans"),
    "backup_vaults": ("backup_vaults", "vaults"),
    "budgets_budgets": ("budgets", "budgets"),
    "certificates_certificates": ("acm_certificates", "certificates"),
    "dns_records": ("route53_records", "records"),
    "ecr_repositories": ("ecr_repositories", "repositories"),
    "efs_file_systems": ("efs_file_systems", "file_systems"),
    "eks_access_entries": ("eks_access_entries", "entries"),
    "eks_addons_after_nodes": ("eks_addons", "addons"),
    "eks_addons_before_nodes": ("eks_addons", "addons"),
    "eks_node_groups_groups": ("eks_nodegroups", "nodegroups"),
    "eks_pod_identities_associations": ("eks_pod_identities", "associations"),
    "eventbridge_rules": ("eventbridge_rules", "rules"),
    "iam_oidc_providers": ("iam_oidc_providers", "providers"),
    "iam_roles": ("iam_roles", "roles"),
    "kms_keys": ("kms_keys", "keys"),
    "kms_recovery_keys": ("kms_keys", "keys"),
    "logs_groups": ("cloudwatch_log_groups", "groups"),
    "logs_queries": ("cloudwatch_log_groups", "queries"),
    "network_acls_acls": ("ec2_network_acls", "acls"),
    "s3_buckets_buckets": ("s3_buckets", "buckets"),
    "s3_buckets_recovery_buckets": ("s3_buckets", "buckets"),
    "security_groups_groups": ("ec2_security_groups", "groups"),
    "sns_topics": ("sns_topics", "topics"),
    "sqs_queues": ("sqs_queues", "queues"),
    "vpc_endpoints_endpoints": ("ec2_vpc_endpoints", "endpoints"),
    "xray_groups": ("xray_groups", "groups"),
    "xray_sampling_rules": ("xray_groups", "sampling_rules"),
}
"""Lists that a role hands to a module and option as they are."""


def unknown_region(region: str) -> Iterator[Finding]:
    session = botocore.session.get_session()
    partitions = session.get_available_partitions()
    known = [name for partition in partitions for name in session.get_available_regions("ec2", partition)]
    return network.unknown_region(region, known)


def unsupported_version(version: str, support_type: str) -> Iterator[Finding]:
    return kubernetes.unsupported(version, support_type, datetime.now(UTC).date())


CHECKS: dict[Callable[..., Iterable[object]], tuple[str, ...]] = {
    unknown_region: ("platform_region",),
    unsupported_version: ("eks_cluster_version", "eks_cluster_support_type"),
    network.zones_outside: ("vpc_zones", "platform_region"),
    network.unknown_nat_zone: ("vpc_nat_zone", "vpc_zones"),
    network.layout: ("vpc_cidr", "vpc_secondary_cidrs", "vpc_subnets", "vpc_zones", "eks_cluster_service_ipv4_cidr"),
    network.bad_admin_cidrs: ("operator_admin_cidrs",),
    repositories.unknown_repositories: ("operator_ci_repositories",),
    services.unknown_skips: ("services_skip", "services_catalogue"),
    parse.findings: ("services_catalogue",),
}
"""What is checked of the contents, and of which variables; skipped while one of these is missing or of a wrong type."""


class ActionModule(ActionBase):
    """Collects the findings of the pure checks; variables that depend on facts of later layers are left out."""

    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        options = self.options()
        values, failed = self.values(task_vars, {name for specs in options.values() for name in specs})
        findings = [str(finding) for finding in (*failed, *self.findings(values, options, task_vars))]
        counted = not findings and not any(values.get(name) is types.UNKNOWN for name in capacity.NEUTRAL)
        host = task_vars["inventory_hostname"]
        return result | {
            "failed": bool(findings),
            "findings": findings,
            "capacity": table(values) if counted else [],
            "capacity_line": line(values) if counted else "",
            "warnings": [*self.notes(task_vars), *(capacity.notes(values) if counted else ())],
            "msg": "\n".join(f"{host}: {finding}" for finding in findings) or "All variables make sense.",
        }

    def findings(self, values: dict[str, Any], options: dict[str, dict[str, Any]], task_vars: Any) -> Iterator[object]:
        given = {name: task_vars[name] for name in task_vars if not name.startswith("ansible_")}
        every = {name: spec for specs in options.values() for name, spec in specs.items()}
        operator = [name for name in every if name.startswith("operator_")]
        unset = list(variables.unset(values, operator, self._task.args["operator_file"]))
        yield from unset
        yield from variables.misspelt(given, every, options)
        yield from variables.missing(given, every)
        present = {name: value for name, value in values.items() if name not in {finding.variable for finding in unset}}
        mistyped = list(types.wrong_types(present, every))
        yield from mistyped
        wrong = {re.split(r"[.[]", finding.variable)[0] for finding in mistyped}
        sound = {name: value for name, value in present.items() if name not in wrong and value is not types.UNKNOWN}
        whole = {name: value for name, value in sound.items() if types.complete(value)}
        for check, names in CHECKS.items():
            if whole.keys() >= set(names):
                yield from check(*(whole[name] for name in names))
        if not (present.keys() - sound.keys()) & capacity.NEUTRAL.keys():
            yield from capacity.findings(sound)

    def notes(self, task_vars: Any) -> list[str]:
        """What may be meant; said by one host for all of the run."""
        hosts = task_vars["ansible_play_hosts_all"]
        if task_vars["inventory_hostname"] != hosts[0]:
            return []
        cidrs = {}
        for host in hosts:
            with contextlib.suppress(AnsibleError, KeyError):
                cidrs[host] = str(task_vars["hostvars"][host]["vpc_cidr"])
        return list(network.unpeerable(cidrs))

    def options(self) -> dict[str, dict[str, Any]]:
        """The options of every role's entry point main, by role."""
        specs = {
            path.parent.parent.name: yaml_load(path.read_text())["argument_specs"]["main"]["options"]
            for path in COLLECTION.glob("roles/*/meta/argument_specs.yml")
        }
        for options in specs.values():
            for name in options.keys() & ELEMENTS.keys():
                module, option = ELEMENTS[name]
                documentation = read_docstring(str(COLLECTION / f"plugins/modules/{module}.py"))["doc"]
                options[name]["suboptions"] = documentation["options"][option]["suboptions"]
        return specs

    def values(self, task_vars: Any, names: set[str]) -> tuple[dict[str, Any], list[Finding]]:
        """The values given, on top of the roles' defaults, and what is wrong with the expressions in them."""
        found = {}
        for path in COLLECTION.glob("roles/*/defaults/main.yml"):
            found.update(self._loader.load_from_file(str(path), trusted_as_template=True))
        found.update({name: task_vars[name] for name in names if name in task_vars})
        templar = self._templar.copy_with_new_env(available_variables={**found, **task_vars})
        failed: list[Finding] = []
        values = {name: resolved(templar, name, value, failed) for name, value in found.items()}
        return values, list(causes(failed))


def resolved(templar: Any, name: str, value: Any, failed: list[Finding]) -> Any:
    """The value, with UNKNOWN for every expression that cannot be evaluated; one that waits for facts is no failure."""
    if isinstance(value, Mapping):
        return {key: resolved(templar, name, inner, failed) for key, inner in value.items()}
    if isinstance(value, list):
        return [resolved(templar, name, inner, failed) for inner in value]
    if not (isinstance(value, str) and "{" in value):
        return value
    try:
        return templar.template(value)
    except AnsibleError as error:
        reason = str(error).splitlines()[0].rstrip(".")
        if not caused_by(error, TooFewConnections) and not waits_for_facts(reason, value, templar.available_variables):
            failed.append(Finding(name, value, f"cannot be evaluated ({reason})", "correct the expression"))
        return types.UNKNOWN


def caused_by(error: BaseException | None, kind: type[Exception]) -> bool:
    return error is not None and (isinstance(error, kind) or caused_by(error.__cause__, kind))


def waits_for_facts(reason: str, value: Any, given: Mapping[str, Any]) -> bool:
    """Whether facts of later layers are all that is missing; Ansible does not always name what is undefined."""
    return "_facts" in reason or ("UndefinedMarker" in reason and rests_on_facts(value, given, set()))


def rests_on_facts(value: Any, given: Mapping[str, Any], seen: set[str]) -> bool:
    """Whether an expression, or a variable that it mentions, takes a fact of a role."""
    words = set(re.findall(r"[a-z]\w*", str(value))) - seen
    seen |= words
    return any(
        word.endswith("_facts") or (word in given and rests_on_facts(given[word], given, seen)) for word in words
    )


def causes(failed: list[Finding]) -> Iterator[Finding]:
    """Each once, without those that only mention a variable that failed itself."""
    names = {finding.variable for finding in failed}
    for finding in dict.fromkeys(failed):
        if not any(name in str(finding.value) for name in names - {finding.variable}):
            yield finding
