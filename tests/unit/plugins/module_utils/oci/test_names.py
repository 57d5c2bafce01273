"""Addresses in registries."""

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.oci.names import place


@pytest.mark.parametrize(
    ("address", "host", "repository"),
    [
        ("registry.example.com", "registry.example.com", "api"),
        ("127.0.0.1:5000/rag/charts", "127.0.0.1:5000", "rag/charts/api"),
        ("registry.example.com/a_b/c-d.e", "registry.example.com", "a_b/c-d.e/api"),
    ],
)
def test_where_a_chart_goes(address: str, host: str, repository: str) -> None:
    assert (place(address).host, place(address).repository("api")) == (host, repository)


@pytest.mark.parametrize("address", ["oci://registry.example.com", "registry.example.com/", "host/Charts", "", "a//b"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(PlatformError) as refused:
        place(address)
    assert str(refused.value).startswith(f"registry is {address!r}: give a host and a path")


@pytest.mark.parametrize(
    ("host", "ecr"),
    [
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com", ("123456789012", "us-east-1")),
        ("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", ("123456789012", "us-gov-west-1")),
        ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", ("123456789012", "cn-north-1")),
        ("public.ecr.aws", None),
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com.example.com", None),
    ],
)
def test_which_registries_are_of_ecr(host: str, ecr: tuple[str, str] | None) -> None:
    assert place(f"{host}/charts").ecr == ecr
