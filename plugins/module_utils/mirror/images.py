"""Images in another registry, copied by crane or skopeo."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm.process import Runner
from ansible_collections.pinksea.platform.plugins.module_utils.oci.access import Access
from ansible_collections.pinksea.platform.plugins.module_utils.oci.names import Copy
from ansible_collections.pinksea.platform.plugins.module_utils.parallel import side_by_side
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind

UNKNOWN = re.compile(r"(manifest|name)[_ ]unknown", re.IGNORECASE)


@dataclass(frozen=True)
class Tool:
    """Its arguments; images are followed by their names, and a manifest is printed as it is."""

    login: tuple[str, ...]
    manifest: tuple[str, ...]
    copy: tuple[str, ...]
    insecure: dict[str, str]
    """Option for a registry without TLS, by argument list."""
    scheme: str = ""


TOOLS = {
    "crane": Tool(
        ("auth", "login"), ("manifest",), ("copy",), dict.fromkeys(("login", "manifest", "copy"), "--insecure")
    ),
    "skopeo": Tool(
        ("login",),
        ("inspect", "--raw"),
        ("copy", "--all"),
        {"login": "--tls-verify=false", "manifest": "--tls-verify=false", "copy": "--dest-tls-verify=false"},
        "docker://",
    ),
}


def found(which: Callable[[str], str | None]) -> str | None:
    """The first of them that is on PATH."""
    return next((name for name in TOOLS if which(name)), None)


class Images(Kind):
    """What the registry has under a tag is left alone, unless the image was asked for by its digest."""

    kind = "image_copy"
    identifiers = ()

    def __init__(self, run: Runner, name: str, access: Access, copies: Sequence[Copy]) -> None:
        self.run = run
        self.name = name
        self.tool = TOOLS[name]
        self.access = access
        self.copies = {each.target: each for each in copies}

    def wanted(self) -> dict[str, Item]:
        return {
            target: {"name": target, "digest": each.source.partition("@")[2] or None}
            for target, each in self.copies.items()
        }

    def log_in(self) -> None:
        """As by hand: it stays until it expires."""
        access = self.access
        if access.username:
            arguments = (*self.tool.login, "--username", access.username, "--password-stdin", access.host)
            code, _, stderr = self.call("login", *arguments, given=access.password or "")
            if code:
                raise PlatformError(f"{self.name} cannot log in to {access.host}: {reason(stderr)}")

    def read(self) -> dict[str, Item]:
        digests = zip(self.copies, side_by_side(self.digest, self.copies), strict=True)
        return {target: {"name": target, "digest": digest} for target, digest in digests if digest}

    def digest(self, target: str) -> str | None:
        code, manifest, stderr = self.call("manifest", *self.tool.manifest, self.address(target))
        if code and UNKNOWN.search(stderr):
            return None
        if code:
            raise PlatformError(f"image_copy {target}: {self.name} cannot look for it: {reason(stderr)}")
        return f"sha256:{hashlib.sha256(manifest.encode()).hexdigest()}"

    def create(self, wanted: Item) -> None:
        source = self.copies[wanted["name"]].source
        addresses = (f"{self.tool.scheme}{source}", self.address(wanted["name"]))
        code, _, stderr = self.call("copy", *self.tool.copy, *addresses)
        if code:
            raise PlatformError(f"image_copy {wanted['name']}: {self.name} copy failed: {reason(stderr)}")

    def update(self, change: Change) -> None:
        self.create(change.after or {})

    def address(self, target: str) -> str:
        """At the host where the registry is reached."""
        return f"{self.tool.scheme}{self.access.host}/{target.partition('/')[2]}"

    def call(self, what: str, *arguments: str, given: str = "") -> tuple[int, str, str]:
        insecure = (self.tool.insecure[what],) if self.access.plain_http else ()
        return self.run([self.name, *arguments, *insecure], given)


def reason(stderr: str) -> str:
    """What the tool wrote last."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"
