from collections.abc import Callable

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import Release


@pytest.fixture
def release() -> Callable[..., Release]:
    """A release with the module's defaults, changed by keyword."""

    def make(name: str = "web", **changes: object) -> Release:
        defaults = {
            "namespace": "prod",
            "chart": "oci://registry.example/charts/web",
            "version": "1.0.0",
            "repository": None,
            "values": {},
            "create_namespace": False,
            "after": [],
            "timeout": 60,
            "atomic": True,
            "skip_crds": False,
            "force_conflicts": False,
            "take_ownership": False,
            "rollouts": [],
        }
        return Release.from_params({"name": name, **defaults, **changes})

    return make
