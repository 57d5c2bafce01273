"""s3_objects against the emulator."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import cloudfront_distributions, s3_objects

from tests.unit.plugins.modules.ladder import done, refused

BUCKET = "rag-frontend-123456789012"


@pytest.fixture
def s3(client: Callable[[str], Any]) -> Any:
    """A client, with an empty bucket until the test ends."""
    s3 = client("s3")
    s3.create_bucket(Bucket=BUCKET)
    yield s3
    for row in s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        s3.delete_object(Bucket=BUCKET, Key=row["Key"])
    s3.delete_bucket(Bucket=BUCKET)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, text in {"index.html": "<p>one", "assets/app-Bk3x.js": "1", "favicon.ico": "i"}.items():
        tmp_path.joinpath(name).parent.mkdir(exist_ok=True)
        tmp_path.joinpath(name).write_text(text)
    return tmp_path


@pytest.fixture
def distribution(client: Callable[[str], Any]) -> Any:
    given = {
        "distributions": [
            {
                "name": "rag-frontend",
                "origins": [{"name": "site", "domain_name": f"{BUCKET}.s3.us-east-1.amazonaws.com"}],
                "behaviors": [{"path": "*", "origin": "site"}],
            }
        ],
        "wait_interval": 0.1,
    }
    cloudfront = client("cloudfront")
    yield done(cloudfront_distributions, given, cloudfront)["distributions"]["rag-frontend"]["id"]
    done(cloudfront_distributions, given | {"state": "absent"}, cloudfront)


def names(result: dict[str, Any]) -> list[str]:
    return [f"{change['action']} {change['name']}" for change in result["changes"]]


def test_publish(s3: Any, site: Path, distribution: str, client: Callable[[str], Any]) -> None:
    given = {"bucket": BUCKET, "path": str(site), "distribution_id": distribution, "purge": True}
    planned = done(s3_objects, given, s3, check=True)
    assert s3.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 0
    made = done(s3_objects, given, s3)
    assert names(made) == names(planned) == ["create assets/app-Bk3x.js", "create favicon.ico", "create index.html"]
    assert made["invalidated"] == []
    assert not done(s3_objects, given, s3)["changed"]

    heads = {key: s3.head_object(Bucket=BUCKET, Key=key) for key in ("index.html", "assets/app-Bk3x.js")}
    assert [(head["ContentType"], head["CacheControl"]) for head in heads.values()] == [
        ("text/html; charset=utf-8", "no-cache"),
        ("text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
    ]

    site.joinpath("index.html").write_text("<p>two")
    site.joinpath("assets/app-Bk3x.js").rename(site.joinpath("assets/app-Zz9y.js"))
    planned = done(s3_objects, given, s3, check=True)
    assert client("cloudfront").list_invalidations(DistributionId=distribution)["InvalidationList"]["Quantity"] == 0
    made = done(s3_objects, given, s3)
    assert names(made) == [
        "create assets/app-Zz9y.js",
        "update index.html",
        "delete assets/app-Bk3x.js",
        f"create {distribution}",
    ]
    assert (made["changes"], made["diff"]) == (planned["changes"], planned["diff"])
    listed = client("cloudfront").list_invalidations(DistributionId=distribution)["InvalidationList"]["Items"]
    batch = client("cloudfront").get_invalidation(DistributionId=distribution, Id=listed[0]["Id"])["Invalidation"]
    assert batch["InvalidationBatch"]["Paths"]["Items"] == ["/", "/assets/app-Bk3x.js", "/index.html"]
    assert s3.get_object(Bucket=BUCKET, Key="index.html")["Body"].read() == b"<p>two"
    assert not done(s3_objects, given, s3)["changed"]


def test_what_is_not_in_the_directory_stays(s3: Any, site: Path) -> None:
    s3.put_object(Bucket=BUCKET, Key="robots.txt", Body=b"")
    done(s3_objects, {"bucket": BUCKET, "path": str(site)}, s3)
    assert s3.head_object(Bucket=BUCKET, Key="robots.txt")


def test_an_object_changed_behind_our_back_is_put_back(s3: Any, site: Path) -> None:
    given = {"bucket": BUCKET, "path": str(site)}
    done(s3_objects, given, s3)
    s3.put_object(Bucket=BUCKET, Key="index.html", Body=b"mine")
    assert names(done(s3_objects, given, s3)) == ["update index.html"]


def test_refusals(s3: Any, tmp_path: Path, site: Path) -> None:
    empty = tmp_path / "empty"
    assert refused(s3_objects, {"bucket": BUCKET, "path": str(empty)}, s3) == (
        f"{empty} holds no index.html: build the website first, or give the directory of its build."
    )
    assert refused(s3_objects, {"bucket": "no-such-bucket", "path": str(site)}, s3) == (
        "s3_bucket no-such-bucket does not exist: run site.yml first."
    )
    planned = "planned:cloudfront_distribution/rag"
    assert refused(s3_objects, {"bucket": BUCKET, "path": str(site), "distribution_id": planned}, s3) == (
        "distribution_id is planned:cloudfront_distribution/rag, which does not exist yet: run site.yml first."
    )
