"""From the options of C(sentinel_verify) to its result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors, PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.sentinel.ask import Access, look, master_of
from ansible_collections.pinksea.platform.plugins.module_utils.sentinel.failover import fail_over, settled
from ansible_collections.pinksea.platform.plugins.module_utils.sentinel.figures import Round, percentile
from ansible_collections.pinksea.platform.plugins.module_utils.sentinel.model import Topology
from ansible_collections.pinksea.platform.plugins.module_utils.sentinel.verdict import Expected, findings

PAUSE_MS = 5000
RunCommand = Callable[[list[str]], tuple[int, str, str]]


class Verification:
    """One verification; what was seen and measured so far is in its result, also after an error."""

    def __init__(self, options: Mapping[str, Any], run_command: RunCommand) -> None:
        self.options, self.run_command = options, run_command
        self.access = Access(
            options["username"],
            options["password"],
            options["sentinel_password"] or options["password"],
            options["tls"],
            options["ca_file"],
            options["timeout"],
        )
        self.sentinels: list[str] = options["sentinels"]
        self.expected = Expected(
            options["master"], len(self.sentinels), options["replicas"], options["max_lag"], options["auth"]
        )
        self.topology = Topology((), ())
        self.rounds: list[Round] = []

    def found(self) -> list[str]:
        self.topology = look(self.access, self.sentinels, self.expected.name)
        return findings(self.topology, self.expected)

    def look(self) -> None:
        """Raises with all findings; nobody fails over what is not whole."""
        if wrong := self.found():
            raise ManyErrors(wrong)

    def fail_over(self) -> None:
        for _ in range(self.options["failover"]):
            key = f"pinksea:sentinel-verify:{uuid4()}"
            self.rounds.append(fail_over(self.master, key, self.bring_down, self.options["settle_timeout"]))
            self.command("recovery_command", self.rounds[-1].old)
            settled(self.found, self.options["settle_timeout"])
        if self.rounds and (wrong := missed(self.rounds, self.options["target"])):
            raise ManyErrors(wrong)

    def master(self) -> Any:
        return master_of(self.access, self.sentinels, self.expected.name)

    def bring_down(self, address: str) -> None:
        if self.options["outage_command"]:
            self.command("outage_command", address)
        else:
            self.hand_over()

    def hand_over(self) -> None:
        """Writes are paused first: until it is demoted, the old master would confirm what the new one never gets."""
        with self.master() as master:
            master.execute_command("CLIENT", "PAUSE", PAUSE_MS, "WRITE")
        with self.access.sentinel(self.sentinels[0]) as sentinel:
            sentinel.execute_command("SENTINEL", "FAILOVER", self.expected.name)

    def command(self, option: str, address: str) -> None:
        host, _, port = address.rpartition(":")
        argv = [part.format(host=host, port=port, name=host.partition(".")[0]) for part in self.options[option] or []]
        if argv:
            status, _, stderr = self.run_command(argv)
            if status:
                raise PlatformError(
                    f"{option} {' '.join(argv)} ended with {status}: {stderr.strip() or 'no reason given'}."
                )

    def result(self) -> dict[str, Any]:
        wrong = findings(self.topology, self.expected)
        rounds = [asdict(each) for each in self.rounds]
        figures = {"figures": summed(self.rounds)} if self.rounds else {}
        return {"topology": asdict(self.topology), "findings": wrong, "rounds": rounds, **figures}


def summed(rounds: list[Round]) -> dict[str, float]:
    seconds = [each.seconds for each in rounds]
    return {
        "p95": percentile(seconds, 95),
        "max": max(seconds),
        "acknowledged": sum(each.acknowledged for each in rounds),
        "lost": sum(each.lost for each in rounds),
    }


def missed(rounds: list[Round], target: float) -> list[str]:
    """What the failovers should have kept and did not."""
    figures = summed(rounds)
    wrong = []
    if figures["lost"]:
        wrong.append(f"{figures['lost']:g} of {figures['acknowledged']:g} acknowledged writes were lost.")
    if figures["p95"] > target:
        wrong.append(f"95 % of the failovers took up to {figures['p95']:g} s without a write, target is {target:g} s.")
    return wrong
