"""What is in a Redis, and in which of it two differ. No whole name is told, as one may be a secret like a session's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

BITS = 128
NEVER = -1


@dataclass(frozen=True)
class Entry:
    """Digest of a value, whatever its encoding, and the millisecond at which it expires."""

    digest: bytes
    expires: int


Key = tuple[int, bytes]
"""Database and name."""
Contents = Mapping[Key, Entry]


def digest(kind: str, parts: Iterable[bytes]) -> bytes:
    """Each part with its length, so that no two values look alike. What has no order is given in one."""
    made = sha256(kind.encode())
    for part in parts:
        made.update(b"%d:" % len(part))
        made.update(part)
    return made.digest()


def checksum(contents: Contents) -> str:
    """Of all keys, whatever their order."""
    total = 0
    for (database, name), entry in contents.items():
        whole = digest("entry", [b"%d" % database, name, entry.digest, b"%d" % entry.expires])
        total += int.from_bytes(whole[: BITS // 8])
    return f"{total % 2**BITS:0{BITS // 4}x}"


def families(keys: Collection[Key]) -> str:
    """How many keys of each name up to its first colon."""
    counted = Counter(name.partition(b":")[0].decode(errors="replace") for _, name in keys)
    return ", ".join(f"{name} {count}" for name, count in sorted(counted.items())[:10])


def differences(original: Contents, copy: Contents, now: int) -> list[str]:
    """One sentence for each way in which keys differ. What has expired by C(now) may be gone from one earlier."""
    both = original.keys() & copy.keys()
    ways = {
        "in the original only": {key for key in original.keys() - both if lives(original[key], now)},
        "in the copy only": {key for key in copy.keys() - both if lives(copy[key], now)},
        "of another value in the copy": {key for key in both if original[key].digest != copy[key].digest},
        "to expire at another time in the copy": {key for key in both if original[key].expires != copy[key].expires},
    }
    return [f"{counted(keys)} {way}: {families(keys)}." for way, keys in ways.items() if keys]


def counted(keys: Collection[Key]) -> str:
    return "1 key is" if len(keys) == 1 else f"{len(keys)} keys are"


def lives(entry: Entry, now: int) -> bool:
    return entry.expires == NEVER or entry.expires > now
