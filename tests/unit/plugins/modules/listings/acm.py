"""ACM, without what it makes up anew in every answer."""

from typing import Any

from tests.unit.plugins.modules.listings import answer

KEYS = ("CertificateArn", "DomainName", "SubjectAlternativeNames", "KeyAlgorithm", "Status", "Options")


def listing(client: Any) -> dict[str, Any]:
    listed: dict[str, Any] = {}
    for row in client.list_certificates()["CertificateSummaryList"]:
        arn = row["CertificateArn"]
        certificate = client.describe_certificate(CertificateArn=arn)["Certificate"]
        tags = answer(client.list_tags_for_certificate(CertificateArn=arn))
        listed[arn] = [{key: certificate[key] for key in KEYS}, tags]
    return listed
