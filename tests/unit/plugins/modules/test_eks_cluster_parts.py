"""What belongs to one cluster (node groups, add-ons, access entries, pod identities) against the emulator."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import (
    ec2_launch_templates,
    eks_access_entries,
    eks_addons,
    eks_clusters,
    eks_nodegroups,
    eks_pod_identities,
    iam_roles,
)

from tests.unit.plugins.modules.ladder import done, ladder, refused

ROLE = "arn:aws:iam::123456789012:role/node"
HERE = {"cluster": "rag-eks", "wait_interval": 0}


@pytest.fixture
def subnets(new_subnet: Callable[[], str]) -> list[str]:
    return [new_subnet(), new_subnet()]


@pytest.fixture
def eks(client: Callable[[str], Any], subnets: list[str]) -> Iterator[Any]:
    """A client, and a cluster to work on."""
    eks = client("eks")
    cluster = {"name": "rag-eks", "version": "1.35", "role_arn": ROLE, "subnet_ids": subnets}
    done(eks_clusters, {"clusters": [cluster], "wait_interval": 0}, eks)
    yield eks
    done(eks_clusters, {"clusters": [{"name": "rag-eks"}], "state": "absent", "wait_interval": 0}, eks)


@pytest.fixture
def principals(client: Callable[[str], Any]) -> Iterator[list[str]]:
    iam = client("iam")
    roles = {"roles": [{"name": name, "service": "ec2.amazonaws.com"} for name in ("admins", "developers")]}
    made = done(iam_roles, roles, iam)["roles"]
    yield [role["arn"] for role in made.values()]
    done(iam_roles, roles | {"state": "absent"}, iam)


def nodegroup(subnets: list[str], **more: Any) -> dict[str, Any]:
    group = {
        "name": "system",
        "role_arn": ROLE,
        "subnet_ids": subnets,
        "instance_types": ["m6i.large", "m6a.large"],
        "ami_type": "AL2023_x86_64_STANDARD",
        "min_size": 1,
        "max_size": 2,
        "labels": {"role": "system", "old": "yes"},
        **more,
    }
    return {**HERE, "nodegroups": [group]}


def test_versions_of_addons_that_state_none(eks: Any) -> None:
    given = {**HERE, "addons": [{"name": "vpc-cni"}, {"name": "coredns", "version": "v1.13.2-eksbuild.21"}]}
    done(eks_addons, given, eks)
    versions = {"vpc-cni": "v1.23.1-eksbuild.1", "coredns": "v1.14.3-eksbuild.23", "kube-proxy": "v1.0.0"}
    changed = done(eks_addons, given | {"versions": versions}, eks)
    assert [change["name"] for change in changed["changes"]] == ["vpc-cni"]
    assert changed["addons"]["vpc-cni"]["version"] == "v1.23.1-eksbuild.1"
    assert not done(eks_addons, given, eks)["changed"]
    done(eks_addons, given | {"state": "absent"}, eks)


def test_nodegroups(eks: Any, subnets: list[str]) -> None:
    taints = [{"key": "b", "effect": "NoSchedule"}, {"key": "a", "value": "1", "effect": "NoExecute"}]
    created, modified, _ = ladder(
        eks_nodegroups,
        create=nodegroup(subnets, taints=taints, max_unavailable=1),
        modify={
            **nodegroup(
                subnets,
                min_size=2,
                max_size=5,
                labels={"role": "base"},
                taints=[{"key": "a", "value": "2", "effect": "NoExecute"}],
                max_unavailable=2,
            ),
            "tags": {"environment": "prod"},
        },
        key="nodegroups",
        client=eks,
    )
    assert created["nodegroups"]["system"]["current_size"] == 1
    changed = modified["nodegroups"]["system"]
    assert changed["current_size"] == 2, "the number of nodes moves into the new bounds"
    assert changed["labels"] == {"role": "base"}
    assert changed["taints"] == [{"key": "a", "value": "2", "effect": "NoExecute"}]


def test_the_number_of_nodes_belongs_to_the_autoscaler(eks: Any, subnets: list[str]) -> None:
    given = nodegroup(subnets, max_size=5)
    done(eks_nodegroups, given, eks)
    scaling = {"minSize": 1, "maxSize": 5, "desiredSize": 4}
    eks.update_nodegroup_config(clusterName="rag-eks", nodegroupName="system", scalingConfig=scaling)
    assert not done(eks_nodegroups, given, eks)["changed"]
    done(eks_nodegroups, given | {"state": "absent"}, eks)


def test_another_instance_type_is_another_group(eks: Any, subnets: list[str]) -> None:
    given = nodegroup(subnets)
    done(eks_nodegroups, given, eks)
    message = refused(eks_nodegroups, nodegroup(subnets, instance_types=["t3.medium"]), eks)
    assert "instance_types is ['m6i.large', 'm6a.large'] and cannot be changed to ['t3.medium'] in place" in message
    done(eks_nodegroups, given | {"state": "absent"}, eks)


def test_nodegroups_follow_the_control_plane(eks: Any, subnets: list[str]) -> None:
    given = nodegroup(subnets, version="1.35")
    done(eks_nodegroups, given, eks)
    done(eks_clusters, {"clusters": [{"name": "rag-eks", "version": "1.36"}], "wait_interval": 0}, eks)
    assert not done(eks_nodegroups, nodegroup(subnets), eks)["changed"]
    assert not done(eks_nodegroups, nodegroup(subnets, version="1.35") | {"version": "1.36"}, eks)["changed"]
    upgraded = done(eks_nodegroups, nodegroup(subnets) | {"version": "1.36"}, eks)
    assert upgraded["nodegroups"]["system"]["version"] == "1.36"
    done(eks_nodegroups, given | {"state": "absent"}, eks)


@pytest.fixture
def template(ec2: Any) -> Iterator[Callable[[int], dict[str, str]]]:
    """Makes the launch template of the nodes with a disk of that size; answers what node groups want to know of it."""

    def arguments(size: int) -> dict[str, Any]:
        return {"templates": [{"name": "rag-nodes", "disk_size": size}]}

    def sized(size: int) -> dict[str, str]:
        made = done(ec2_launch_templates, arguments(size), ec2)["templates"]["rag-nodes"]
        return {"id": made["id"], "version": made["version"]}

    yield sized
    done(ec2_launch_templates, arguments(1) | {"state": "absent"}, ec2)


def test_nodegroups_take_a_new_version_of_their_template(eks: Any, subnets: list[str], template: Any) -> None:
    first, second = template(50), template(80)
    assert (first["version"], second["version"]) == ("1", "2")
    created, modified, _ = ladder(
        eks_nodegroups,
        create=nodegroup(subnets, launch_template=first),
        modify=nodegroup(subnets, launch_template=second, max_size=5),
        key="nodegroups",
        client=eks,
    )
    assert created["nodegroups"]["system"]["launch_template_id"] == first["id"]
    assert created["nodegroups"]["system"]["disk_size"] is None
    assert modified["nodegroups"]["system"]["launch_template_version"] == "2"
    assert modified["diff"][0]["before"] == {"launch_template_version": "1", "max_size": 2}


def version_updates(eks: Any) -> list[dict[str, str]]:
    """The parameters of every UpdateNodegroupVersion so far."""
    of = {"name": "rag-eks", "nodegroupName": "system"}
    updates = [eks.describe_update(updateId=key, **of)["update"] for key in eks.list_updates(**of)["updateIds"]]
    return [
        {row["type"]: row["value"] for row in update["params"]}
        for update in updates
        if update["type"] == "VersionUpdate"
    ]


def test_a_version_and_a_template_change_in_one_call(eks: Any, subnets: list[str], template: Any) -> None:
    given = nodegroup(subnets, version="1.35", launch_template=template(50))
    done(eks_nodegroups, given, eks)
    done(eks_clusters, {"clusters": [{"name": "rag-eks", "version": "1.36"}], "wait_interval": 0}, eks)
    done(eks_nodegroups, nodegroup(subnets, version="1.36", launch_template=template(80)), eks)
    (update,) = version_updates(eks)
    assert (update["Version"], update["LaunchTemplateVersion"]) == ("1.36", "2")
    done(eks_nodegroups, given | {"state": "absent"}, eks)


def test_a_new_template_version_upgrades_nothing_else(eks: Any, subnets: list[str], template: Any) -> None:
    given = nodegroup(subnets, launch_template=template(50))
    done(eks_nodegroups, given, eks)
    done(eks_clusters, {"clusters": [{"name": "rag-eks", "version": "1.36"}], "wait_interval": 0}, eks)
    changed = done(eks_nodegroups, nodegroup(subnets, launch_template=template(80)), eks)
    assert changed["nodegroups"]["system"]["version"] == "1.35"
    done(eks_nodegroups, given | {"state": "absent"}, eks)


def test_a_settled_group_gets_both_of_its_updates(
    eks: Any, subnets: list[str], template: Any, hold: Callable[[float], None]
) -> None:
    given = nodegroup(subnets, launch_template=template(50))
    done(eks_nodegroups, given, eks)
    hold(0.1)
    both = nodegroup(subnets, launch_template=template(80), max_size=5) | {"wait_interval": 0.05}
    changed = done(eks_nodegroups, both, eks)["nodegroups"]["system"]
    assert (changed["max_size"], changed["launch_template_version"], changed["status"]) == (5, "2", "ACTIVE")
    hold(0)
    done(eks_nodegroups, given | {"state": "absent"}, eks)


def test_another_template_is_another_group(eks: Any, subnets: list[str], template: Any) -> None:
    plain, one = nodegroup(subnets), template(50)
    done(eks_nodegroups, plain, eks)
    message = refused(eks_nodegroups, nodegroup(subnets, launch_template=one), eks)
    assert f"launch_template_id is None and cannot be changed to '{one['id']}' in place" in message
    done(eks_nodegroups, plain | {"state": "absent"}, eks)


def test_a_template_has_the_disk(eks: Any, subnets: list[str]) -> None:
    given = nodegroup(subnets, launch_template={"id": "lt-0a", "version": "1"}, disk_size=50)
    assert refused(eks_nodegroups, given, eks) == (
        "eks_nodegroup system: disk_size is 50 beside launch template lt-0a, which sets the disk itself: "
        "leave disk_size out and set it there."
    )


def test_addons(eks: Any, subnets: list[str]) -> None:
    done(eks_nodegroups, nodegroup(subnets), eks)
    created, modified, _ = ladder(
        eks_addons,
        create={**HERE, "addons": [{"name": "vpc-cni"}, {"name": "coredns", "configuration": {"replicaCount": 2}}]},
        modify={
            **HERE,
            "addons": [
                {"name": "vpc-cni", "configuration": {"enableNetworkPolicy": "true"}},
                {"name": "coredns", "configuration": {"replicaCount": 3}},
            ],
            "tags": {"environment": "prod"},
        },
        key="addons",
        client=eks,
    )
    assert created["addons"]["vpc-cni"]["version"], "without a version the add-on gets the recommended one"
    assert modified["addons"]["coredns"]["configuration"] == {"replicaCount": 3}
    done(eks_nodegroups, nodegroup(subnets) | {"state": "absent"}, eks)


def test_access_entries(eks: Any, principals: list[str]) -> None:
    admins, developers = principals

    def entries(*policies: dict[str, Any], groups: list[str]) -> dict[str, Any]:
        entry = {"principal_arn": developers, "kubernetes_groups": groups, "policies": list(policies)}
        admin = {"principal_arn": admins, "policies": [{"policy": "AmazonEKSClusterAdminPolicy"}]}
        return {"cluster": "rag-eks", "entries": [admin, entry]}

    edit_dev = {"policy": "AmazonEKSEditPolicy", "namespaces": ["dev"]}
    view_all = {"policy": "AmazonEKSViewPolicy"}
    _, modified, _ = ladder(
        eks_access_entries,
        create=entries(view_all, edit_dev, groups=["readers", "developers"]),
        modify=entries({**edit_dev, "namespaces": ["dev", "test"]}, groups=["developers"]),
        key="entries",
        client=eks,
    )
    assert modified["entries"][developers]["policies"] == [
        {"policy": "AmazonEKSEditPolicy", "namespaces": ["dev", "test"]}
    ]


def test_pod_identities(eks: Any, principals: list[str]) -> None:
    def associations(*pairs: tuple[str, str]) -> dict[str, Any]:
        rows = [{"namespace": "kube-system", "service_account": name, "role_arn": role} for name, role in pairs]
        return {"cluster": "rag-eks", "associations": rows}

    one, other = principals
    _, modified, _ = ladder(
        eks_pod_identities,
        create=associations(("aws-node", one), ("karpenter", one)),
        modify={**associations(("aws-node", one), ("karpenter", other)), "tags": {"environment": "prod"}},
        key="associations",
        client=eks,
    )
    assert modified["associations"]["kube-system/karpenter"]["role_arn"] == other


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        (eks_nodegroups, {"nodegroups": [{"name": "system"}]}),
        (eks_addons, {"addons": [{"name": "vpc-cni"}]}),
        (eks_access_entries, {"entries": [{"principal_arn": ROLE}]}),
        (eks_pod_identities, {"associations": [{"namespace": "a", "service_account": "b"}]}),
    ],
)
@pytest.mark.parametrize("state", ["present", "absent"])
def test_the_cluster_of_a_plan_need_not_exist(client: Any, module: Any, arguments: Any, state: str) -> None:
    given = {"cluster": "no-such-cluster", "state": state, **arguments}
    planned = done(module, given, client("eks"), check=True)
    assert [change["action"] for change in planned["changes"]] == (["create"] if state == "present" else [])
