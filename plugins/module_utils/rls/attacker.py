"""Sends the attacks through PgBouncer, each in a transaction of its own that is rolled back."""

from __future__ import annotations

from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.postgres.alter import literal
from ansible_collections.pinksea.platform.plugins.module_utils.postgres.session import Address, Session
from ansible_collections.pinksea.platform.plugins.module_utils.rls.attacks import ALLOWED, DENIED
from ansible_collections.pinksea.platform.plugins.module_utils.rls.model import FOREIGN, OWN, Attack, Check, Plan, Rows

try:
    from psycopg import Error, Rollback
except ImportError:  # Session tells the user what to install
    Error = Rollback = Exception  # type: ignore[assignment,misc]

ROUNDS = 10
NOBODY = "nobody"
STATE = "SELECT pg_backend_pid() AS pid, coalesce(nullif(current_setting(%(name)s, true), ''), 'nobody') AS user"


class Attacker:
    """One role, logged in twice."""

    def __init__(self, address: Address, plan: Plan, schema: str) -> None:
        self.plan = plan
        self.schema = schema
        self.role = address.user
        self.first = Session(address)
        self.second = Session(address)

    def close(self) -> None:
        self.first.close()
        self.second.close()

    def check(self, attack: Attack, before: str = "") -> Check:
        seen = self.outcome(self.first, attack, before)
        return Check(attack.name, self.schema, self.role, attack.object, attack.expected, seen)

    def outcome(self, session: Session, attack: Attack, before: str) -> str:
        """Three trips, not six: there are thousands of attacks."""
        settings = {self.plan.user_setting: attack.user, self.plan.task_setting: attack.task}
        calls = [become(name, value) for name, value in settings.items() if value is not None]
        try:
            session.execute("; ".join(["BEGIN", before or "SELECT", *calls]))
            return answer(session, attack)
        except Error as error:
            return refusal(error)
        finally:
            session.execute("ROLLBACK")

    def interleaved(self, rows: Rows) -> list[Check]:
        """Two clients take turns on one server connection: what one has set must be gone when the other comes."""
        mine, theirs = set(), set()
        left = NOBODY
        for turn in range(ROUNDS):
            with self.first.connection.transaction():
                self.first.execute(become(self.plan.user_setting, rows.user(OWN)))
                self.first.execute(become(self.plan.task_setting, "anything"))
                mine.add(self.state(self.first)["pid"])
                if turn % 2:
                    raise Rollback
            found = self.inherited()
            theirs.add(found["pid"])
            left = found["user"] if found["user"] != NOBODY else left
        shared = "shared" if mine & theirs else f"{sorted(mine)} and {sorted(theirs)}"
        return [
            Check("two clients on one server connection", self.schema, self.role, "PgBouncer", "shared", shared),
            Check("user left by another client", self.schema, self.role, "PgBouncer", NOBODY, left),
            self.side_by_side(rows),
        ]

    def inherited(self) -> dict[str, Any]:
        with self.second.connection.transaction():
            return self.state(self.second)

    def state(self, session: Session) -> dict[str, Any]:
        return session.query(STATE, {"name": self.plan.user_setting})[0]

    def side_by_side(self, rows: Rows) -> Check:
        """Both in a transaction at once, each as another user."""
        with self.first.connection.transaction(), self.second.connection.transaction():
            self.first.execute(become(self.plan.user_setting, rows.user(OWN)))
            self.second.execute(become(self.plan.user_setting, rows.user(FOREIGN)))
            seen = [self.state(session)["user"] for session in (self.first, self.second)]
        right = seen == [rows.user(OWN), rows.user(FOREIGN)]
        return Check(
            "users side by side", self.schema, self.role, "PgBouncer", "their own", "their own" if right else str(seen)
        )


def become(setting: str, value: str) -> str:
    return f"SELECT set_config({literal(setting)}, {literal(value)}, true)"


def answer(session: Session, attack: Attack) -> str:
    """What a statement did, in the words of the attacks."""
    cursor = session.connection.cursor()
    word = attack.statement.split(maxsplit=1)[0]
    if word == "COPY":
        with cursor.copy(attack.statement) as copy:
            return f"{sum(1 for _ in copy.rows())} rows" if "TO STDOUT" in attack.statement else ALLOWED
    cursor.execute(attack.statement, attack.parameters)
    return f"{cursor.rowcount} rows" if word in ("SELECT", "UPDATE", "DELETE") else ALLOWED


def refusal(error: Error) -> str:
    """A constraint speaks only after the policies have let the row pass."""
    state = error.sqlstate or ""
    if state == "42501" or (state == "0A000" and "COPY FROM" in str(error)):
        return DENIED
    if state.startswith("23"):
        return ALLOWED
    return f"SQLSTATE {state}: {str(error).strip().splitlines()[0]}"
