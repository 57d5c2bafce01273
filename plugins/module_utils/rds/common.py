"""What the kinds of RDS share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.data_stores import Settle, StoreKind
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tags_from
from botocore.exceptions import ClientError

BUSY = ("InvalidDBClusterStateFault", "InvalidDBInstanceState")


def patiently(settle: Settle, name: str, call: Callable[..., Any], **arguments: Any) -> Any:
    """Make a call, once more when the object has first to end what it is doing."""
    try:
        return call(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] not in BUSY:
            raise
    settle(name)
    return call(**arguments)


class RdsKind(StoreKind):
    def tags(self, row: Item) -> dict[str, str]:
        """Only clusters and instances tell their tags when they are described."""
        return tags_from(row["TagList"]) if "TagList" in row else super().tags(row)
