"""Addresses in registries."""

import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.oci.names import copies, place, repository_of

DIGEST = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("address", "host", "repository"),
    [
        ("registry.example.com", "registry.example.com", "api"),
        ("127.0.0.1:5000/rag/charts", "127.0.0.1:5000", "rag/charts/api"),
        ("registry.example.com/a_b/c-d.e", "registry.example.com", "a_b/c-d.e/api"),
    ],
)
def test_where_a_chart_goes(address: str, host: str, repository: str) -> None:
    assert (place(address).host, place(address).repository("api")) == (host, repository)


@pytest.mark.parametrize("address", ["oci://registry.example.com", "registry.example.com/", "host/Charts", "", "a//b"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(PlatformError) as refused:
        place(address)
    assert str(refused.value).startswith(f"registry is {address!r}: give a host and a path")


@pytest.mark.parametrize(
    ("host", "ecr"),
    [
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com", ("123456789012", "us-east-1")),
        ("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", ("123456789012", "us-gov-west-1")),
        ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", ("123456789012", "cn-north-1")),
        ("public.ecr.aws", None),
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com.example.com", None),
    ],
)
def test_which_registries_are_of_ecr(host: str, ecr: tuple[str, str] | None) -> None:
    assert place(f"{host}/charts").ecr == ecr


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("public.ecr.aws/karpenter/controller:1.14.1", "karpenter/controller:1.14.1"),
        ("registry.k8s.io/pause:3.10", "pause:3.10"),
        ("redis:8", "library/redis:8"),
        ("docker.io/redis:8", "library/redis:8"),
        ("docker.io/bitnami/redis:8", "bitnami/redis:8"),
        ("bitnami/redis:8", "bitnami/redis:8"),
        ("localhost:5000/a:1", "a:1"),
        (f"quay.io/a/b:1@{DIGEST}", "a/b:1"),
        (f"quay.io/a/b@{DIGEST}", f"a/b@{DIGEST}"),
    ],
)
def test_only_the_host_of_an_image_changes(source: str, target: str) -> None:
    (made,) = copies([source], place("r.example.com/mirror"))

    assert (made.source, made.target) == (source, f"r.example.com/mirror/{target}")
    assert f"{repository_of(made)}{target[len(repository_of(made)) - len('mirror/') :]}" == f"mirror/{target}"


@pytest.mark.parametrize("image", ["quay.io/a/b", "quay.io/A/b:1", "", f"a@{DIGEST[:-1]}", "a:"])
def test_an_image_without_a_reference_is_refused(image: str) -> None:
    with pytest.raises(PlatformError, match="has no tag and no digest"):
        copies([image], place("r.example.com"))


def test_two_images_never_get_one_name() -> None:
    with pytest.raises(PlatformError) as refused:
        copies(["quay.io/a/b:1", "ghcr.io/a/b:1"], place("r.example.com"))
    assert str(refused.value).startswith("images quay.io/a/b:1 and ghcr.io/a/b:1 would both be r.example.com/a/b:1: ")
