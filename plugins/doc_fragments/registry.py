"""Options by which modules log in to a registry that is not one of ECR."""


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  username:
    description: Who to log in as, at a registry other than ECR. By default whoever the tool that is used has logged in.
    type: str
  password:
    description: The password of O(username).
    type: str
  plain_http:
    description: Whether a registry other than ECR is reached without TLS.
    type: bool
    default: false
"""
