"""What of a directory goes into a bucket: which files, as what, and how long they may be cached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item

TEXT = {
    ".css": "text/css",
    ".csv": "text/csv",
    ".html": "text/html",
    ".js": "text/javascript",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".txt": "text/plain",
    ".xml": "application/xml",
}
BINARY = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".map": "application/json",
    ".mp4": "video/mp4",
    ".otf": "font/otf",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".wasm": "application/wasm",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
"""The same on every machine, whatever its own list of types says."""
FOREVER = "public, max-age=31536000, immutable"
ALWAYS_ASK = "no-cache"
MANY = 50


def content_type(name: str) -> str:
    suffix = Path(name).suffix.lower()
    if suffix in TEXT:
        return f"{TEXT[suffix]}; charset=utf-8"
    return BINARY.get(suffix, "application/octet-stream")


def cache_control(name: str, immutable: Iterable[str]) -> str:
    """A build gives its assets names that change with what they hold; everything else has to be asked for again."""
    return FOREVER if any(fnmatchcase(name, pattern) for pattern in immutable) else ALWAYS_ASK


def wanted(root: Path, index: str, immutable: Sequence[str]) -> dict[str, Item]:
    """The files below C(root) by key."""
    if not root.joinpath(index).is_file():
        raise PlatformError(f"{root} holds no {index}: build the website first, or give the directory of its build.")
    keys = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    return {
        key: {
            "name": key,
            "sha256": sha256(root.joinpath(key).read_bytes()).hexdigest(),
            "content_type": content_type(key),
            "cache_control": cache_control(key, immutable),
        }
        for key in keys
    }


def stages(changes: Sequence[Change]) -> list[list[Change]]:
    """A page never names what is not there: first what pages use, then the pages, at last what is no longer used."""
    put = [change for change in changes if change.action != "delete"]
    pages = [change for change in put if change.name.endswith(".html")]
    others = [change for change in put if not change.name.endswith(".html")]
    return [others, pages, [change for change in changes if change.action == "delete"]]


def stale_paths(changes: Iterable[Change], index: str) -> list[str]:
    """What CloudFront may still hold as it was. New files are in no cache."""
    keys = [change.name for change in changes if change.action != "create"]
    paths = {f"/{quote(key)}" for key in keys} | ({"/"} if index in keys else set())
    return ["/*"] if len(paths) > MANY else sorted(paths)
