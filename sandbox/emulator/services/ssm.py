"""Systems Manager."""

from collections.abc import Callable
from threading import Lock
from typing import Any

from moto.ssm.models import SimpleSystemManagerBackend

from sandbox.emulator import eks_images
from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named, by_name

WRITING = Lock()


KINDS: dict[str, Callable[[Any], Named]] = {
    "ssm_parameter": lambda b: by_name(
        [versions[-1] for name, versions in b._parameters.items() if versions and not name.startswith("/aws/")],
        identifier="name",
    ),
}


def put_parameter(original: Original, backend: Any, *args: Any, **kwargs: Any) -> Any:
    """Of two that create a parameter at the same time, one does."""
    with WRITING:
        return original(backend, *args, **kwargs)


def install(hold: Hold) -> None:
    mend(
        (SimpleSystemManagerBackend, fix)
        for fix in (put_parameter, eks_images.get_parameter, eks_images.get_parameters)
    )
