"""How long things stay in a transitional state: real minutes, scaled to the seconds of a test."""

import math
import time
from collections.abc import Callable
from concurrent.futures import Future
from weakref import WeakSet

# Medians of public "creation complete after" logs, read 2026-11-22; a cluster's updates are an estimate.
MINUTES = {
    "eks_cluster": 9.8,
    "eks_cluster_update": 1.5,
    "eks_nodegroup": 2.1,
    "eks_addon": 0.5,
    "nat_gateway": 1.77,
    "vpc_endpoint": 1.5,
    "acm_certificate": 3.1,
    "rds_cluster": 0.7,
    "rds_instance": 6.35,
    "elasticache_replication_group": 8.05,
    "elasticache_cluster": 5.3,
    "cloudfront_distribution": 3.6,
    "efs_file_system": 0.1,
    "efs_mount_target": 1.5,
}


class Hold:
    """Seconds per real minute; a lower value also shortens what is under way, a higher one counts from then on."""

    def __init__(self, seconds_per_minute: float = 0.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.timers: WeakSet[Timer] = WeakSet()
        self.set(seconds_per_minute)

    def set(self, seconds_per_minute: float) -> None:
        if not (math.isfinite(seconds_per_minute) and seconds_per_minute >= 0):
            raise ValueError(f"hold is {seconds_per_minute}: give seconds per minute, zero or more.")
        self.seconds_per_minute = seconds_per_minute
        for timer in self.timers:
            timer.shorten(seconds_per_minute)

    def timer(self, kind: str, work: "Future[None] | None" = None) -> "Timer":
        timer = Timer(self.clock, MINUTES[kind], self.seconds_per_minute, work)
        self.timers.add(timer)
        return timer


class Timer:
    """The end of one transition, which work that goes with it may put off."""

    def __init__(
        self,
        clock: Callable[[], float],
        minutes: float,
        seconds_per_minute: float,
        work: "Future[None] | None" = None,
    ) -> None:
        self.clock, self.work = clock, work
        self.started = clock()
        self.minutes = minutes
        self.end = self.started + minutes * seconds_per_minute

    def shorten(self, seconds_per_minute: float) -> None:
        self.end = min(self.end, self.started + self.minutes * seconds_per_minute)

    @property
    def running(self) -> bool:
        return self.clock() < self.end or not (self.work is None or self.work.done())

    @property
    def failure(self) -> str:
        """Why the work has failed; empty when it has not."""
        error = self.work.exception() if self.work and self.work.done() else None
        return str(error) if error else ""
