"""config_recorders and config_rules against the emulator."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.pinksea.platform.plugins.modules import config_recorders, config_rules

from tests.unit.plugins.modules.ladder import done, ladder, refused

ROLE = "arn:aws:iam::123456789012:role/rag-config"


@pytest.fixture
def config(client: Callable[[str], Any]) -> Any:
    return client("config")


def recorders(name: str = "rag", **more: Any) -> dict[str, Any]:
    return {"recorders": [{"name": name, "role_arn": ROLE, "bucket": "audit", **more}]}


def rules(**more: Any) -> dict[str, Any]:
    return {"rules": [{"name": "rag-volumes", "identifier": "ENCRYPTED_VOLUMES", **more}]}


@pytest.fixture
def somebodys(config: Any) -> Iterator[None]:
    done(config_recorders, recorders("default"), config)
    yield
    done(config_recorders, recorders("default") | {"state": "absent"}, config)


def test_ladder_of_a_recorder(config: Any) -> None:
    created, modified, _ = ladder(
        config_recorders,
        create=recorders(),
        modify=recorders(
            role_arn=f"{ROLE}-2",
            bucket="audit-2",
            prefix="config",
            global_types=False,
            frequency="DAILY",
            snapshots="Six_Hours",
            recording=False,
        ),
        key="recorders",
        client=config,
    )
    assert created["recorders"]["rag"]["recording"]
    assert modified["recorders"]["rag"] == {
        "name": "rag",
        "role_arn": f"{ROLE}-2",
        "bucket": "audit-2",
        "prefix": "config",
        "global_types": False,
        "frequency": "DAILY",
        "snapshots": "Six_Hours",
        "recording": False,
    }


def test_ladder_of_a_rule(config: Any, somebodys: None) -> None:
    _, modified, _ = ladder(
        config_rules,
        create=rules(),
        modify={
            **rules(
                description="Volumes",
                identifier="S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS",
                parameters={"BlockPublicAcls": "True"},
            ),
            "tags": {"environment": "prod"},
        },
        key="rules",
        client=config,
    )
    changed = modified["rules"]["rag-volumes"]
    assert changed["parameters"] == {"BlockPublicAcls": "True"}
    assert changed["tags"] == {"environment": "prod"}


@pytest.mark.parametrize("state", ["present", "absent"])
def test_somebody_elses_recorder_is_left_alone_and_told(config: Any, somebodys: None, state: str) -> None:
    result = done(config_recorders, recorders() | {"state": state}, config)
    assert not result["changed"]
    assert result["recorders"].keys() == {"default"}


def test_a_run_killed_before_the_channel_is_finished(config: Any) -> None:
    group = {"allSupported": True, "includeGlobalResourceTypes": True}
    config.put_configuration_recorder(ConfigurationRecorder={"name": "rag", "roleARN": ROLE, "recordingGroup": group})
    assert done(config_recorders, recorders(), config)["recorders"]["rag"]["recording"]
    config.stop_configuration_recorder(ConfigurationRecorderName="rag")
    config.delete_delivery_channel(DeliveryChannelName="rag")
    done(config_recorders, recorders() | {"state": "absent"}, config)
    assert config.describe_configuration_recorders()["ConfigurationRecorders"] == []


def test_an_account_has_only_one(config: Any) -> None:
    two = {"recorders": recorders()["recorders"] + recorders("more")["recorders"]}
    assert refused(config_recorders, two, config) == (
        "config_recorder: more, rag are given, but an account has one in a region: give only one."
    )


def test_what_has_to_be_given(config: Any) -> None:
    rest = "is not set: give it, state present needs it."
    assert refused(config_recorders, recorders(bucket=None), config) == f"config_recorder rag: bucket {rest}"
    assert refused(config_rules, rules(identifier=None), config) == f"config_rule rag-volumes: identifier {rest}"
