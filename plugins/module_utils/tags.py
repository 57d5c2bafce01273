"""Tags as most AWS services write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in sorted(tags.items())]


def tags_from(rows: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    return {row["Key"]: row["Value"] for row in rows or []}
