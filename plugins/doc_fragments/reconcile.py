"""Options and return values of every module that is built on the reconcile engine."""


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  state:
    description:
      - Whether the named objects are to exist.
      - Objects that are not named are never touched, whatever the state.
    type: str
    choices: [present, absent]
    default: present
"""

    TAGS = r"""
options:
  tags:
    description:
      - Tags for every object of this task.
      - Other tags on an object are left alone.
    type: dict
    default: {}
"""

    WAIT = r"""
options:
  wait:
    description:
      - Whether to wait until the objects are ready (or gone).
      - With V(false) the result names what is still under way in RV(ignore:pending), for M(pinksea.platform.aws_ready).
    type: bool
    default: true
"""

    TIMING = r"""
options:
  wait_timeout:
    description: Seconds to wait for all objects together.
    type: float
    default: 1800
  wait_interval:
    description: Seconds between two looks.
    type: float
    default: 10
  progress:
    description: File to which every new state of an object is appended, one JSON object a line.
    type: path
"""
