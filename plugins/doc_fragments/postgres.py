"""Options by which modules reach a PostgreSQL database."""


class ModuleDocFragment:
    DOCUMENTATION = r"""
requirements:
  - psycopg >= 3.2
options:
  host:
    description: Address of the server. A planned one makes check mode plan for an empty database.
    type: str
    required: true
  port:
    description: Its port.
    type: int
    default: 5432
  database:
    description: Name of the database.
    type: str
    required: true
  user:
    description: Who connects. By default the C(username) of O(secret).
    type: str
  password:
    description: Password of the user, where there is no secret.
    type: str
  secret:
    description: Name or ARN of a secret with C(username) and C(password), such as the one RDS manages.
    type: str
  iam:
    description: Whether to connect with a token of IAM.
    type: bool
    default: false
  sslmode:
    description: How far the server is trusted, as libpq says it. V(verify-full) needs O(sslrootcert).
    type: str
    choices: [disable, prefer, require, verify-full]
    default: require
  sslrootcert:
    description: File with the certificate authorities of the server.
    type: path
"""
