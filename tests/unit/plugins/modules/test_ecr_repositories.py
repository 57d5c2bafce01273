"""ecr_repositories against the emulator."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import ecr_repositories

from tests.unit.plugins.modules.ladder import Arguments, done, ladder, refused

KEY = "arn:aws:kms:us-east-1:123456789012:key/one"
GONE = {"state": "absent", "delete": ["rag/api"]}
MANIFEST = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json"})


@pytest.fixture
def ecr(client: Callable[[str], Any]) -> Any:
    return client("ecr")


def repository(**more: Any) -> Arguments:
    return {"repositories": [{"name": "rag/api", **more}]}


def test_ladder(ecr: Any) -> None:
    permission = {"delete": ["rag/api"]}
    created, modified, _ = ladder(
        ecr_repositories,
        create=repository(keep=30, untagged_days=7, kms_key_arn=KEY) | permission,
        modify=repository(immutable_tags=False, scan_on_push=False) | permission | {"tags": {"environment": "prod"}},
        key="repositories",
        client=ecr,
    )
    made = created["repositories"]["rag/api"]
    assert made["uri"] == "123456789012.dkr.ecr.us-east-1.amazonaws.com/rag/api"
    assert (made["immutable_tags"], made["scan_on_push"], made["kms_key_arn"]) == (True, True, KEY)
    rules = [(rule["rulePriority"], rule["selection"]["tagStatus"]) for rule in made["lifecycle"]["rules"]]
    assert rules == [(1, "untagged"), (2, "tagged")]
    changed = modified["repositories"]["rag/api"]
    assert (changed["immutable_tags"], changed["scan_on_push"], changed["lifecycle"]) == (False, False, {})
    assert changed["tags"] == {"environment": "prod", "Name": "rag/api"}


def test_a_repository_goes_only_by_name(ecr: Any) -> None:
    done(ecr_repositories, repository(), ecr)
    ecr.put_image(repositoryName="rag/api", imageManifest=MANIFEST, imageTag="1.0.0")
    assert refused(ecr_repositories, repository() | {"state": "absent"}, ecr) == (
        "ecr_repository rag/api exists and ecr_delete does not name it: "
        "add it there if all of its images may be lost, or keep it by leaving its role out."
    )
    assert done(ecr_repositories, repository() | GONE, ecr)["repositories"] == {}
    assert not done(ecr_repositories, repository() | {"state": "absent"}, ecr)["changed"]


def test_another_key_is_refused(ecr: Any) -> None:
    done(ecr_repositories, repository(), ecr)
    assert "ecr_repository rag/api: kms_key_arn is ''" in refused(ecr_repositories, repository(kms_key_arn=KEY), ecr)
    done(ecr_repositories, repository() | GONE, ecr)


def test_what_ecr_does_not_take(ecr: Any) -> None:
    wrong = {"repositories": [{"name": "Rag/Api", "keep": -1, "untagged_days": -1}]}
    assert refused(ecr_repositories, wrong, ecr).splitlines() == [
        "ecr_repository Rag/Api is no name for a repository: "
        "use small letters and digits, in parts joined by one of . _ - /.",
        "ecr_repository Rag/Api has keep -1: give 1 or more, or 0 to keep all.",
        "ecr_repository Rag/Api has untagged_days -1: give 1 or more, or 0 to keep all.",
    ]
