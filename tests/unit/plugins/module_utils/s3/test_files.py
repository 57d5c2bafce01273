"""What of a directory goes into a bucket, in which order, and what has to leave the caches."""

from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change
from ansible_collections.pinksea.platform.plugins.module_utils.s3.files import content_type, stages, stale_paths


def test_types() -> None:
    assert content_type("a/b.CSS") == "text/css; charset=utf-8"
    assert content_type("logo.svg") == "image/svg+xml"
    assert content_type("LICENSE") == "application/octet-stream"


def test_pages_come_after_what_they_use_and_deletions_last() -> None:
    changes = [
        Change("delete", "s3_object", "old.js"),
        Change("update", "s3_object", "index.html"),
        Change("create", "s3_object", "new.js"),
    ]
    assert [[change.name for change in stage] for stage in stages(changes)] == [["new.js"], ["index.html"], ["old.js"]]


def test_new_files_are_in_no_cache_and_many_paths_are_one() -> None:
    assert stale_paths([Change("create", "s3_object", "a.js")], "index.html") == []
    assert stale_paths([Change("update", "s3_object", "a b.png")], "index.html") == ["/a%20b.png"]
    many = [Change("delete", "s3_object", f"{number}.js") for number in range(60)]
    assert stale_paths(many, "index.html") == ["/*"]
