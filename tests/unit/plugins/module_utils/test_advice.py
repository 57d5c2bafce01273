"""What is said of the ways in which AWS refuses anything at all."""

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils import advice
from ansible_collections.pinksea.platform.plugins.module_utils.advice import explained
from botocore.exceptions import (
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
    UnauthorizedSSOTokenError,
)


def refusal(code: str, text: str = "as it is", retries: int = 0) -> str:
    metadata = {"MaxAttemptsReached": True, "RetryAttempts": retries} if retries else {}
    return str(ClientError({"Error": {"Code": code, "Message": text}, "ResponseMetadata": metadata}, "CreateKey"))


@pytest.mark.parametrize("code", ["ExpiredToken", "ExpiredTokenException", "RequestExpired"])
def test_expired_credentials_are_said_once(code: str) -> None:
    assert explained([f"kms_key {name}: {refusal(code)}" for name in "ab"]) == [advice.RENEW]


def test_credentials_that_nobody_knows() -> None:
    assert explained([refusal("UnrecognizedClientException")]) == [advice.CHOOSE]
    assert explained([str(NoCredentialsError())]) == [advice.SIGN_IN]
    assert explained([str(UnauthorizedSSOTokenError())]) == [advice.RENEW]


def test_a_permission_that_is_missing() -> None:
    told = "User: arn:aws:iam::1:user/a is not authorized to perform: kms:CreateKey"
    assert explained([f"kms_key a: {refusal('AccessDeniedException', told)}"]) == [
        f"kms_key a: CreateKey is not allowed ({told}): give the caller's role this permission and run again."
    ]
    blob = "You are not authorized to perform this operation. Encoded authorization failure message: Zm9v"
    assert "Zm9v" not in explained([refusal("UnauthorizedOperation", blob)])[0]


def test_throttling_that_outlasts_the_retries() -> None:
    assert explained([f"kms_key a: {refusal('ThrottlingException', retries=7)}"]) == [
        "kms_key a: AWS throttles CreateKey also after 7 retries: run again in a few minutes, which goes on from here."
    ]


@pytest.mark.parametrize("error", [EndpointConnectionError, ReadTimeoutError])
def test_an_address_where_nobody_answers(error: type[Exception]) -> None:
    problem = str(error(endpoint_url="http://127.0.0.1:1/"))  # type: ignore[call-arg]
    assert explained([problem]) == [advice.SILENT.format(url="http://127.0.0.1:1/")]


def test_other_problems_are_left_alone() -> None:
    problems = ["kms_key a: too many.", refusal("MalformedPolicyDocumentException")]
    assert explained(problems) == problems
