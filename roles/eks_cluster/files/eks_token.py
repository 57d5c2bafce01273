"""Credential command of a kubeconfig: prints a token by which EKS knows the IAM identity of the caller.

The token is a GetCallerIdentity request to STS, signed but not sent; EKS sends it. It needs nothing but botocore.
"""

from __future__ import annotations

import base64
import datetime
import json
import sys

from botocore.model import ServiceId
from botocore.session import Session
from botocore.signers import RequestSigner

SIGNED_SECONDS = 60
VALID_MINUTES = 14


def token(cluster: str, session: Session) -> str:
    region = session.get_config_variable("region")
    signer = RequestSigner(
        ServiceId("STS"), region, "sts", "v4", session.get_credentials(), session.get_component("event_emitter")
    )
    request = {
        "method": "GET",
        "url": f"https://sts.{region}.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
        "body": {},
        "headers": {"x-k8s-aws-id": cluster},
        "context": {},
    }
    url = signer.generate_presigned_url(request, operation_name="", region_name=region, expires_in=SIGNED_SECONDS)
    return "k8s-aws-v1." + base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")


def credential(cluster: str, now: datetime.datetime, session: Session) -> dict[str, object]:
    expires = now + datetime.timedelta(minutes=VALID_MINUTES)
    return {
        "apiVersion": "client.authentication.k8s.io/v1",
        "kind": "ExecCredential",
        "status": {
            "token": token(cluster, session),
            "expirationTimestamp": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
    }


if __name__ == "__main__":
    json.dump(credential(sys.argv[1], datetime.datetime.now(datetime.UTC), Session()), sys.stdout)
