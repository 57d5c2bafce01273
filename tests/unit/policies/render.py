"""Print the variables of all roles for every host of an inventory; what cannot be known without a run is left out."""

import json
import sys
from pathlib import Path

import yaml
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader
from ansible.template import Templar, trust_as_template
from ansible.vars.manager import VariableManager

ROOT = Path(__file__).parents[3]


def main(environment: str, more: str) -> None:
    init_plugin_loader([str(ROOT / ".collections")])
    from ansible_collections.pinksea.platform.plugins.action.inventory_check import resolved

    loader = DataLoader()
    sources = [str(ROOT / "inventories" / name) for name in (environment, "sandbox")]
    inventory = InventoryManager(loader=loader, sources=sources)
    manager = VariableManager(loader=loader, inventory=inventory)
    rendered = {}
    for host in inventory.get_hosts():
        given = {**manager.get_vars(host=host), **loader.load(trust_as_template(more))}
        templar = Templar(loader=loader, variables=given)
        rendered[host.name] = {name: resolved(templar, name, given[name], []) for name in names() & given.keys()}
    print(json.dumps(rendered, default=str))  # noqa: T201


def names() -> set[str]:
    specs = [yaml.safe_load(path.read_text()) for path in ROOT.glob("roles/*/meta/argument_specs.yml")]
    return {name for spec in specs for name in spec["argument_specs"]["main"]["options"]}


if __name__ == "__main__":
    main(*sys.argv[1:])
