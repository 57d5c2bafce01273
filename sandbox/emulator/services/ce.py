"""Cost Explorer. Billing has seen no tag yet, as on the day on which an account is taken up."""

import json
from typing import Any

from moto.ce.responses import CostExplorerResponse

from sandbox.emulator.calls import add_calls
from sandbox.emulator.hold import Hold


def list_cost_allocation_tags(response: Any) -> str:
    return json.dumps({"CostAllocationTags": []})


def update_cost_allocation_tags_status(response: Any) -> str:
    keys = [row["TagKey"] for row in json.loads(response.body)["CostAllocationTagsStatus"]]
    unknown = {"Code": "TagKeysNotFound", "Message": "Tag keys not found"}
    return json.dumps({"Errors": [{"TagKey": key, **unknown} for key in keys]})


def install(hold: Hold) -> None:
    add_calls(CostExplorerResponse, [list_cost_allocation_tags, update_cost_allocation_tags_status])
