import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.ec2.ports import (
    ANY,
    checked_ports,
    ports_from,
    ports_text,
)
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from hypothesis import given
from hypothesis import strategies as st

NUMBERS = st.integers(-1, 65535)


@given(NUMBERS, NUMBERS)
def test_text_can_be_read_back(low: int, high: int) -> None:
    assert ports_from(ports_text((low, high))) == (low, high)


@pytest.mark.parametrize("text", ["", "http", "1-", "1-2-3"])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(PlatformError, match=f"ports '{text}' cannot be read"):
        ports_from(text)


@pytest.mark.parametrize(
    ("protocol", "low", "high", "expected"),
    [
        ("tcp", 443, None, (443, 443)),
        ("udp", 0, 65535, (0, 65535)),
        ("icmp", None, None, ANY),
        ("icmp", 8, None, (8, -1)),
        ("all", 1, 2, ANY),
    ],
)
def test_ports_of_a_protocol(protocol: str, low: int | None, high: int | None, expected: tuple[int, int]) -> None:
    assert checked_ports("rule", protocol, low, high) == expected


@pytest.mark.parametrize(("low", "high"), [(-1, None), (2, 1), (0, 65536)])
def test_a_wrong_range_is_told(low: int, high: int | None) -> None:
    with pytest.raises(PlatformError, match=r"rule: ports .* are no range"):
        checked_ports("rule", "tcp", low, high)
