"""What a secret holds: a JSON object, one of whose fields is made up here and then known to Secrets Manager alone."""

from __future__ import annotations

import json
import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass, field

from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError

SHORTEST, LONGEST = 16, 128
ALPHABETS = {
    "alphanumeric": string.ascii_letters + string.digits,
    "symbols": string.ascii_letters + string.digits + "!&#$^<>-",
}
"""C(symbols) has those that ElastiCache and PostgreSQL both take in a password."""


@dataclass(frozen=True)
class Recipe:
    """How a value is made: C(key) is the field with the random text, C(template) are the fields beside it."""

    key: str = "value"
    length: int = 48
    alphabet: str = "alphanumeric"
    template: Mapping[str, str] = field(default_factory=dict)


def refuse_recipe(name: str, recipe: Recipe) -> None:
    if not SHORTEST <= recipe.length <= LONGEST:
        raise PlatformError(
            f"secret {name}: length is {recipe.length}: give one from {SHORTEST} to {LONGEST}, "
            "which every store behind a secret accepts."
        )
    if recipe.key in recipe.template:
        raise PlatformError(
            f"secret {name}: template gives {recipe.key}, which is the generated field: "
            "take it out of the template, or choose another key."
        )


def make(recipe: Recipe) -> str:
    """A new value, in the JSON from which External Secrets makes the keys of a Kubernetes Secret."""
    alphabet = ALPHABETS[recipe.alphabet]
    generated = "".join(secrets.choice(alphabet) for _ in range(recipe.length))
    return json.dumps({**recipe.template, recipe.key: generated}, sort_keys=True)
