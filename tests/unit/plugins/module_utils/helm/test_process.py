import fcntl
import os
import select
import subprocess
import sys

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm.process import runner

RUN_UNTIL_KILLED = """
import sys
from ansible_collections.pinksea.platform.plugins.module_utils.helm.process import runner
script = 'exec 9< "$2"; echo started > "$1"; read line <&9'
runner(sys.argv[1], exclusive=True)(["sh", "-c", script, "sh", *sys.argv[2:]], "")
"""


@pytest.fixture
def kubeconfig(tmp_path):
    path = tmp_path / "kubeconfig"
    path.write_text("{}")
    return str(path)


def is_locked(path):
    with open(path) as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def test_gives_code_and_both_outputs(kubeconfig):
    run = runner(kubeconfig, exclusive=False)
    assert run(["sh", "-c", "cat; echo err >&2; exit 3"], "in") == (3, "in", "err\n")


def test_missing_binary_is_a_sentence(kubeconfig):
    with pytest.raises(PlatformError, match=r"helm_binary '/nowhere/helm' cannot be run \(No such file or directory\)"):
        runner(kubeconfig, exclusive=False)(["/nowhere/helm"], "")


def test_reading_takes_no_lock(kubeconfig):
    runner(kubeconfig, exclusive=False)
    assert not is_locked(kubeconfig)


def test_kubeconfig_that_is_not_there_is_for_helm_to_report(tmp_path):
    assert runner(str(tmp_path / "none"), exclusive=True)(["true"], "") == (0, "", "")


def test_orphan_of_a_killed_run_keeps_the_lock(kubeconfig, tmp_path):
    started, gate = tmp_path / "started", tmp_path / "gate"
    os.mkfifo(started)
    os.mkfifo(gate)
    command = [sys.executable, "-c", RUN_UNTIL_KILLED, kubeconfig, str(started), str(gate)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with (
        open(os.open(started, os.O_RDONLY | os.O_NONBLOCK)) as start,
        # open for writing here: the orphan reads on until this is closed
        open(os.open(gate, os.O_RDWR), "rb"),
        subprocess.Popen(command, env=environment) as run,
    ):
        assert select.select([start], [], [], 60)[0]
        run.kill()
        run.wait()
        assert is_locked(kubeconfig)
    with open(kubeconfig) as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
