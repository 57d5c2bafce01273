"""Versions of the distribution's servers."""

import shutil
from pathlib import Path

import pytest

from sandbox import packages


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", (15, 18)),
        ("PgBouncer 1.18.0\nlibevent 2.1.12", (1, 18, 0)),
        ("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64", (7, 0, 15)),
        ("what?", ()),
    ],
)
def test_parse_version(said: str, version: tuple[int, ...]) -> None:
    assert packages.parse_version(said) == version


@pytest.mark.parametrize(("version", "serves"), [((14, 9), False), ((15, 0), True), ((18, 1), True), ((), False)])
def test_oldest_postgres(version: tuple[int, ...], serves: bool) -> None:
    assert (version >= packages.OLDEST["postgres"]) is serves


def test_prometheus_comes_out_of_its_package_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package is a real one, only the repository is not."""
    package = tmp_path / "package"
    for name, text in {
        "DEBIAN/control": "Package: prometheus\nVersion: 1\nArchitecture: all\nMaintainer: a <a@b>\nDescription: a\n",
        "usr/bin/promtool": "#!/bin/sh\necho promtool, version 2.42.0+ds\n",
        "usr/bin/prometheus": "#!/bin/sh\necho prometheus, version 2.42.0+ds\n",
        "usr/bin/other": "",
        "bin/apt-get": f"#!/bin/sh\ndpkg-deb --build {package} prometheus_1_all.deb\n",
    }.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text)
        (package / name).chmod(0o755)
    if not shutil.which("dpkg-deb"):
        pytest.skip("this machine has no packages of Debian")
    monkeypatch.setenv("PATH", f"{package / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    assert packages.find("promtool") is None
    cache = tmp_path / "cache/pinksea-platform"
    assert packages.prometheus() == cache / "prometheus"
    assert packages.find("promtool") == cache / "promtool"
    assert {each.name for each in cache.iterdir()} == set(packages.PROMETHEUS)


def test_without_the_package_the_sandbox_starts_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "apt-get").write_text("#!/bin/sh\nexit 100\n")
    (tmp_path / "apt-get").chmod(0o755)

    assert packages.prometheus() is None
    assert packages.find("promtool") is None
