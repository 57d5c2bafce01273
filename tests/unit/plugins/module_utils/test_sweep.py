"""The rounds in which orphans are removed, without AWS."""

from collections.abc import Callable

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors
from ansible_collections.pinksea.platform.plugins.module_utils.orphans.sweep import Orphan, Sort, refuse_data, sweep

BALANCER = Orphan("load_balancer", "lb", "web")
INTERFACE = Orphan("network_interface", "eni", "ELB app/web", leaving=True)
GROUP = Orphan("security_group", "sg", "web")


class Account:
    """A group that stays busy until the interface of a removed load balancer has left, which takes two looks."""

    def __init__(self) -> None:
        self.balancers, self.groups, self.looks, self.slept = {"lb"}, {"sg"}, 2, 0.0

    def interfaces(self) -> list[Orphan]:
        self.looks -= not self.balancers
        return [INTERFACE] if not self.balancers and self.looks > 0 else []

    def remove_group(self, group: str) -> None:
        if self.looks > 0:
            raise RuntimeError("An error occurred (DependencyViolation): resource sg has a dependent object")
        self.groups.remove(group)

    def sorts(self) -> list[Sort]:
        return [
            Sort(lambda: [BALANCER] if self.balancers else [], self.balancers.remove),
            Sort(self.interfaces, self.never),
            Sort(lambda: [GROUP] if self.groups else [], self.remove_group),
        ]

    def never(self, orphan: str) -> None:
        raise AssertionError(f"{orphan} leaves on its own")

    def sleep(self, seconds: float) -> None:
        self.slept += seconds


def run(account: Account, timeout: float = 100) -> Callable[[], list[tuple[str, str]]]:
    def swept() -> list[tuple[str, str]]:
        done = sweep(account.sorts(), timeout=timeout, interval=10, clock=lambda: account.slept, sleep=account.sleep)
        return [(change.kind, change.name) for change in done]

    return swept


def test_rounds_go_on_until_nothing_is_left() -> None:
    account = Account()
    assert run(account)() == [("load_balancer", "web"), ("security_group", "web")]
    assert account.slept > 0


def test_what_stays_is_named() -> None:
    account = Account()
    account.looks = 1000
    with pytest.raises(ManyErrors) as told:
        run(account, timeout=30)()
    assert told.value.problems == [
        "network_interface ELB app/web (eni) is still there after 30 s (wait_timeout): run again.",
        "security_group web (sg) is still there (An error occurred (DependencyViolation): resource sg has a dependent "
        "object) after 30 s (wait_timeout): run again.",
    ]


def test_an_orphan_that_goes_on_its_own_meanwhile_is_no_failure() -> None:
    account = Account()

    def late(balancer: str) -> None:
        account.balancers.remove(balancer)
        raise RuntimeError("An error occurred (LoadBalancerNotFound): one or more load balancers not found")

    balancers = Sort(lambda: [BALANCER] if account.balancers else [], late)
    assert sweep([balancers], timeout=100, interval=10, sleep=account.sleep)


def test_another_refusal_is_passed_on() -> None:
    account = Account()
    account.balancers.clear()
    account.sorts = lambda: [Sort(lambda: [GROUP], account.never)]  # type: ignore[method-assign]
    with pytest.raises(AssertionError):
        run(account)()


def test_data_goes_only_when_it_is_named() -> None:
    volumes = [Orphan("volume", f"vol-{number}", f"pvc-{number}", data=True) for number in range(3)]
    with pytest.raises(ManyErrors) as told:
        refuse_data([*volumes, GROUP], ["vol-0", "pvc-1"])
    assert told.value.problems == [
        "volume pvc-2 (vol-2) holds data of the cluster: copy what is still needed and name it in orphans_delete "
        "([vol-2]) to remove it."
    ]
    refuse_data(volumes, ["vol-0", "vol-1", "vol-2"])
