import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.checks import claims, is_network, network
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError


@pytest.mark.parametrize(
    ("given", "normal"),
    [("10.0.1.7/24", "10.0.1.0/24"), ("10.0.1.7", "10.0.1.7/32"), ("2001:DB8::1/32", "2001:db8::/32")],
)
def test_a_network_is_written_as_aws_writes_it(given: str, normal: str) -> None:
    assert network("subnet app-a", given) == normal


@pytest.mark.parametrize("text", ["10.0.1.0/33", "ten", ""])
def test_what_is_no_network_is_told(text: str) -> None:
    with pytest.raises(PlatformError, match=f"subnet app-a: '{text}' is not a CIDR"):
        network("subnet app-a", text)
    assert not is_network(text)


def test_claims_give_each_subnet_its_object() -> None:
    assert claims("route_table", {"app": ["a", "b"], "data": ["c"], "spare": None}) == {
        "a": "app",
        "b": "app",
        "c": "data",
    }


def test_a_subnet_claimed_twice_is_told() -> None:
    with pytest.raises(PlatformError, match="route_table data: subnet b is also given to app"):
        claims("route_table", {"app": ["a", "b"], "data": ["b"]})
