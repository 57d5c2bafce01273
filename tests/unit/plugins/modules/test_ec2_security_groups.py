"""ec2_security_groups against the emulator."""

from typing import Any

from ansible_collections.pinksea.platform.plugins.modules import ec2_security_groups

from tests.unit.plugins.modules.ladder import done, ladder, refused

WORLD = "0.0.0.0/0"


def test_ladder(ec2: Any, vpc_id: str) -> None:
    """Groups that refer to each other and to themselves, of which the first refers to one made after it."""
    created, modified, _ = ladder(
        ec2_security_groups,
        create={
            "vpc_id": vpc_id,
            "groups": [
                {
                    "name": "alb",
                    "description": "load balancers",
                    "rules_in": [{"from_port": 443, "cidr": WORLD, "description": "HTTPS"}],
                    "rules_out": [{"from_port": 8001, "to_port": 8005, "group": "nodes"}],
                },
                {
                    "name": "nodes",
                    "rules_in": [
                        {"from_port": 8001, "to_port": 8005, "group": "alb"},
                        {"protocol": "all", "group": "nodes"},
                    ],
                },
                {"name": "store", "rules_in": [{"from_port": 5432, "group": "nodes"}], "rules_out": []},
            ],
        },
        modify={
            "vpc_id": vpc_id,
            "groups": [
                {
                    "name": "alb",
                    "description": "load balancers",
                    "rules_in": [
                        {"from_port": 443, "cidr": WORLD, "description": "HTTPS for all"},
                        {"protocol": "icmp", "from_port": 8, "to_port": -1, "cidr": "10.0.0.0/8"},
                    ],
                    "rules_out": [{"from_port": 8001, "to_port": 8009, "group": "nodes"}],
                },
                {"name": "nodes", "rules_in": []},
                {"name": "store", "rules_in": [{"from_port": 5432, "group": "nodes"}], "rules_out": []},
            ],
            "tags": {"environment": "prod"},
        },
        key="groups",
        client=ec2,
    )
    groups = created["groups"]
    assert groups["alb"]["rules_in"] == ["tcp 443 0.0.0.0/0 | HTTPS"]
    assert groups["alb"]["rules_out"] == ["tcp 8001-8005 nodes"]
    assert groups["nodes"]["rules_in"] == ["all any nodes", "tcp 8001-8005 alb"]
    assert groups["nodes"]["rules_out"] == ["all any 0.0.0.0/0"]
    assert groups["nodes"]["description"] == "nodes"
    assert groups["store"]["rules_out"] == []
    assert groups["store"]["tags"] == {"Name": "store"}
    assert modified["groups"]["alb"]["rules_in"] == ["icmp 8--1 10.0.0.0/8", "tcp 443 0.0.0.0/0 | HTTPS for all"]
    assert modified["groups"]["nodes"]["rules_in"] == []
    assert modified["groups"]["nodes"]["rules_out"] == ["all any 0.0.0.0/0"]
    assert modified["diff"][1]["before"]["rules_in"] == ["all any nodes", "tcp 8001-8005 alb"]


def test_groups_that_refer_to_each_other_can_go(ec2: Any, vpc_id: str) -> None:
    def group(name: str, *peers: str) -> dict[str, Any]:
        return {"name": name, "rules_in": [{"from_port": 80, "group": peer} for peer in peers], "rules_out": []}

    arguments = {"vpc_id": vpc_id, "groups": [group("one", "one", "two", "three"), group("two", "one"), group("three")]}
    done(ec2_security_groups, arguments, ec2)
    removed = done(ec2_security_groups, arguments | {"state": "absent"}, ec2)
    assert [change["action"] for change in removed["changes"]] == ["delete"] * 3
    assert removed["groups"] == {}


def test_a_group_somebody_else_refers_to_is_told(ec2: Any, vpc_id: str) -> None:
    arguments = {"vpc_id": vpc_id, "groups": [{"name": "nodes"}]}
    nodes = done(ec2_security_groups, arguments, ec2)["groups"]["nodes"]["id"]
    other = ec2.create_security_group(VpcId=vpc_id, GroupName="other", Description="other")["GroupId"]
    pair = [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "UserIdGroupPairs": [{"GroupId": nodes}]}]
    ec2.authorize_security_group_ingress(GroupId=other, IpPermissions=pair)
    message = refused(ec2_security_groups, arguments | {"state": "absent"}, ec2)
    assert message.startswith("security_group nodes: ")
    assert "(DependencyViolation): remove the rules and network interfaces" in message


def test_a_group_given_by_id_stays_one(ec2: Any, vpc_id: str) -> None:
    cluster = ec2.create_security_group(VpcId=vpc_id, GroupName="eks-cluster-sg", Description="EKS")["GroupId"]
    arguments = {"vpc_id": vpc_id, "groups": [{"name": "store", "rules_in": [{"from_port": 6379, "group": cluster}]}]}
    assert done(ec2_security_groups, arguments, ec2)["groups"]["store"]["rules_in"] == [f"tcp 6379 {cluster}"]
    assert not done(ec2_security_groups, arguments, ec2)["changed"]


def test_a_listed_group_may_also_be_given_by_its_id(ec2: Any, vpc_id: str) -> None:
    made = done(ec2_security_groups, {"vpc_id": vpc_id, "groups": [{"name": "nodes"}]}, ec2)["groups"]["nodes"]
    groups = [{"name": "nodes", "rules_in": [{"protocol": "all", "group": made["id"]}]}]
    assert done(ec2_security_groups, {"vpc_id": vpc_id, "groups": groups}, ec2)["changed"]
    assert not done(ec2_security_groups, {"vpc_id": vpc_id, "groups": groups}, ec2)["changed"]


def test_a_group_left_without_rules_by_a_killed_run_gets_them(ec2: Any, vpc_id: str) -> None:
    ec2.create_security_group(VpcId=vpc_id, GroupName="store", Description="store")
    groups = [{"name": "store", "rules_in": [{"from_port": 5432, "cidr": "10.0.0.0/16"}], "rules_out": []}]
    made = done(ec2_security_groups, {"vpc_id": vpc_id, "groups": groups}, ec2)
    assert made["changes"] == [{"action": "update", "kind": "security_group", "name": "store"}]
    assert made["groups"]["store"]["rules_out"] == []


def test_more_groups_than_workers_may_wait_for_the_last(ec2: Any, vpc_id: str) -> None:
    rule = {"from_port": 80, "group": "last"}
    groups: list[dict[str, Any]] = [{"name": f"app-{number}", "rules_in": [rule]} for number in range(12)]
    made = done(ec2_security_groups, {"vpc_id": vpc_id, "groups": [*groups, {"name": "last"}]}, ec2)
    assert len(made["groups"]) == 13
    assert made["groups"]["app-0"]["rules_in"] == ["tcp 80 last"]


def test_a_plan_needs_no_ids(ec2: Any) -> None:
    rules = [{"from_port": 5432, "group": "planned:eks_cluster/rag-eks"}, {"from_port": 80, "group": "nodes"}]
    groups = [{"name": "store", "rules_in": rules}, {"name": "nodes"}]
    planned = done(ec2_security_groups, {"vpc_id": "planned:vpc/rag", "groups": groups}, ec2, check=True)
    assert [change["name"] for change in planned["changes"]] == ["store", "nodes"]


def test_bad_input_is_refused(ec2: Any, vpc_id: str) -> None:
    def message(*rules: dict[str, Any]) -> str:
        return refused(ec2_security_groups, {"vpc_id": vpc_id, "groups": [{"name": "store", "rules_in": rules}]}, ec2)

    assert "a rule names group 'nodse'" in message({"from_port": 80, "group": "nodse"})
    assert "from_port is not set" in message({"cidr": WORLD})
    assert "ports 90 to 80 are no range" in message({"from_port": 90, "to_port": 80, "cidr": WORLD})
    assert "'10.0.0.0.0' is not a CIDR" in message({"from_port": 80, "cidr": "10.0.0.0.0"})
    twice = [{"from_port": 80, "cidr": WORLD, "description": text} for text in ("one", "two")]
    assert "the rule 'tcp 80 0.0.0.0/0' is given twice" in message(*twice)
