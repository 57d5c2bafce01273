"""Where pods get their addresses from: the configuration of the add-on vpc-cni."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Item = dict[str, Any]

# one spare block a node, which is what is left of a subnet's room sooner than more would be of use
PREFIXES = {"ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "1"}
OWN_SUBNETS = {"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true", "ENI_CONFIG_LABEL_DEF": "topology.kubernetes.io/zone"}


def addons(given: Iterable[Item], prefix_delegation: bool, subnets: Mapping[str, str]) -> list[Item]:
    """The add-ons, vpc-cni with what the network asks of it; C(subnets): id of the pods' subnet by zone."""
    wanted: Item = {"env": (PREFIXES if prefix_delegation else {}) | (OWN_SUBNETS if subnets else {})}
    if subnets:
        region = min(subnets)[:-1]
        by_zone = {zone: {"id": subnet} for zone, subnet in subnets.items()}
        wanted["eniConfig"] = {"create": True, "region": region, "subnets": by_zone}
    return [
        addon | {"configuration": configured(addon.get("configuration") or {}, wanted)}
        if addon["name"] == "vpc-cni" and wanted["env"]
        else addon
        for addon in given
    ]


def configured(given: Item, wanted: Item) -> Item:
    """What is given goes before what is derived."""
    return wanted | given | {"env": wanted["env"] | given.get("env", {})}
