"""Every role by its Molecule scenario: converge, again, check, verify, and nothing left."""

import os
import subprocess

import pytest

from tests.integration.conftest import CLUSTERS, ROOT, Sandbox

SCENARIOS = sorted(path.parent.name for path in (ROOT / "molecule").glob("*/molecule.yml"))


@pytest.fixture(scope="module")
def room(sandbox: Sandbox) -> None:
    """A free control plane, for which a site that stands there is removed."""
    taken = [name for kind, name in sandbox.aws() if kind == "eks_cluster"]
    if len(taken) == len(sandbox.endpoints["control_planes"]):
        assert set(taken) <= set(CLUSTERS.values()), "somebody else's clusters are in the sandbox"
        assert sandbox.destroy().code == 0


@pytest.mark.usefixtures("room")
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(scenario: str) -> None:
    environment = {
        **os.environ,
        "ANSIBLE_HOME": str(ROOT / ".ansible"),
        "PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}",
        "NO_COLOR": "1",
    }
    command = ["molecule", "test", "-s", scenario, "--no-command-borders", "--no-report"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
