import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.errors import PlatformError
from ansible_collections.pinksea.platform.plugins.module_utils.helm.order import reverse, waits_for


def test_waits_for_what_after_names(release):
    releases = [release("a"), release("b", after=["a"]), release("c", after=["prod/b", "a"])]
    assert waits_for(releases) == {"prod/a": set(), "prod/b": {"prod/a"}, "prod/c": {"prod/a", "prod/b"}}


def test_reverse_turns_every_arrow(release):
    graph = waits_for([release("a"), release("b", after=["a"]), release("c", after=["a"])])
    assert reverse(graph) == {"prod/a": {"prod/b", "prod/c"}, "prod/b": set(), "prod/c": set()}


def test_one_name_in_two_namespaces_is_two_releases(release):
    releases = [release("a"), release("a", namespace="dev"), release("b", after=["dev/a"])]
    assert waits_for(releases)["prod/b"] == {"dev/a"}


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ([("a", []), ("a", [])], "release prod/a is given 2 times: keep one entry for it."),
        ([("a", ["x"])], "release prod/a: after names 'x', which is not among the releases: write one of a."),
        ([("a", ["b"]), ("b", ["a"])], r"releases wait for each other, prod/\w -> prod/\w -> prod/\w: remove one"),
        ([("a", ["a"])], "releases wait for each other, prod/a -> prod/a: remove one"),
    ],
)
def test_refuses_what_has_no_order(release, entries, sentence):
    with pytest.raises(PlatformError, match=sentence):
        waits_for([release(name, after=after) for name, after in entries])


def test_refuses_a_name_that_could_be_either(release):
    releases = [release("a"), release("a", namespace="dev"), release("b", after=["a"])]
    with pytest.raises(PlatformError, match="after names 'a', which is prod/a and dev/a: write one of these"):
        waits_for(releases)
