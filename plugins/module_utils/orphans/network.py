"""What the load balancer controller and the CNI of a cluster leave in its VPC."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.orphans.sweep import Orphan, Sort, label
from ansible_collections.pinksea.platform.plugins.module_utils.retry import eventually
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tags_from

CNI = ("aws-K8S-", "amazon-vpc-cni")
ELB = "ELB "


def sorts(ec2: Any, elbv2: Any, cluster: str, vpc_id: str | None) -> list[Sort]:
    balancing = Balancing(elbv2, cluster)
    return [
        Sort(balancing.load_balancers, lambda arn: elbv2.delete_load_balancer(LoadBalancerArn=arn)),
        Sort(balancing.target_groups, lambda arn: elbv2.delete_target_group(TargetGroupArn=arn)),
        Sort(
            lambda: interfaces(ec2, balancing, vpc_id, cluster),
            lambda eni: ec2.delete_network_interface(NetworkInterfaceId=eni),
        ),
        Sort(lambda: groups(ec2, cluster), lambda group: remove_group(ec2, group)),
    ]


class Balancing:
    """Load balancers and target groups of a cluster, which only their tags tell."""

    def __init__(self, client: Any, cluster: str) -> None:
        self.client, self.cluster = client, cluster

    def rows(self, method: str, key: str) -> list[dict[str, Any]]:
        return [row for page in self.client.get_paginator(method).paginate() for row in page[key]]

    def ours(self, method: str, key: str, part: str) -> list[tuple[str, str]]:
        """ARN and name of those of the cluster."""
        names = {row[f"{part}Arn"]: row[f"{part}Name"] for row in self.rows(method, key)}
        arns, found = list(names), []
        for start in range(0, len(arns), 20):  # as many as DescribeTags takes
            answer = self.client.describe_tags(ResourceArns=arns[start : start + 20])
            for row in answer["TagDescriptions"]:
                tags = tags_from(row["Tags"])
                owned = tags.get(f"kubernetes.io/cluster/{self.cluster}") == "owned"
                if tags.get("elbv2.k8s.aws/cluster") == self.cluster or owned:
                    found.append((row["ResourceArn"], names[row["ResourceArn"]]))
        return found

    def listed(self, method: str, key: str, part: str) -> list[tuple[str, str]]:
        """DescribeTags refuses all when one is gone, be it another cluster's: then they are listed again."""
        found: list[tuple[str, str]] = eventually(self.ours, ("NotFound",), method=method, key=key, part=part)
        return found

    def load_balancers(self) -> Iterator[Orphan]:
        for arn, name in self.listed("describe_load_balancers", "LoadBalancers", "LoadBalancer"):
            yield Orphan("load_balancer", arn, name)

    def target_groups(self) -> Iterator[Orphan]:
        for arn, name in self.listed("describe_target_groups", "TargetGroups", "TargetGroup"):
            yield Orphan("target_group", arn, name)

    def existing(self) -> set[str]:
        """Load balancers as the descriptions of their interfaces write them."""
        rows = self.rows("describe_load_balancers", "LoadBalancers")
        return {ELB + row["LoadBalancerArn"].partition("loadbalancer/")[2] for row in rows}


def interfaces(ec2: Any, balancing: Balancing, vpc_id: str | None, cluster: str) -> Iterator[Orphan]:
    """Free ones of the CNI, and those of load balancers that are no more, which AWS takes back after some minutes."""
    place = {"vpc-id": vpc_id} if vpc_id else {"tag:cluster.k8s.amazonaws.com/name": cluster}
    filters = [{"Name": name, "Values": [value]} for name, value in place.items()]
    pages = ec2.get_paginator("describe_network_interfaces").paginate(Filters=filters)
    rows = [row for page in pages for row in page["NetworkInterfaces"]]
    balanced = [row for row in rows if row.get("Description", "").startswith(ELB)]
    existing = balancing.existing() if balanced else set()
    for row in rows:
        identifier, described = row["NetworkInterfaceId"], row.get("Description", "")
        if row["Status"] == "available" and described.startswith(CNI):
            yield Orphan("network_interface", identifier, label(row.get("TagSet", []), identifier))
        elif row in balanced and described not in existing:
            yield Orphan("network_interface", identifier, described, leaving=True)


def groups(ec2: Any, cluster: str) -> Iterator[Orphan]:
    filters = [{"Name": "tag:elbv2.k8s.aws/cluster", "Values": [cluster]}]
    for page in ec2.get_paginator("describe_security_groups").paginate(Filters=filters):
        for row in page["SecurityGroups"]:
            yield Orphan("security_group", row["GroupId"], row["GroupName"])


def remove_group(ec2: Any, group: str) -> None:
    """Together with the rules of other groups that let it in, such as those of the nodes."""
    filters = [{"Name": "ip-permission.group-id", "Values": [group]}]
    for other in ec2.describe_security_groups(Filters=filters)["SecurityGroups"]:
        rules = [
            {key: rule[key] for key in ("IpProtocol", "FromPort", "ToPort") if key in rule}
            | {"UserIdGroupPairs": [{"GroupId": group}]}
            for rule in other["IpPermissions"]
            if group in [pair.get("GroupId") for pair in rule["UserIdGroupPairs"]]
        ]
        if rules:
            ec2.revoke_security_group_ingress(GroupId=other["GroupId"], IpPermissions=rules)
    ec2.delete_security_group(GroupId=group)
