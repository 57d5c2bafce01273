"""What runs to its end: Job and CronJob."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

One = Callable[..., dict[str, dict[str, Any]]]
CRON = {"kind": "cronjob", "schedule": "0 3 * * *"}


def test_a_job_is_a_pod_that_is_not_started_again_in_place(one: One) -> None:
    objects = one({"kind": "job", "needs": ["redis"]})
    assert set(objects) == {"Job", "ServiceAccount", "ConfigMap", "NetworkPolicy"}
    spec = objects["Job"]["spec"]
    assert spec["backoffLimit"] == 3
    assert spec["template"]["spec"]["restartPolicy"] == "Never"
    assert spec["template"]["metadata"]["annotations"]["karpenter.sh/do-not-disrupt"] == "true"
    labels = spec["template"]["metadata"]["labels"]
    assert objects["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"].items() <= labels.items()


def test_a_job_runs_again_when_its_pod_is_another(one: One) -> None:
    def name(**values: Any) -> str:
        found = one({"kind": "job"}, values)["Job"]["metadata"]["name"]
        assert found.startswith("shop-")
        assert len(found) == len("shop-") + 8
        return str(found)

    assert name() == name()
    assert len({name(), name(image={"tag": "v2"}), name(env={"A": "1"}), name(resources={"cpu": "1"})}) == 4


def test_a_cronjob_never_runs_twice_at_once(one: One) -> None:
    objects = one(CRON)
    assert set(objects) == {"CronJob", "ServiceAccount", "ConfigMap", "NetworkPolicy"}
    assert objects["CronJob"]["metadata"]["name"] == "shop"
    spec = objects["CronJob"]["spec"]
    assert (spec["schedule"], spec["timeZone"], spec["concurrencyPolicy"]) == ("0 3 * * *", "Etc/UTC", "Forbid")
    assert spec["jobTemplate"]["spec"]["template"]["spec"]["restartPolicy"] == "Never"


@pytest.mark.parametrize("service", [{"port": 8001}, {"kind": "worker"}])
def test_what_goes_on_forever_is_a_deployment(one: One, service: dict[str, Any]) -> None:
    objects = one(service)
    assert not {"Job", "CronJob"} & set(objects)
    assert "restartPolicy" not in objects["Deployment"]["spec"]["template"]["spec"]
