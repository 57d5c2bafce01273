"""cloudfront_distributions against the emulator."""

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.cloudfront.distributions import (
    Distributions,
    OriginAccessControls,
)
from ansible_collections.pinksea.platform.plugins.modules import cloudfront_distributions

from tests.unit.plugins.modules.ladder import done, ladder, refused

BUCKET = "rag-frontend-123456789012.s3.us-east-1.amazonaws.com"
OTHER = "rag-images-123456789012.s3.us-east-1.amazonaws.com"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/a"
ACL = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/rag/a"


@pytest.fixture
def cloudfront(client: Callable[[str], Any]) -> Any:
    return client("cloudfront")


def distribution(**more: Any) -> dict[str, Any]:
    site = {
        "name": "rag-frontend",
        "origins": [{"name": "frontend", "domain_name": BUCKET}],
        "behaviors": [{"path": "*", "origin": "frontend"}],
        **more,
    }
    return {"distributions": [site], "wait_interval": 0.1}


def test_ladder(cloudfront: Any) -> None:
    created, modified, _ = ladder(
        cloudfront_distributions,
        create=distribution(),
        modify={
            **distribution(
                origins=[{"name": "frontend", "domain_name": BUCKET}, {"name": "images", "domain_name": OTHER}],
                behaviors=[{"path": "/images/*", "origin": "images"}, {"path": "*", "origin": "frontend"}],
                aliases=["www.example.com", "app.example.com"],
                certificate_arn=CERTIFICATE,
                web_acl_arn=ACL,
                default_root_object="index.html",
                not_found_page="/index.html",
                price_class="PriceClass_All",
            ),
            "tags": {"environment": "prod"},
        },
        key="distributions",
        client=cloudfront,
    )
    assert [change["kind"] for change in created["changes"]] == [
        "cloudfront_origin_access_control",
        "cloudfront_distribution",
    ]
    made, changed = (result["distributions"]["rag-frontend"] for result in (created, modified))
    assert (made["status"], made["hosted_zone_id"]) == ("Deployed", "Z2FDTNDATAQYW2")
    assert made["access_controls"] == ["rag-frontend"]
    assert changed["aliases"] == ["app.example.com", "www.example.com"]
    assert (changed["minimum_tls"], changed["http_version"]) == ("TLSv1.2_2021", "http2and3")
    assert [behavior["path"] for behavior in changed["behaviors"]] == ["/images/*", "*"]


def test_what_we_do_not_manage_stays(cloudfront: Any) -> None:
    identifier = done(cloudfront_distributions, distribution(), cloudfront)["distributions"]["rag-frontend"]["id"]
    found = cloudfront.get_distribution_config(Id=identifier)
    logging = {"Enabled": True, "IncludeCookies": False, "Bucket": "logs.s3.amazonaws.com", "Prefix": "cdn/"}
    config = found["DistributionConfig"] | {"Logging": logging}
    cloudfront.update_distribution(Id=identifier, IfMatch=found["ETag"], DistributionConfig=config)
    before = cloudfront.get_distribution_config(Id=identifier)
    done(cloudfront_distributions, distribution(default_root_object="index.html"), cloudfront)
    after = cloudfront.get_distribution_config(Id=identifier)
    assert after["DistributionConfig"]["CallerReference"] == before["DistributionConfig"]["CallerReference"]
    assert after["DistributionConfig"]["Logging"] == logging
    assert after["ETag"] != before["ETag"]
    done(cloudfront_distributions, distribution() | {"state": "absent"}, cloudfront)


def test_a_distribution_somebody_switched_off_is_switched_on(cloudfront: Any) -> None:
    identifier = done(cloudfront_distributions, distribution(), cloudfront)["distributions"]["rag-frontend"]["id"]
    found = cloudfront.get_distribution_config(Id=identifier)
    config = found["DistributionConfig"] | {"Enabled": False}
    cloudfront.update_distribution(Id=identifier, IfMatch=found["ETag"], DistributionConfig=config)
    result = done(cloudfront_distributions, distribution(), cloudfront)
    assert result["diff"][0]["before"] == {"enabled": False}
    done(cloudfront_distributions, distribution() | {"state": "absent"}, cloudfront)


def test_waits(cloudfront: Any, hold: Callable[[float], None]) -> None:
    hold(0.2)
    started = done(cloudfront_distributions, distribution() | {"wait": False}, cloudfront)
    assert [(target["kind"], target["name"]) for target in started["pending"]] == [
        ("cloudfront_distribution", "rag-frontend")
    ]
    ready = done(cloudfront_distributions, distribution(), cloudfront)
    assert not ready["changed"]
    assert ready["distributions"]["rag-frontend"]["status"] == "Deployed"
    removed = done(cloudfront_distributions, distribution() | {"state": "absent", "wait": False}, cloudfront)
    assert removed["distributions"] == {}
    assert cloudfront.list_origin_access_controls()["OriginAccessControlList"].get("Items", []) == []


def test_two_of_one_name(cloudfront: Any) -> None:
    identifier = done(cloudfront_distributions, distribution(), cloudfront)["distributions"]["rag-frontend"]["id"]
    first = cloudfront.get_distribution_config(Id=identifier)["DistributionConfig"]
    config = first | {"CallerReference": "second", "Enabled": False}
    tags = {"Items": [{"Key": "Name", "Value": "rag-frontend"}]}
    second = cloudfront.create_distribution_with_tags(
        DistributionConfigWithTags={"DistributionConfig": config, "Tags": tags}
    )
    assert "both carry this Name tag: rename or remove the one that is not meant." in refused(
        cloudfront_distributions, distribution(), cloudfront
    )
    cloudfront.delete_distribution(Id=second["Distribution"]["Id"], IfMatch=second["ETag"])
    done(cloudfront_distributions, distribution() | {"state": "absent"}, cloudfront)


def test_a_distribution_that_another_run_removes_meanwhile_is_passed_over(cloudfront: Any) -> None:
    identifier = done(cloudfront_distributions, distribution(), cloudfront)["distributions"]["rag-frontend"]["id"]

    def remove(**_: Any) -> None:
        done(cloudfront_distributions, distribution() | {"state": "absent"}, cloudfront)

    cloudfront.meta.events.register("before-call.cloudfront.ListTagsForResource", remove)
    kind = Distributions(cloudfront, ["rag-frontend"], OriginAccessControls(cloudfront, []), lambda name: None)
    assert kind.rows()[0]["Id"] == identifier
    assert kind.read() == {}


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"behaviors": []}, "the paths of behaviors are []: end with '*', once, for all other paths."),
        (
            {"behaviors": [{"path": "*", "origin": "images"}]},
            "* goes to origin 'images', which is not among origins: choose one of frontend.",
        ),
        (
            {"origins": [{"name": "frontend", "domain_name": "www.example.com"}]},
            "origin 'www.example.com' is no bucket: give <bucket>.s3.<region>.amazonaws.com.",
        ),
        ({"aliases": ["app.example.com"]}, "aliases need a certificate for them: set certificate_arn."),
        (
            {"certificate_arn": CERTIFICATE.replace("us-east-1", "eu-west-1")},
            "certificate_arn is arn:aws:acm:eu-west-1:123456789012:certificate/a: "
            "CloudFront takes certificates of us-east-1 only.",
        ),
        (
            {"web_acl_arn": ACL.replace("global", "regional")},
            "web_acl_arn is arn:aws:wafv2:us-east-1:123456789012:regional/webacl/rag/a: "
            "give a web ACL of scope CLOUDFRONT.",
        ),
    ],
)
def test_bad_values(cloudfront: Any, bad: dict[str, Any], said: str) -> None:
    message = refused(cloudfront_distributions, distribution(**bad), cloudfront)
    assert message == f"cloudfront_distribution rag-frontend: {said}"
    assert cloudfront.list_origin_access_controls()["OriginAccessControlList"].get("Items", []) == []
