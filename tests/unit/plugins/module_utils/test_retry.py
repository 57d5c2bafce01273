import pytest
from ansible_collections.pinksea.platform.plugins.module_utils import retry
from botocore.exceptions import ClientError


class Late:
    """A service that knows what was made after some calls."""

    def __init__(self, errors: int, code: str = "NoSuchBucket") -> None:
        self.left, self.code = errors, code

    def __call__(self, **arguments: str) -> dict[str, str]:
        if self.left:
            self.left -= 1
            raise ClientError({"Error": {"Code": self.code}}, "Put")
        return arguments


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "PAUSES", (0.0,) * len(retry.PAUSES))


def test_it_calls_until_the_service_knows() -> None:
    assert retry.eventually(Late(len(retry.PAUSES)), {"NoSuchBucket"}, Bucket="b") == {"Bucket": "b"}


@pytest.mark.parametrize("late", [Late(len(retry.PAUSES) + 1), Late(1, "AccessDenied")], ids=["too late", "other"])
def test_it_gives_up(late: Late) -> None:
    with pytest.raises(ClientError):
        retry.eventually(late, {"NoSuchBucket"})
