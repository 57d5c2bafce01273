"""What a service lists of the kinds our modules manage: a file per service, with a function `listing(client)`."""

from typing import Any


def answer(response: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in response.items() if key != "ResponseMetadata"}
