import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.checks import require
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError


def test_an_option_that_is_set_is_accepted() -> None:
    require("subnet", {"name": "app-a", "cidr": "10.0.1.0/24"}, "cidr")


def test_a_missing_option_is_named() -> None:
    with pytest.raises(PlatformError, match="subnet app-a: zone is not set"):
        require("subnet", {"name": "app-a", "cidr": "10.0.1.0/24", "zone": None}, "cidr", "zone")
