"""How long things stay in a transitional state: real minutes, scaled to the seconds of a test."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

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


@dataclass
class Hold:
    """Seconds per real minute; a lower value also shortens what is under way, a higher one counts from then on."""

    seconds_per_minute: float = 0.0
    clock: Callable[[], float] = field(default=time.monotonic)

    def __post_init__(self) -> None:
        self.set(self.seconds_per_minute)

    def set(self, seconds_per_minute: float) -> None:
        if not (math.isfinite(seconds_per_minute) and seconds_per_minute >= 0):
            raise ValueError(f"hold is {seconds_per_minute}: give seconds per minute, zero or more.")
        self.seconds_per_minute = seconds_per_minute

    def timer(self, kind: str) -> "Timer":
        return Timer(self, self.clock(), MINUTES[kind], self.seconds_per_minute)


@dataclass(frozen=True)
class Timer:
    """The end of one transition."""

    hold: Hold
    started: float
    minutes: float
    seconds_per_minute: float

    @property
    def running(self) -> bool:
        pace = min(self.seconds_per_minute, self.hold.seconds_per_minute)
        return self.hold.clock() < self.started + self.minutes * pace
