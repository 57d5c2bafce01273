"""What a caller wants of repositories, as items for the engine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors
from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Item, by_name

NAME = re.compile(r"(?=.{2,256}$)[a-z0-9]+(?:[._-][a-z0-9]+)*(?:/[a-z0-9]+(?:[._-][a-z0-9]+)*)*")
EXPIRE = {"type": "expire"}


def lifecycle(keep: int, untagged_days: int) -> Item:
    """Images without a tag go by age, those with one by number. ECR keeps what a manifest list that stays refers to."""
    untagged = {
        "description": f"Untagged images go after {untagged_days} days",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": untagged_days,
        },
        "action": EXPIRE,
    }
    tagged = {
        "description": f"The newest {keep} tagged images stay",
        "selection": {
            "tagStatus": "tagged",
            "tagPatternList": ["*"],
            "countType": "imageCountMoreThan",
            "countNumber": keep,
        },
        "action": EXPIRE,
    }
    rules = [rule for rule, wished in ((untagged, untagged_days), (tagged, keep)) if wished]
    return {"rules": [{"rulePriority": number, **rule} for number, rule in enumerate(rules, 1)]} if rules else {}


def problems(repository: Item) -> Iterator[str]:
    if not NAME.fullmatch(repository["name"]):
        yield "is no name for a repository: use small letters and digits, in parts joined by one of . _ - /"
    for key in ("keep", "untagged_days"):
        if repository[key] < 0:
            yield f"has {key} {repository[key]}: give 1 or more, or 0 to keep all"


def wanted(repositories: Iterable[Item], tags: Mapping[str, str]) -> dict[str, Item]:
    listed = list(repositories)
    found = [f"ecr_repository {item['name']} {problem}." for item in listed for problem in problems(item)]
    if found:
        raise ManyErrors(found)
    kept = ("name", "immutable_tags", "scan_on_push", "kms_key_arn")
    return by_name(
        {key: item[key] for key in kept}
        | {"lifecycle": lifecycle(item["keep"], item["untagged_days"]), "tags": {**tags, "Name": item["name"]}}
        for item in listed
    )
