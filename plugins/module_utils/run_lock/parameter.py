"""The lock of a platform: an SSM parameter, which only one run can create."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.run_lock.lease import (
    Holder,
    next_step,
    parse,
    refusal,
    renewed,
)
from ansible_collections.pinksea.platform.plugins.module_utils.tags import tag_list


class Lock:
    def __init__(self, client: Any, platform: str, tags: Mapping[str, str]) -> None:
        self.client, self.platform, self.tags = client, platform, tags
        self.name = f"/pinksea/{platform}/run"

    def read(self) -> tuple[Holder, int] | None:
        """Who holds it, and the version of the parameter that says so."""
        try:
            found = self.client.get_parameter(Name=self.name)["Parameter"]
        except self.client.exceptions.ParameterNotFound:
            return None
        return parse(self.name, found["Value"]), found["Version"]

    def hold(self, mine: Holder, now: datetime, is_dead: Callable[[Holder], bool], *, breaking: bool) -> Holder:
        while not self.create(mine):
            there = self.read()
            if there is None:
                continue
            found, version = there
            step = next_step(mine, found, now, is_dead=is_dead(found), breaking=breaking)
            if step == "refuse":
                raise refusal(self.platform, found)
            wanted = renewed(found, mine) if step == "renew" else mine
            self.overwrite(wanted, version)
            return wanted
        return mine

    def create(self, mine: Holder) -> bool:
        try:
            self.client.put_parameter(
                Name=self.name,
                Description=f"The run that is changing {self.platform}",
                Value=mine.text(),
                Type="String",
                Tags=tag_list(self.tags),
            )
        except self.client.exceptions.ParameterAlreadyExists:
            return False
        return True

    def overwrite(self, wanted: Holder, version: int) -> None:
        """SSM overwrites unconditionally: whoever was faster than us gets back what was theirs."""
        written = self.client.put_parameter(Name=self.name, Value=wanted.text(), Overwrite=True)["Version"]
        if written > version + 1:
            theirs = self.client.get_parameter(Name=f"{self.name}:{version + 1}")["Parameter"]["Value"]
            self.client.put_parameter(Name=self.name, Value=theirs, Overwrite=True)
            raise refusal(self.platform, parse(self.name, theirs))

    def release(self, mine: Holder, *, breaking: bool) -> None:
        """Only what this run holds, unless it is broken open."""
        there = self.read()
        if there and (breaking or there[0].is_same_run(mine)):
            self.client.delete_parameters(Names=[self.name])
