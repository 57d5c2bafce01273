"""Distributions in our terms and in CloudFront's."""

from typing import Any

import botocore.session
from ansible_collections.pinksea.platform.plugins.module_utils.cloudfront.config import to_config, to_item, wanted
from botocore.validate import ParamValidator

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/a"
GIVEN: dict[str, Any] = {
    "name": "rag-frontend",
    "origins": [{"name": "site", "domain_name": "rag-frontend-1.s3.us-east-1.amazonaws.com"}],
    "behaviors": [{"path": "/images/*", "origin": "site"}, {"path": "*", "origin": "site"}],
    "aliases": ["app.example.com"],
    "certificate_arn": CERTIFICATE,
    "web_acl_arn": None,
    "default_root_object": "index.html",
    "not_found_page": "/index.html",
    "price_class": "PriceClass_100",
}


def test_what_is_sent_is_what_is_read() -> None:
    item = wanted(GIVEN, {"environment": "prod"})
    assert to_item("rag-frontend", to_config(item, "E1"), item["tags"], {"E1": "rag-frontend"}.__getitem__) == item


def test_cloudfront_takes_it() -> None:
    """The service model knows every field, its type and whether it is required."""
    model = botocore.session.get_session().get_service_model("cloudfront")
    shape = model.shape_for("DistributionConfig")
    config = to_config(wanted(GIVEN, {}), "E1")
    assert not ParamValidator().validate({"CallerReference": "a", **config}, shape).has_errors()
    assert config.keys() <= shape.members.keys()


def test_only_https_and_only_reading() -> None:
    config = to_config(wanted(GIVEN, {}), "E1")
    assert config["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    for behavior in (config["DefaultCacheBehavior"], *config["CacheBehaviors"]["Items"]):
        assert behavior["ViewerProtocolPolicy"] == "redirect-to-https"
        assert behavior["AllowedMethods"]["Items"] == ["GET", "HEAD"]
