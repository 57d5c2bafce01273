"""Who an access key belongs to."""

from moto.iam.models import get_account_id_from, iam_backends
from moto.sts.models import sts_backends

PARTITION = "aws"


def caller_arn(account: str, access_key: str) -> str:
    """The ARN that GetCallerIdentity answers."""
    arn: str = sts_backends[account][PARTITION].get_caller_identity(access_key, "us-east-1")[1]
    return arn


def caller_principal(account: str, access_key: str) -> str:
    """The IAM principal behind a caller: a session's role, or the user."""
    session = sts_backends[account][PARTITION].get_assumed_role_from_access_key(access_key)
    return str(session.role_arn) if session else caller_arn(account, access_key)


def account_of(access_key: str) -> str:
    return str(get_account_id_from(access_key))


def secret_of(account: str, access_key: str) -> str | None:
    """The secret key, when the emulator issued it."""
    session = sts_backends[account][PARTITION].get_assumed_role_from_access_key(access_key)
    key = session or iam_backends[account][PARTITION].access_keys.get(access_key)
    return str(key.secret_access_key) if key else None
