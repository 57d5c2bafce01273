"""A file per AWS service, named as in moto: what the inventory lists of it, what moto answers wrongly, what is held.

`KINDS` maps a kind of the inventory to a function that gives name and identifier of each such object of a backend;
`install(hold)` mends the service and holds its states. A file may have either.
"""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

SERVICES: dict[str, ModuleType] = {
    found.name: import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)
}
