"""Cognito user pools, told apart by their name, and their clients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.cognito.config import (
    FIXED,
    KEPT,
    client_item,
    client_settings,
    mfa_settings,
    pool_item,
    pool_settings,
)
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind, is_planned

PAGE = 60


class UserPools(Kind):
    kind = "cognito_user_pool"
    identifiers = ("arn", "id")

    def __init__(self, client: Any, names: Iterable[str]) -> None:
        self.client = client
        self.names = frozenset(names)
        self.items: dict[str, Item] = {}

    def read(self) -> dict[str, Item]:
        ids: dict[str, str] = {}
        for page in self.client.get_paginator("list_user_pools").paginate(MaxResults=PAGE):
            for row in page["UserPools"]:
                if row["Name"] in ids:
                    raise PlatformError(
                        f"{self.kind} {row['Name']}: {ids[row['Name']]} and {row['Id']} both have this name: "
                        "rename or remove the one that is not meant."
                    )
                if row["Name"] in self.names:
                    ids[row["Name"]] = row["Id"]
        self.items = {item["name"]: item for item in side_by_side(self.describe, ids.values())}
        return self.items

    def describe(self, identifier: str) -> Item:
        pool = self.client.describe_user_pool(UserPoolId=identifier)["UserPool"]
        return pool_item(pool, self.client.get_user_pool_mfa_config(UserPoolId=identifier))

    def create(self, wanted: Item) -> None:
        pool = self.client.create_user_pool(**pool_settings(wanted), **FIXED)["UserPool"]
        self.client.set_user_pool_mfa_config(UserPoolId=pool["Id"], **mfa_settings(wanted))
        self.client.create_user_pool_domain(UserPoolId=pool["Id"], Domain=wanted["domain"])

    def check(self, change: Change) -> None:
        """Those who are signed in find the pages under the domain; it does not move on its own."""
        before, after = change.before or {}, change.after or {}
        if "domain" in change.fields and before["domain"]:
            raise PlatformError(
                f"{self.kind} {change.name}: domain is {before['domain']!r} and would become {after['domain']!r}, "
                "which breaks every link to the sign-in pages: keep it, or delete the domain in Cognito first."
            )

    def update(self, change: Change) -> None:
        before, after, fields = change.before or {}, change.after or {}, change.fields
        if fields - {"domain", "mfa", "totp"}:
            self.reset(before, after)
        if fields - {"domain"}:
            self.client.set_user_pool_mfa_config(UserPoolId=before["id"], **mfa_settings(after))
        if "domain" in fields:
            self.client.create_user_pool_domain(UserPoolId=before["id"], Domain=after["domain"])

    def reset(self, before: Item, after: Item) -> None:
        """Cognito sets back what is left out, so what we do not manage is given as it is."""
        now = self.client.describe_user_pool(UserPoolId=before["id"])["UserPool"]
        kept = {key: now[key] for key in KEPT if key in now}
        settings = pool_settings({**after, "tags": {**before["tags"], **after["tags"]}})
        self.client.update_user_pool(UserPoolId=before["id"], **kept, **settings)

    def delete(self, current: Item) -> None:
        if current["deletion_protection"]:
            self.reset(current, {**current, "deletion_protection": False})
        if current["domain"]:
            self.client.delete_user_pool_domain(UserPoolId=current["id"], Domain=current["domain"])
        self.client.delete_user_pool(UserPoolId=current["id"])


class UserPoolClients(Kind):
    """Named C(pool/client). A secret is made by Cognito and fetched by who needs it; it never passes here.

    The C(domain) is told as it is wanted: whether it is right is a matter of the pool.
    """

    kind = "cognito_user_pool_client"
    identifiers = ("id", "pool_id", "pool_arn")
    immutable = frozenset({"secret"})

    def __init__(self, client: Any, wanted: Mapping[str, Item], pools: UserPools) -> None:
        self.client = client
        self.wanted = wanted
        self.pools = pools

    def read(self) -> dict[str, Item]:
        pools = [item for item in self.pools.items.values() if not is_planned(item["id"])]
        rows = [(pool, row) for pool in pools for row in self.rows(pool["id"])]
        meant = [(pool, row) for pool, row in rows if f"{pool['name']}/{row['ClientName']}" in self.wanted]
        found: dict[str, Item] = {}
        for item in side_by_side(lambda entry: self.describe(*entry), meant):
            if item["name"] in found:
                raise PlatformError(
                    f"{self.kind} {item['name']}: {found[item['name']]['id']} and {item['id']} both have this name: "
                    "remove the one that is not meant."
                )
            found[item["name"]] = item
        return found

    def rows(self, pool_id: str) -> list[Item]:
        pages = self.client.get_paginator("list_user_pool_clients").paginate(UserPoolId=pool_id, MaxResults=PAGE)
        return [row for page in pages for row in page["UserPoolClients"]]

    def describe(self, pool: Item, row: Item) -> Item:
        found = self.client.describe_user_pool_client(UserPoolId=pool["id"], ClientId=row["ClientId"])
        item = client_item(pool, found["UserPoolClient"])
        return {**item, "domain": self.wanted[item["name"]].get("domain")}

    def create(self, wanted: Item) -> None:
        self.client.create_user_pool_client(
            UserPoolId=self.pools.items[wanted["pool"]]["id"],
            GenerateSecret=wanted["secret"],
            **client_settings(wanted),
        )

    def update(self, change: Change) -> None:
        before, after = change.before or {}, change.after or {}
        self.client.update_user_pool_client(
            UserPoolId=before["pool_id"], ClientId=before["id"], **client_settings(after)
        )

    def delete(self, current: Item) -> None:
        self.client.delete_user_pool_client(UserPoolId=current["pool_id"], ClientId=current["id"])
