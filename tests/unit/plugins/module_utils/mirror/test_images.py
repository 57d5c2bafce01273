"""Copies of images, with a tool that keeps manifests in a dictionary."""

import hashlib
from collections.abc import Sequence

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors, PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.mirror.images import Images, found
from ansible_collections.pinksea.platform.plugins.module_utils.oci.access import Access
from ansible_collections.pinksea.platform.plugins.module_utils.oci.names import copies, place
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import reconcile

MANIFEST = '{"a": 1}'
DIGEST = f"sha256:{hashlib.sha256(MANIFEST.encode()).hexdigest()}"
HOST = "registry.example.com"


class Registry:
    def __init__(self) -> None:
        self.manifests: dict[str, str] = {}
        self.calls: list[tuple[list[str], str]] = []

    def run(self, argv: Sequence[str], stdin: str) -> tuple[int, str, str]:
        self.calls.append((list(argv), stdin))
        names = [each.removeprefix("docker://") for each in argv if "/" in each]
        if "copy" in argv:
            self.manifests[names[1]] = MANIFEST
        if "login" in argv or "copy" in argv:
            return 0, "", ""
        if names[0] in self.manifests:
            return 0, self.manifests[names[0]], ""
        return 1, "", f"Error: fetching {names[0]}: MANIFEST_UNKNOWN: manifest unknown\n"


def images(registry: Registry, *sources: str, tool: str = "crane", access: Access | None = None) -> Images:
    return Images(registry.run, tool, access or Access(HOST), copies(sources, place(f"{HOST}/mirror")))


@pytest.mark.parametrize("tool", ["crane", "skopeo"])
def test_ladder(tool: str) -> None:
    registry, sources = Registry(), ["quay.io/a/b:1", f"docker.io/redis:8@{DIGEST}"]
    kind = images(registry, *sources, tool=tool)
    planned = reconcile(kind, kind.wanted(), "present", check_mode=True)
    assert registry.manifests == {}
    made = reconcile(kind, kind.wanted(), "present", check_mode=False)

    assert made.changes == planned.changes
    assert [change.summary()["name"] for change in made.changes] == [
        f"{HOST}/mirror/a/b:1",
        f"{HOST}/mirror/library/redis:8",
    ]
    assert set(registry.manifests) == {f"{HOST}/mirror/a/b:1", f"{HOST}/mirror/library/redis:8"}
    assert reconcile(kind, kind.wanted(), "present", check_mode=False).changes == []


def test_a_tag_that_is_there_stays_unless_the_digest_is_another() -> None:
    registry = Registry()
    registry.manifests = dict.fromkeys((f"{HOST}/mirror/a/b:1", f"{HOST}/mirror/a/c:1"), "{}")
    kind = images(registry, "quay.io/a/b:1", f"quay.io/a/c:1@{DIGEST}")

    changes = reconcile(kind, kind.wanted(), "present", check_mode=True).changes
    assert [change.summary() for change in changes] == [
        {"action": "update", "kind": "image_copy", "name": f"{HOST}/mirror/a/c:1"}
    ]


def test_only_unknown_means_that_there_is_none() -> None:
    kind = Images(
        lambda *_: (1, "", "Error: 401 Unauthorized\n"), "crane", Access(HOST), copies(["a/b:1"], place(HOST))
    )
    with pytest.raises(PlatformError) as refused:
        kind.read()
    assert str(refused.value) == f"image_copy {HOST}/a/b:1: crane cannot look for it: Error: 401 Unauthorized"


def test_every_failed_copy_is_told() -> None:
    kind = Images(
        lambda argv, _: (1, "", "name unknown" if "manifest" in argv else "x\nError: no such host\n"),
        "crane",
        Access(HOST),
        copies(["a/b:1", "a/c:1"], place(HOST)),
    )
    with pytest.raises(ManyErrors) as refused:
        reconcile(kind, kind.wanted(), "present", check_mode=False)
    assert refused.value.problems == [
        f"image_copy {HOST}/a/{name}:1: crane copy failed: Error: no such host" for name in "bc"
    ]


@pytest.mark.parametrize(
    ("tool", "login", "insecure"),
    [("crane", ["crane", "auth", "login"], "--insecure"), ("skopeo", ["skopeo", "login"], "--tls-verify=false")],
)
def test_the_password_is_on_the_standard_input_only(tool: str, login: list[str], insecure: str) -> None:
    registry = Registry()
    images(registry, tool=tool, access=Access(HOST, True, "ann", "secret")).log_in()

    assert registry.calls == [([*login, "--username", "ann", "--password-stdin", HOST, insecure], "secret")]


def test_a_refused_login_is_one_sentence() -> None:
    kind = Images(lambda *_: (1, "", "\nError: denied\n"), "crane", Access(HOST, False, "ann", "p"), [])
    with pytest.raises(PlatformError, match=f"^crane cannot log in to {HOST}: Error: denied$"):
        kind.log_in()


def test_copies_go_where_the_registry_is_reached() -> None:
    registry = Registry()
    kind = images(registry, "quay.io/a/b:1", tool="skopeo", access=Access("127.0.0.1:5000", True))
    reconcile(kind, kind.wanted(), "present", check_mode=False)

    assert [
        "skopeo",
        "copy",
        "--all",
        "docker://quay.io/a/b:1",
        "docker://127.0.0.1:5000/mirror/a/b:1",
        "--dest-tls-verify=false",
    ] in [call for call, _ in registry.calls]


def test_crane_is_asked_before_skopeo() -> None:
    assert found(lambda name: f"/usr/bin/{name}") == "crane"
    assert found(lambda name: name if name == "skopeo" else None) == "skopeo"
    assert found(lambda _: None) is None
