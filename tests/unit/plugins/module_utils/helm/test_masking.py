import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.helm.masking import MASK, MASK_CHANGED, masked


@pytest.mark.parametrize("key", ["password", "dbPassword", "passwd", "TOKEN", "clientSecret", "api_key", "privateKey"])
def test_covers_values_under_secret_keys(key):
    assert masked({"db": {key: "x", "host": "h"}}) == {"db": {key: MASK, "host": "h"}}


def test_covers_everything_below_a_secret_key_except_switches():
    values = {"secrets": {"a": 1, "b": ["x", {"c": "y"}], "enabled": True, "none": None}}
    assert masked(values) == {"secrets": {"a": MASK, "b": [MASK, {"c": MASK}], "enabled": True, "none": None}}


def test_covers_environment_entries_by_their_name():
    env = [{"name": "DB_PASSWORD", "value": "x"}, {"name": "DB_HOST", "value": "h"}]
    assert masked({"env": env}) == {"env": [{"name": "DB_PASSWORD", "value": MASK}, {"name": "DB_HOST", "value": "h"}]}


def test_says_which_secret_changed():
    before = {"token": "a", "password": "p", "secrets": ["x", "y"]}
    after = {"token": "b", "password": "p", "secrets": ["x", "z"], "api_key": "new"}
    assert masked(after, before) == {
        "token": MASK_CHANGED,
        "password": MASK,
        "secrets": [MASK, MASK_CHANGED],
        "api_key": MASK_CHANGED,
    }
