"""Reading charts.lock.yml."""

from typing import Any

import pytest
import yaml
from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors, PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.mirror.lock import images, parse

OCI = {"version": "1.14.1", "repository": "oci://public.ecr.aws/karpenter"}
DIGEST = "sha256:" + "a" * 64


def lock(**charts: Any) -> str:
    return yaml.safe_dump({"charts": charts})


def test_where_helm_finds_a_chart() -> None:
    one, other = parse(lock(karpenter=OCI, keda={**OCI, "repository": "https://kedacore.github.io/charts"}), "lock")

    assert one.source == ["oci://public.ecr.aws/karpenter/karpenter", "--version", "1.14.1"]
    assert other.source == ["keda", "--repo", "https://kedacore.github.io/charts", "--version", "1.14.1"]
    assert one.file == "karpenter-1.14.1.tgz"


def test_what_others_keep_in_the_lock_is_no_concern_of_ours() -> None:
    (one,) = parse(lock(karpenter={**OCI, "crds": "templates", "digest": DIGEST, "images": []}), "lock")

    assert (one.digest, one.images) == (DIGEST, ())


def test_an_image_of_two_charts_is_one_image() -> None:
    charts = parse(lock(a={**OCI, "images": ["x/a:1", "x/b:1"]}, b={**OCI, "images": ["x/b:1"]}), "lock")

    assert images(charts) == ["x/a:1", "x/b:1"]


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("1.0.0", "it is '1.0.0': give a dictionary with version and repository."),
        ({**OCI, "version": "^1.0.0"}, "version is '^1.0.0': give an exact one, such as 1.2.3."),
        ({**OCI, "version": 1.2}, "version is 1.2: give an exact one, such as 1.2.3."),
        (
            {**OCI, "repository": "public.ecr.aws/karpenter"},
            "repository is 'public.ecr.aws/karpenter': begin it with oci:// or https:// and end it without a slash.",
        ),
        (
            {**OCI, "repository": "oci://a/"},
            "repository is 'oci://a/': begin it with oci:// or https:// and end it without a slash.",
        ),
        (
            {**OCI, "digest": "abc"},
            "digest is 'abc': give sha256: and 64 hexadecimal digits, or leave it out.",
        ),
        ({**OCI, "images": ["x/a"]}, "image is 'x/a': give its name with a tag or a digest."),
    ],
)
def test_bad_entries(entry: Any, problem: str) -> None:
    with pytest.raises(ManyErrors) as refused:
        parse(lock(karpenter=entry), "charts.lock.yml")
    assert refused.value.problems == [f"charts.lock.yml: chart karpenter: {problem}"]


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(ManyErrors) as refused:
        parse(lock(a={}, b=OCI), "lock")
    assert len(refused.value.problems) == 2


@pytest.mark.parametrize("text", ["", "charts: [a]", "other: {}"])
def test_without_charts_it_is_no_lock(text: str) -> None:
    with pytest.raises(PlatformError, match="lock has no dictionary `charts`: give each chart there by its name"):
        parse(text, "lock")


def test_what_is_no_yaml_is_refused() -> None:
    with pytest.raises(PlatformError, match="lock is no YAML"):
        parse("charts: {", "lock")
