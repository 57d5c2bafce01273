import pytest
from ansible_collections.pinksea.platform.plugins.module_utils.helm import argv
from ansible_collections.pinksea.platform.plugins.module_utils.helm.models import REMOTE, Chart


def test_upgrade_of_a_chart_directory(release):
    wanted = release(chart="/charts/web", version=None, values={"password": "hunter2"})
    assert argv.upgrade(wanted, Chart("web", "1.0.0", "abc")) == [
        *("upgrade", "web", "/charts/web", "--install", "--wait", "--wait-for-jobs", "--hide-notes"),
        *("--reset-values", "--values", "-"),
        *("--labels", "pinksea.platform/chart-digest=abc", "--namespace", "prod", "--timeout", "60s"),
        *("--rollback-on-failure", "--skip-crds"),
    ]


@pytest.mark.parametrize(
    ("changes", "flags"),
    [
        ({"repository": "https://charts.example"}, ["--repo", "https://charts.example"]),
        ({"create_namespace": True}, ["--create-namespace"]),
        ({"force_conflicts": True}, ["--force-conflicts"]),
        ({"take_ownership": True}, ["--take-ownership"]),
        ({"version": "1.0.0"}, ["--version", "1.0.0"]),
        ({"rollouts": ["web"]}, ["--wait=legacy", "--wait-for-jobs"]),
    ],
)
def test_upgrade_with_an_option(release, changes, flags):
    command = argv.upgrade(release(**changes), Chart("web", "1.0.0", REMOTE))
    start = command.index(flags[0])
    assert command[start : start + len(flags)] == flags


def test_upgrade_that_is_not_atomic(release):
    assert "--rollback-on-failure" not in argv.upgrade(release(atomic=False), Chart("web", "1.0.0", REMOTE))


def test_definitions_are_those_of_the_same_chart(release):
    wanted = release(chart="web", repository="https://charts.example", version="1.0.0")
    assert argv.definitions(wanted, Chart("web", "1.0.0", REMOTE)) == [
        *("show", "crds", "web", "--version", "1.0.0", "--repo", "https://charts.example"),
    ]


def test_uninstall_waits_for_what_it_removes(release):
    assert argv.uninstall(release()) == [
        *("uninstall", "web", "--ignore-not-found", "--wait", "--cascade", "foreground"),
        *("--namespace", "prod", "--timeout", "60s"),
    ]


@pytest.mark.parametrize(
    ("stderr", "reason"),
    [
        ("", "helm gave no reason"),
        ("Error: release: not found\n", "release: not found"),
        (
            'level=WARN msg="upgrade failed" name=web error="x"\n'
            "Error: UPGRADE FAILED: resource Deployment/prod/web not ready. message: Available: 0/1\n"
            "context deadline exceeded\n",
            "UPGRADE FAILED: resource Deployment/prod/web not ready. message: Available: 0/1; "
            "context deadline exceeded",
        ),
        ("Error: first\nWARNING: kubeconfig is readable by others\nError: second\n", "second"),
        ("panic: something\n", "panic: something"),
    ],
)
def test_reason_is_the_last_error_on_one_line(stderr, reason):
    assert argv.reason(stderr) == reason
