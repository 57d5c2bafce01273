"""ACM."""

import copy
from collections.abc import Callable
from typing import Any

from moto.acm.exceptions import AWSError
from moto.acm.models import AWSCertificateManagerBackend, CertBundle
from moto.acm.responses import AWSCertificateManagerResponse
from moto.route53.models import route53_backends

from sandbox.emulator.hold import Hold
from sandbox.emulator.mending import Original, mend
from sandbox.emulator.names import Named, tag

KINDS: dict[str, Callable[[Any], Named]] = {
    "acm_certificate": lambda b: [
        (tag({"Key": key, "Value": value} for key, value in bundle.tags.items()), arn)
        for arn, bundle in b._certificates.items()
    ],
}


def cnames(account: str) -> set[tuple[str, str]]:
    """All CNAME records of public zones."""
    return {
        (row.name.rstrip("."), value)
        for zone in route53_backends[account]["aws"].zones.values()
        if not zone.private_zone
        for row in zone.rrsets
        if row.type == "CNAME"
        for value in row.records
    }


def validated(bundle: Any) -> bool:
    """Whether every domain of a certificate has its record."""
    options = bundle.describe()["Certificate"]["DomainValidationOptions"]
    records = {(row["Name"].rstrip("."), row["Value"]) for row in (option["ResourceRecord"] for option in options)}
    return records <= cnames(bundle.arn.split(":")[4])


def install(hold: Hold) -> None:
    def request_certificate(original: Original, response: Any) -> Any:
        """With the key that was asked for, of which moto knows nothing."""
        answer = original(response)
        bundle = response.acm_backend._certificates[answer.result["CertificateArn"]]
        bundle.key_algorithm = response._get_param("KeyAlgorithm") or "RSA_2048"
        bundle.validation = hold.timer("acm_certificate")
        return answer

    def check(original: Original, bundle: Any) -> None:
        """A certificate is issued a while after its validation records are there."""
        if bundle.type == "AMAZON_ISSUED" and bundle.status == "PENDING_VALIDATION":
            if validated(bundle) and not bundle.validation.running:
                bundle.status = "ISSUED"
        else:
            original(bundle)

    mend(
        [
            (AWSCertificateManagerResponse, request_certificate),
            (AWSCertificateManagerBackend, delete_certificate),
            (CertBundle, check),
            (CertBundle, describe),
        ]
    )


def describe(original: Original, bundle: Any) -> Any:
    answer = copy.copy(original(bundle))
    answer["Certificate"]["KeyAlgorithm"] = getattr(bundle, "key_algorithm", answer["Certificate"]["KeyAlgorithm"])
    return answer


def delete_certificate(original: Original, backend: Any, arn: str) -> None:
    """A certificate in use stays."""
    if arn in backend._certificates and backend._certificates[arn].in_use_by:
        raise AWSError("Certificate is in use.", exception_type="ResourceInUseException")
    original(backend, arn)
