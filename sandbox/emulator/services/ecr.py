"""ECR: what is pushed lies in the registry of the sandbox, to which tokens lead."""

import json
import shutil
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

from moto.core.responses import ActionResult
from moto.ecr.models import ECRBackend
from moto.ecr.responses import ECRResponse

from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named, by_name

KINDS: dict[str, Callable[[Any], Named]] = {
    "ecr_repository": lambda b: by_name(b.repositories.values()),
}


class Registry:
    """As the sandbox tells where it is; without one, tokens lead to AWS and repositories hold nothing."""

    def __init__(self) -> None:
        self.endpoints: Path | None = None

    def found(self) -> dict[str, str] | None:
        if self.endpoints is None or not self.endpoints.is_file():
            return None
        found: dict[str, str] = json.loads(self.endpoints.read_text())["registry"]
        return found

    def empty(self, repository: str) -> None:
        if found := self.found():
            for kept in Path(found["repositories"], repository).glob("_*"):
                shutil.rmtree(kept)


REGISTRY = Registry()


def get_authorization_token(original: Original, response: Any) -> Any:
    answer = original(response)
    if found := REGISTRY.found():
        token = b64encode(f"{found['username']}:{found['password']}".encode()).decode()
        here = {"proxyEndpoint": f"http://{found['address']}", "authorizationToken": token}
        answer = ActionResult({"authorizationData": [row | here for row in answer.result["authorizationData"]]})
    return answer


def delete_repository(original: Original, backend: Any, repository_name: str, *args: Any, **kwargs: Any) -> Any:
    deleted = original(backend, repository_name, *args, **kwargs)
    REGISTRY.empty(repository_name)
    return deleted


def install(_: Hold) -> None:
    mend([(ECRResponse, get_authorization_token), (ECRBackend, delete_repository)])
