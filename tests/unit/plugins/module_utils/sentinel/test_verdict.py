"""Findings about a topology: none about a whole one, and the right one about each defect."""

from dataclasses import replace

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.sentinel.model import (
    Sentinel,
    Server,
    Topology,
    read_sentinel,
    read_server,
)
from ansible_collections.pinksea.platform.plugins.module_utils.sentinel.verdict import Expected, findings

EXPECTED = Expected("orders", sentinels=3, replicas=2, max_lag=5)
SENTINELS = tuple(
    Sentinel(f"s{number}:26379", master="r0:6379", quorum=2, others=2, replicas=("r1:6379", "r2:6379"))
    for number in range(3)
)
LEADER = Server("r0:6379", role="master", guarded=True, lags=(("r1:6379", 0), ("r2:6379", 5)))
FOLLOWERS = tuple(Server(f"r{number}:6379", role="replica", master="r0:6379", guarded=True) for number in (1, 2))


def whole(sentinels: tuple[Sentinel, ...] = SENTINELS, servers: tuple[Server, ...] = (LEADER, *FOLLOWERS)) -> Topology:
    return Topology(sentinels, servers)


def with_sentinel(**defect: object) -> Topology:
    return whole(sentinels=(*SENTINELS[:2], replace(SENTINELS[2], **defect)))


def with_leader(**defect: object) -> Topology:
    return whole(servers=(replace(LEADER, **defect), *FOLLOWERS))


def with_follower(**defect: object) -> Topology:
    return whole(servers=(LEADER, FOLLOWERS[0], replace(FOLLOWERS[1], **defect)))


def test_a_whole_topology() -> None:
    assert findings(whole(), EXPECTED) == []


@pytest.mark.parametrize(
    ("seen", "sentence"),
    [
        (with_sentinel(error="did not answer within 2 s"), "sentinel s2:26379 did not answer within 2 s."),
        (
            with_sentinel(master="r1:6379"),
            "sentinel s2:26379 names r1:6379 as the master, the others r0:6379: look at the network between them, "
            "then run SENTINEL RESET on s2:26379.",
        ),
        (with_sentinel(down=True), "sentinel s2:26379 takes its master r0:6379 for down: look at that server."),
        (
            with_sentinel(tilt=True),
            "sentinel s2:26379 does nothing for now (tilt), as it stood still for a while: try later.",
        ),
        (
            with_sentinel(refusal="NOQUORUM 1 usable Sentinels"),
            "sentinel s2:26379 cannot authorise a failover: NOQUORUM 1 usable Sentinels.",
        ),
        (
            with_sentinel(others=3),
            "sentinel s2:26379 knows 4 sentinels of orders, 3 are given: correct the list, "
            "or run SENTINEL RESET orders on it to forget those that are gone.",
        ),
        (with_sentinel(quorum=1), "sentinel s2:26379 has quorum 1: set 2, the majority of 3."),
        (with_sentinel(open=True), "sentinel s2:26379 answers without a password: set requirepass."),
        (with_leader(lags=(("r1:6379", 0),)), "the master r0:6379 has 1 replicas, 2 are expected."),
        (
            with_leader(lags=(("r1:6379", 0), ("r2:6379", 6))),
            "replica r2:6379 is 6 s behind r0:6379, 5 s are allowed.",
        ),
        (
            with_leader(guarded=False),
            "the master r0:6379 takes writes that no replica has: set min-replicas-to-write to 1, "
            "or a failover can lose them.",
        ),
        (
            with_leader(role="replica", master="r9:6379"),
            "redis r0:6379 is named as the master and says that it is a replica of r9:6379.",
        ),
        (with_leader(open=True), "redis r0:6379 answers without a password: set requirepass."),
        (with_follower(link_up=False), "replica r2:6379 has lost its link to r0:6379."),
        (with_follower(error="did not answer within 2 s"), "redis r2:6379 did not answer within 2 s."),
        (
            with_follower(role="master"),
            "r0:6379 and r2:6379 both claim to be the master: writes go to two places; "
            "stop the one that the sentinels do not name.",
        ),
    ],
)
def test_one_defect_is_one_finding(seen: Topology, sentence: str) -> None:
    assert findings(seen, EXPECTED) == [sentence]


def test_without_passwords_as_meant() -> None:
    assert findings(with_leader(open=True), replace(EXPECTED, auth=False)) == []


def test_nobody_answers() -> None:
    silent = Topology(tuple(replace(sentinel, error="did not answer within 2 s") for sentinel in SENTINELS), ())
    assert len(findings(silent, EXPECTED)) == 3


def test_a_server_from_its_info() -> None:
    fields = {"role": "master", "slave0": {"ip": "r1", "port": 6379, "lag": 1}, "slave_repl_offset": 7}
    assert read_server("r0:6379", fields, is_open=False) == Server("r0:6379", role="master", lags=(("r1:6379", 1),))
    fields = {"role": "slave", "master_host": "r0", "master_port": 6379, "master_link_status": "down"}
    seen = read_server("r1:6379", fields, is_open=True)
    assert seen == Server("r1:6379", role="replica", master="r0:6379", link_up=False, open=True)


def test_a_sentinel_from_its_answers() -> None:
    master = ["ip", "r0", "port", "6379", "quorum", "2", "num-other-sentinels", "2", "flags", "s_down,master"]
    seen = read_sentinel("s0:26379", master, [["ip", "r1", "port", "6379"]], refusal="", tilt=False, is_open=False)
    assert seen == Sentinel("s0:26379", master="r0:6379", quorum=2, others=2, down=True, replicas=("r1:6379",))
