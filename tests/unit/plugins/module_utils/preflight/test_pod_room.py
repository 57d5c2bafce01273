"""Room for pods, in numbers that can be checked by hand."""

from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.preflight import pod_room

PRIVATE = ["10.0.11.0/25", "10.0.12.0/25"]


def found(private: list[str] = PRIVATE, blocks: bool = False, spare: int = 15, **tiers: Any) -> list[str]:
    tiers = {"private": private, **tiers}
    return [str(one) for one in pod_room.too_many_pods(123, 4, spare, tiers, blocks, "burst")]


def test_what_fits_is_not_told() -> None:
    assert found() == []


def test_too_few_addresses() -> None:
    """123 pods, and for each of 4 nodes 15 spare addresses and its own: 187 of 59 + 27 + 11."""
    (sentence,) = found(["10.0.11.0/26", "10.0.12.0/27", "10.0.13.0/28"])
    assert "has room for 97 addresses, but 123 pods and 4 nodes at burst need 187: give pods" in sentence
    assert sentence.startswith("vpc_subnets.private ['10.0.11.0/26', '10.0.12.0/27', '10.0.13.0/28'] has room for")


@pytest.mark.parametrize(("spare", "fits"), [(5, True), (6, False)])
def test_fewer_spare_addresses(spare: int, fits: bool) -> None:
    """123 + 4 x 6 = 147 of 123 + 27."""
    assert (found(["10.0.11.0/25", "10.0.12.0/27"], spare=spare) == []) is fits


@pytest.mark.parametrize(("size", "fits"), [(24, True), (25, False)])
def test_blocks_need_more_room(size: int, fits: bool) -> None:
    """123 pods take 8 blocks, 4 nodes 8 more and 1 for themselves: 17; a /24 has 14, a /25 has 6."""
    sentences = found([f"10.0.10.0/{size}", f"10.0.12.0/{size}"], blocks=True)
    assert (sentences == []) is fits
    if not fits:
        assert "has room for 12 blocks of 16 addresses, but 123 pods and 4 nodes at burst need 17" in sentences[0]


def test_pods_with_subnets_of_their_own() -> None:
    assert found(["10.0.11.0/28"], pods=["100.64.0.0/18"]) == []
    assert found(["10.0.11.0/28"], pods=["100.64.0.0/26"])[0].startswith("vpc_subnets.pods ['100.64.0.0/26'] has room")
