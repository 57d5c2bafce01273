"""Options by which modules reach a cluster that may not be there yet, or no longer."""


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  kubeconfig:
    description: Kubeconfig of the cluster, as M(pinksea.platform.eks_kubeconfig) writes it.
    type: path
    required: true
  cluster_exists:
    description: Whether there is a cluster to ask.
    type: bool
    default: true
"""
