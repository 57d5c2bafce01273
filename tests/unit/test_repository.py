"""Guards about the repository itself."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ROLES = sorted(path.name for path in (ROOT / "roles").iterdir())
MODULES = sorted(path.stem for path in (ROOT / "plugins/modules").glob("*.py"))
ADDONS = set(
    re.findall(r"\w+", "".join(path.read_text() for path in (ROOT / "inventories").glob("group_vars/*/addons.yml")))
)
UTILS = sorted((ROOT / "plugins/module_utils").rglob("*.py"))

SHELL = {"ansible", "boto3", "botocore", "subprocess", "kubernetes", "jmespath", "psycopg", "redis"}
THIN = {
    "acm/certificates.py",
    "arns.py",
    "autoscaling/targets.py",
    "aws.py",
    "backup/plans.py",
    "backup/vaults.py",
    "budgets/budgets.py",
    "budgets/cost_allocation_tags.py",
    "cloudfront/distributions.py",
    "cloudtrail/trails.py",
    "cloudwatch/alarms.py",
    "cognito/pools.py",
    "config/recorders.py",
    "config/rules.py",
    "database_job/__main__.py",
    "database_job/cluster.py",
    "ec2/common.py",
    "ec2/launch_templates.py",
    "ec2/nat_gateways.py",
    "ec2/network_acls.py",
    "ec2/route_tables.py",
    "ec2/security_groups.py",
    "ec2/subnets.py",
    "ec2/vpc_endpoints.py",
    "ec2/vpcs.py",
    "ecr/repositories.py",
    "efs/file_systems.py",
    "efs/parts.py",
    "eks/access_entries.py",
    "eks/addons.py",
    "eks/clusters.py",
    "eks/common.py",
    "eks/nodegroups.py",
    "eks/pod_identities.py",
    "elasticache/groups.py",
    "elasticache/parts.py",
    "events/rules.py",
    "guardduty/detectors.py",
    "helm/process.py",
    "kubernetes/kubeconfig.py",
    "iam/oidc_providers.py",
    "iam/roles.py",
    "kms/keys.py",
    "kubernetes/client.py",
    "logs/groups.py",
    "logs/queries.py",
    "orphans/compute.py",
    "orphans/network.py",
    "postgres/history.py",
    "postgres/roles.py",
    "postgres/schemas.py",
    "postgres/secrets.py",
    "postgres/session.py",
    "probes.py",
    "qdrant/__main__.py",
    "qdrant/archive.py",
    "qdrant/client.py",
    "rds/clusters.py",
    "rds/common.py",
    "redis/contents.py",
    "retry.py",
    "rls/attacker.py",
    "rls/audit.py",
    "run_lock/parameter.py",
    "s3/buckets.py",
    "s3/emptying.py",
    "s3/objects.py",
    "secretsmanager/secrets.py",
    "sentinel/ask.py",
    "sentinel/failover.py",
    "sns/topics.py",
    "sqs/queues.py",
    "upgrade/cluster.py",
    "wafv2/common.py",
    "wafv2/web_acls.py",
    "xray/groups.py",
    "xray/sampling_rules.py",
}
"""Files that talk to the outside; every other file of module_utils is pure."""


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("path", UTILS, ids=lambda path: str(path.relative_to(ROOT / "plugins/module_utils")))
def test_pure_files_are_pure(path: Path) -> None:
    if str(path.relative_to(ROOT / "plugins/module_utils")) not in THIN:
        assert not SHELL & set(imports(path))


def yaml_of(*parts: str) -> Any:
    return yaml.safe_load(ROOT.joinpath(*parts).read_text())


@pytest.mark.parametrize("role", ROLES)
def test_argument_specs_equal_defaults(role: str) -> None:
    """Every default is documented with the same value, and whatever is documented has a default or is required."""
    options = yaml_of("roles", role, "meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    defaults = yaml_of("roles", role, "defaults/main.yml") if role != "preflight" else {}
    assert {name: spec["default"] for name, spec in options.items() if "default" in spec} == defaults
    if role != "preflight":  # its options are the variables of the whole inventory
        assert {name for name, spec in options.items() if spec.get("required")} == options.keys() - defaults.keys()
        assert all(name == role or name.startswith(f"{role}_") for name in options)


@pytest.mark.parametrize("role", ROLES)
def test_every_entry_point_is_specified(role: str) -> None:
    specified = yaml_of("roles", role, "meta/argument_specs.yml")["argument_specs"].keys()
    files = {path.stem for path in (ROOT / "roles" / role / "tasks").glob("*.yml")}
    assert specified <= files
    if role != "preflight":
        assert {"main", "read", "absent"} <= specified


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_scenario(role: str) -> None:
    scenarios = [converged(path) for path in (ROOT / "molecule").glob("*/converge.yml")]
    names = [role, "addons"] if role in ADDONS else [role]
    assert any(f"pinksea.platform.{name}\n" in text for name in names for text in scenarios)


def converged(playbook: Path) -> str:
    """A playbook with those that it imports."""
    text = playbook.read_text()
    imported = re.findall(r"import_playbook: (\S+)", text)
    return text + "".join(converged(playbook.parent / name) for name in imported)


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_a_test(module: str) -> None:
    tests = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__))
    assert re.search(rf"\b{module}\b", tests)


def test_every_aws_module_takes_the_connection_of_its_group() -> None:
    aws = {module for module in MODULES if "amazon.aws.common" in (ROOT / f"plugins/modules/{module}.py").read_text()}
    listed = [entry for entry in yaml_of("meta/runtime.yml")["action_groups"]["all"] if isinstance(entry, str)]
    assert listed == sorted(aws)


LIMITS = {
    "plugins/modules/*.py": 260,
    "plugins/module_utils/**/*.py": 200,
    "roles/*/tasks/*.yml": 60,
    "charts/common/templates/*.tpl": 80,
}


@pytest.mark.parametrize("pattern", LIMITS)
def test_files_stay_small(pattern: str) -> None:
    sizes = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in ROOT.glob(pattern)}
    assert {name: size for name, size in sizes.items() if size > LIMITS[pattern]} == {}


def test_main_functions_only_wire() -> None:
    long = {}
    for module in MODULES:
        tree = ast.parse((ROOT / f"plugins/modules/{module}.py").read_text())
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name == "main" and node.end_lineno:
                length = node.end_lineno - node.lineno + 1
                long |= {module: length} if length > 30 else {}
    assert long == {}


def committed() -> list[Path]:
    listed = subprocess.run(
        ["/usr/bin/env", "git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return [ROOT / name for name in listed.splitlines()]


def test_nothing_of_one_machine_is_committed() -> None:
    """No absolute path of somebody's machine, and no address of a package registry."""
    personal = re.compile(r"/(?:home|work|farm)/\w|/root/\.|(?:pypi|npmjs|debian)\.org/|proxy\.golang|pythonhosted")
    found = {
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in committed()
        if path.is_file() and not path.is_symlink() and path != Path(__file__)
        for match in personal.finditer(path.read_text(errors="replace"))
    }
    assert found == set()
