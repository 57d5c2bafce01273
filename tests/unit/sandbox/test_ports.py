"""Port blocks of the sandbox and the kernel's socket tables."""

from hypothesis import given
from hypothesis import strategies as st

from sandbox import ports

TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:3CF0 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0000 100 0 0 10 0
   1: 0100007F:3CF0 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000 100 0 0 10 0
   2: 0100007F:0CF0 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000 100 0 0 10 0
""".splitlines()


@given(st.sampled_from(ports.candidates()), st.integers(1, ports.MAX_CONTROL_PLANES))
def test_no_port_is_given_twice_and_none_leaves_the_block(base: int, control_planes: int) -> None:
    given_out = [port for own in ports.assign(base, control_planes).values() for port in own]

    assert len(given_out) == len(set(given_out)) == 10 + 11 * control_planes
    assert all(base <= port < base + ports.STEP for port in given_out)


def test_the_documented_places() -> None:
    assigned = ports.assign(15600, 2)

    assert assigned["aws"] == (15600,)
    assert assigned["control-plane-1/kube-apiserver"] == (15620,)
    assert assigned["control-plane-1/etcd"] == (15621, 15622)
    assert assigned["karpenter-1"] == (15626, 15627)
    assert assigned["rollouts-1"] == (15628, 15629)
    assert assigned["prometheus-1"] == (15681,)
    assert assigned["postgres"] == (15650,)
    assert assigned["pgbouncer"] == (15651,)
    assert assigned["registry"] == (15652,)
    assert [assigned[f"redis-{index}"] for index in range(3)] == [(15660,), (15661,), (15662,)]
    assert [assigned[f"sentinel-{index}"] for index in range(3)] == [(15670,), (15671,), (15672,)]


def test_taken_names_the_part_of_each_port() -> None:
    wanted = {"etcd": (11, 12), "aws": (10,)}

    assert ports.taken(wanted, lambda port: port != 12) == [("etcd", 12)]


def test_only_listening_sockets_of_exactly_this_port_count() -> None:
    assert ports.listening_inodes(TABLE, 0x3CF0) == {"4711"}
    assert ports.listening_inodes(TABLE, 80) == set()
