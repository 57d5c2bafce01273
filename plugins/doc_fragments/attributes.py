"""Attributes every own module of this collection has."""


class ModuleDocFragment:
    DOCUMENTATION = r"""
attributes:
  check_mode:
    description: Reads everything, changes nothing, and returns exactly the changes a real run would make.
    support: full
  diff_mode:
    description: Shows the fields that differ, before and after.
    support: full
  idempotent:
    description: A second run with the same options changes nothing.
    support: full
options: {}
"""
