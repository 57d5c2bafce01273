"""Options by which modules reach Qdrant."""


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  api_key:
    description: Key with which Qdrant was started. It must be the one that may write.
    type: str
  ca_file:
    description: Authorities that sign the servers' certificates; those of the system without it.
    type: path
  timeout:
    description: Seconds that each answer may take.
    type: float
    default: 60
"""

    TIMING = r"""
options:
  wait_timeout:
    description: Seconds to wait for each thing that takes its time.
    type: float
    default: 3600
  wait_interval:
    description: Seconds between two looks.
    type: float
    default: 5
"""
