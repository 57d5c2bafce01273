"""What Aurora brings and PostgreSQL does not: a master user who is no superuser, its database, and the group of IAM."""

import psycopg
from psycopg import sql

from sandbox.layout import HOST

MASTER = "pingvas_master"
DATABASE = "pingvas"
IAM_GROUP = "rds_iam"


def ensure(port: int, superuser: str, password: str) -> None:
    """The master has the password of the superuser here; C(postgres) must be serving."""
    with psycopg.connect(
        host=HOST, port=port, user=superuser, password=password, dbname="postgres", autocommit=True
    ) as connection:
        roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        if IAM_GROUP not in roles:
            connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(IAM_GROUP)))
        if MASTER not in roles:
            statement = sql.SQL("CREATE ROLE {} LOGIN CREATEROLE CREATEDB PASSWORD {}")
            connection.execute(statement.format(sql.Identifier(MASTER), password))
        if not connection.execute("SELECT datname FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            statement = sql.SQL("CREATE DATABASE {} OWNER {}")
            connection.execute(statement.format(sql.Identifier(DATABASE), sql.Identifier(MASTER)))
