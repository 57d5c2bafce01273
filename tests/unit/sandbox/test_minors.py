"""Which other minors of Kubernetes there are."""

from pathlib import Path

import pytest

from sandbox import minors
from sandbox.errors import SandboxError


def test_a_minor_that_nobody_can_build_is_refused_with_those_there_are() -> None:
    with pytest.raises(SandboxError, match=r"Kubernetes 1\.20 cannot be built: choose 1\.35"):
        minors.make(Path(), "1.20")


def test_a_minor_without_a_module_has_no_tools() -> None:
    assert minors.tools(Path(), "1.20") is None
