"""Bad input as users give it: inventory_check and account_check refuse it before anything is touched."""

import json
import socket
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.conftest import ROOT, Sandbox

ONE_SUBNET_TWICE = {
    "public": ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"],
    "private": ["10.0.11.0/24", "10.0.12.0/24", "10.0.12.128/25"],
    "data": ["10.0.21.0/24", "10.0.22.0/24", "10.0.23.0/24"],
}
OUTSIDE = ONE_SUBNET_TWICE | {"private": ["10.0.11.0/24", "10.0.12.0/24", "10.1.13.0/24"]}
ONE_TOO_FEW = ONE_SUBNET_TWICE | {"private": ["10.0.11.0/24", "10.0.12.0/24"]}
NO_LIST = ONE_SUBNET_TWICE | {"private": "10.0.11.0/24"}
DISRUPTION = {"consolidation_policy": "WhenEmpty", "consolidate_after": "300s", "expire_after": "720h"}
FEW_NODES = [
    {"name": name, "instance_types": [kind], "limits": {"cpu": cpu}, **DISRUPTION}
    for name, kind, cpu in (("api", "m5.xlarge", "16"), ("workers", "c5.2xlarge", "64"), ("qdrant", "r5.xlarge", "24"))
]
WHOLE_NODE = [{"name": "qdrant", "namespace": "qdrant", "pods": 3, "cpu": "4", "memory": "16Gi"}]
ELSEWHERE = "arn:aws:iam::123456789012:role/elsewhere"
BRACKETS = "write it in brackets, with commas between the items."

BAD: dict[str, tuple[dict[str, Any], str]] = {
    "unknown version": (
        {"eks_cluster_version": "1.99"},
        "eks_cluster_version '1.99' is not a Kubernetes version of EKS: choose ",
    ),
    "version past support": (
        {"eks_cluster_version": "1.28"},
        "eks_cluster_version '1.28' left standard support on 2024-11-26: choose ",
    ),
    "version without quotes": (
        {"eks_cluster_version": 1.36},
        "eks_cluster_version 1.36 is not a text: write it in quotes.",
    ),
    "overlapping networks": (
        {"vpc_subnets": ONE_SUBNET_TWICE},
        "vpc_subnets.private[2] '10.0.12.128/25' overlaps 10.0.12.0/24: give it addresses of its own.",
    ),
    "network outside the VPC": (
        {"vpc_subnets": OUTSIDE},
        "vpc_subnets.private[2] '10.1.13.0/24' lies outside vpc_cidr 10.0.0.0/16: "
        "choose a part of the VPC, or widen it by vpc_secondary_cidrs.",
    ),
    "fewer networks than zones": (
        {"vpc_subnets": ONE_TOO_FEW},
        "vpc_subnets.private ['10.0.11.0/24', '10.0.12.0/24'] has 2 networks for 3 zones: "
        "give one for each zone of vpc_zones.",
    ),
    "a text where a list belongs": (
        {"vpc_subnets": NO_LIST},
        f"vpc_subnets.private '10.0.11.0/24' is not a list: {BRACKETS}",
    ),
    "one zone instead of zones": (
        {"vpc_zones": "us-east-1a"},
        f"vpc_zones 'us-east-1a' is not a list: {BRACKETS}",
    ),
    "zone of another region": (
        {"vpc_zones": ["us-east-1a", "us-east-1b", "us-west-2c"]},
        "vpc_zones 'us-west-2c' is not a zone of platform_region us-east-1: give zones such as us-east-1a.",
    ),
    "zone not offered": (
        {"vpc_zones": ["us-east-1a", "us-east-1b", "us-east-1z"]},
        "vpc_zones 'us-east-1z' is not offered to this account: choose from us-east-1a, us-east-1b, us-east-1c, "
        "us-east-1d, us-east-1e, us-east-1f.",
    ),
    "misspelt region": (
        {"platform_region": "us-esat-1"},
        "platform_region 'us-esat-1' is not a region of AWS: choose one such as us-west-1 or us-east-1 or us-west-2.",
    ),
    "misspelt variable": (
        {"vpc_nat_mod": "single"},
        "vpc_nat_mod 'single' is a variable that no role has: write vpc_nat_mode instead, or give yours another name.",
    ),
    "wrong choice": (
        {"vpc_nat_mode": "sngle"},
        "vpc_nat_mode 'sngle' is not one of its choices: choose single or per_az.",
    ),
    "misspelt key of a node group": (
        {
            "eks_node_groups_groups": [
                {"name": "system", "role_arn": "{{ iam_facts.arns.node }}", "instance_type": "m6i"}
            ]
        },
        "eks_node_groups_groups[0].instance_type 'm6i' is not a known key: known are ami_type, ",
    ),
    "rule for no port": (
        {"security_groups_groups": [{"name": "open", "rules_in": [{"from_port": "https", "cidr": "0.0.0.0/0"}]}]},
        "security_groups_groups[0].rules_in[0].from_port 'https' is not a whole number: give one such as 3.",
    ),
    "expression without its variable": (
        {"vpc_cidr": "{{ netwrok }}"},
        "vpc_cidr '{{ netwrok }}' cannot be evaluated ('netwrok' is undefined): correct the expression.",
    ),
    "networks of administrators": (
        {"operator_admin_cidrs": ["203.0.113.7/24"]},
        "operator_admin_cidrs[0] '203.0.113.7/24' is not an IPv4 network: "
        "give address and prefix length with no host bits set, such as 10.0.0.0/16.",
    ),
    "no catalogue": (
        {"services_catalogue": None},
        "services_catalogue is not a mapping: give keys with values.",
    ),
    "skipped service that does not exist": (
        {"services_skip": ["document-woker"]},
        "services_skip 'document-woker' is not a service of services_catalogue: take it out.",
    ),
    "fewer nodes than pods need": (
        {"karpenter_node_pools": FEW_NODES},
        "karpenter_node_pools.api.limits {'cpu': '16'} gives 4 nodes with room for ",
    ),
    "pods as large as their node": (
        {"capacity_own_requests": WHOLE_NODE},
        "capacity_components.qdrant asks for 4 CPU, 16 GiB a pod, and beside its agents a node of qdrant has ",
    ),
    "a quota below what its pods request": (
        {"platform_base_namespaces": {"rag": {"podSecurity": "restricted", "quota": {"cpu": "20"}}}},
        "platform_base_namespaces.rag.quota.cpu '20' is below the ",
    ),
    "image not published": (
        {"karpenter_ami_alias": "al2023@v29990101"},
        "karpenter_ami_alias 'al2023@v29990101' is no image that AWS has published for Kubernetes 1.36, so Karpenter "
        "could start no node: take a release of https://github.com/awslabs/amazon-eks-ami/releases that has it.",
    ),
    "wrong account": (
        {"operator_account_id": "999999999999"},
        "operator_account_id '999999999999' is not the account of the credentials, 123456789012: "
        "choose the credentials of this environment, or correct the number.",
    ),
    "administrators without the one who runs this": (
        {"operator_admin_arns": [ELSEWHERE]},
        f"operator_admin_arns ['{ELSEWHERE}'] does not name arn:aws:iam::123456789012:user/moto, "
        "as which this run acts and which the cluster would refuse: add it.",
    ),
}


def refused(sandbox: Sandbox, variables: dict[str, Any]) -> str:
    before = sandbox.aws()
    run = sandbox.play("site.yml", "--limit", "rag", "-e", json.dumps(variables))
    assert run.code != 0
    assert run.changes == []
    assert sandbox.aws() == before
    assert "Traceback" not in run.output
    return run.output


@pytest.mark.parametrize("name", BAD)
def test_bad_values_are_refused(sandbox: Sandbox, name: str) -> None:
    variables, sentence = BAD[name]
    assert sentence in refused(sandbox, variables)


def test_an_unknown_key_in_the_catalogue(sandbox: Sandbox) -> None:
    service = {"image": "rag/api", "port": 8000, "resources": {"cpu": "1", "memory": "1Gi"}, "replica": {"max": 2}}
    output = refused(sandbox, {"services_catalogue": {"api": service}, "services_skip": []})
    assert ".api.replica is not a known key: did you mean 'replicas'?" in output


def test_several_bad_values_are_told_at_once(sandbox: Sandbox) -> None:
    chosen = ["wrong choice", "one zone instead of zones", "unknown version", "networks of administrators"]
    output = refused(sandbox, {name: value for key in chosen for name, value in BAD[key][0].items()})
    assert [key for key in chosen if BAD[key][1] not in output] == []


@pytest.fixture
def dead_end() -> Iterator[str]:
    """An address that is taken and that nobody listens at."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


def test_an_endpoint_that_does_not_answer(sandbox: Sandbox, dead_end: str) -> None:
    output = refused(sandbox, {"sandbox_endpoints": {"aws": dead_end}})
    assert f"AWS '{dead_end}' does not answer (" in output
    assert "): check AWS_ENDPOINT_URL and the network, or start the sandbox with `make sandbox-up`." in output


def test_everything_unset_is_asked_for_at_once(sandbox: Sandbox) -> None:
    before = sandbox.aws()
    command = [str(ROOT / ".venv/bin/ansible-playbook"), "-i", "inventories/prod", "site.yml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode != 0
    assert "Traceback" not in done.stdout + done.stderr
    file = "inventories/prod/group_vars/all/operator.yml"
    names = [
        "account_id",
        "domain",
        "notification_email",
        "admin_arns",
        "admin_cidrs",
        "image_registry",
        "ci_repositories",
    ]
    for host in ("pingvas", "rag"):
        for name in names:
            assert f"{host}: operator_{name} is not set: write it into {file}." in done.stdout
    assert sandbox.aws() == before


def test_networks_that_rule_out_peering_are_only_noted(sandbox: Sandbox) -> None:
    note = "vpc_cidr 10.0.0.0/16 of rag overlaps 10.0.0.0/16 of pingvas, so that these VPCs can never be peered"
    both = sandbox.play("playbooks/preflight.yml")
    assert both.code == 0
    assert both.output.count(note) == 1
    assert "can never be peered" not in sandbox.play("playbooks/preflight.yml", "--limit", "rag").output
