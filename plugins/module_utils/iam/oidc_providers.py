"""Identity providers of OpenID Connect. An account has one per issuer, so platforms share it.

A platform that uses a provider leaves its tag on it; the last to go takes away a provider that this collection made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list, tags_from

MADE = {"managed-by": "pinksea.platform"}
USED = "used-by:"


def host(url: str) -> str:
    """What IAM calls a provider: its URL without the scheme."""
    return url.removeprefix("https://").rstrip("/")


class OidcProviders(Kind):
    kind = "oidc_provider"

    def __init__(self, client: Any, wanted: Mapping[str, Item], user: str, *, leaving: bool) -> None:
        """C(leaving): only providers that the platform uses exist for it."""
        self.client = client
        self.wanted = wanted
        self.mark = USED + user
        self.leaving = leaving

    def read(self) -> dict[str, Item]:
        arns = self.arns()
        names = [name for name in self.wanted if name in arns]
        items = side_by_side(lambda name: self.describe(name, arns[name]), names)
        return {item["name"]: item for item in items if not self.leaving or self.mark in item["tags"]}

    def arns(self) -> dict[str, str]:
        listed = self.client.list_open_id_connect_providers()["OpenIDConnectProviderList"]
        return {row["Arn"].split(":oidc-provider/")[1]: row["Arn"] for row in listed}

    def describe(self, name: str, arn: str) -> Item:
        """Client ids on top of the wanted ones belong to other users and are left alone."""
        found = self.client.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
        clients = self.wanted[name]["client_ids"]
        return {
            "name": name,
            "client_ids": [client for client in clients if client in found["ClientIDList"]],
            "thumbprints": sorted(found.get("ThumbprintList", [])),
            "tags": tags_from(found.get("Tags")),
            "arn": arn,
        }

    def create(self, wanted: Item) -> None:
        """Another platform may have made it since it was read."""
        thumbprints = {"ThumbprintList": wanted["thumbprints"]} if wanted["thumbprints"] else {}
        try:
            self.client.create_open_id_connect_provider(
                Url=f"https://{wanted['name']}",
                ClientIDList=wanted["client_ids"],
                Tags=tag_list({**MADE, **wanted["tags"]}),
                **thumbprints,
            )
        except self.client.exceptions.EntityAlreadyExistsException:
            self.adopt(self.arns()[wanted["name"]], wanted)

    def update(self, change: Change) -> None:
        self.adopt((change.before or {})["arn"], change.after or {})

    def adopt(self, arn: str, wanted: Item) -> None:
        """Client ids and tags that are there already stay as they are."""
        target = {"OpenIDConnectProviderArn": arn}
        for client in wanted["client_ids"]:
            self.client.add_client_id_to_open_id_connect_provider(**target, ClientID=client)
        if wanted["thumbprints"]:
            self.client.update_open_id_connect_provider_thumbprint(**target, ThumbprintList=wanted["thumbprints"])
        self.client.tag_open_id_connect_provider(**target, Tags=tag_list(wanted["tags"]))

    def delete(self, current: Item) -> None:
        target = {"OpenIDConnectProviderArn": current["arn"]}
        others = [key for key in current["tags"] if key.startswith(USED) and key != self.mark]
        if others or MADE.items() - current["tags"].items():
            self.client.untag_open_id_connect_provider(**target, TagKeys=[self.mark])
        else:
            self.client.delete_open_id_connect_provider(**target)
