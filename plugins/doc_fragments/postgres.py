"""Options by which modules reach a PostgreSQL database."""


class ModuleDocFragment:
    DOCUMENTATION = r"""
requirements:
  - psycopg >= 3.2
  - kubernetes and Helm, for O(job) only
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
  job:
    description:
      - How to do it in a Job in the cluster, for a database that is not reached from here. The result is the same.
      - Passwords are read by the Job, so O(password) is refused. Check mode starts a Job too, which only reads.
    type: dict
    suboptions:
      chart:
        description: Directory of the chart C(database-job).
        type: path
        required: true
      namespace:
        description: Namespace of the Job. Without it, check mode plans for an empty database and warns.
        type: str
        required: true
      create_namespace:
        description: Whether the namespace is made when it is missing, for restricted pods. Otherwise it must exist.
        type: bool
        default: false
      values:
        description: Values of the chart, such as the image and where the database is.
        type: dict
        default: {}
      kubeconfig:
        description: Path of the kubeconfig. By default that of the environment.
        type: path
      helm_binary:
        description: Path of Helm, which renders the chart, or its name when it is on the search path.
        type: path
        default: helm
      cluster_exists:
        description: Whether there is a cluster. Without one, check mode plans for an empty database and warns.
        type: bool
        default: true
      timeout:
        description: Seconds that the Job has, with starting a node for it and pulling its image.
        type: int
        default: 900
"""
