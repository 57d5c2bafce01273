"""CloudFront."""

from moto.cloudfront.models import Distribution

from sandbox.emulator.held import Held, hold_attribute
from sandbox.emulator.hold import Hold


def install(hold: Hold) -> None:
    hold_attribute(Distribution, "_status", Held(hold, "cloudfront_distribution", "InProgress"))
