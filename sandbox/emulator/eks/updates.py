"""Update objects."""

from sandbox.emulator.eks.backend import EksBackend
from sandbox.emulator.eks.errors import ResourceNotFoundError
from sandbox.emulator.eks.paging import page
from sandbox.emulator.eks.records import Params, Record


def describe_update(eks: EksBackend, params: Params) -> Record:
    found = eks.cluster(params["name"]).updates.get(params["updateId"])
    if not found or (found.nodegroup, found.addon) != (params.get("nodegroupName"), params.get("addonName")):
        raise ResourceNotFoundError(f"No update found for ID: {params['updateId']}")
    return {"update": found.view()}


def list_updates(eks: EksBackend, params: Params) -> Record:
    of = (params.get("nodegroupName"), params.get("addonName"))
    updates = eks.cluster(params["name"]).updates
    return page("updateIds", [key for key, update in updates.items() if (update.nodegroup, update.addon) == of], params)
