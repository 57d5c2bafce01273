"""Put our EKS in the place of moto's."""

from functools import partial
from typing import Any, cast

from moto.eks import urls
from moto.eks.models import eks_backends

from sandbox.emulator.eks.backend import EksBackend, Surroundings
from sandbox.emulator.eks.response import EksResponse


def install(surroundings: Surroundings) -> None:
    eks_backends.clear()
    eks_backends.backend = cast(Any, partial(EksBackend, surroundings))
    urls.url_paths = {r"{0}/(?P<path>.+)$": EksResponse.dispatch}
