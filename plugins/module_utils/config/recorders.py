"""The recorder of AWS Config with its delivery channel, of which an account has one in a region."""

from __future__ import annotations

from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.reconcile import Change, Item, Kind

RECORDER = frozenset({"role_arn", "global_types", "frequency"})
CHANNEL = frozenset({"bucket", "prefix", "snapshots"})


def recorder_request(wanted: Item) -> Item:
    return {
        "name": wanted["name"],
        "roleARN": wanted["role_arn"],
        "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": wanted["global_types"]},
        "recordingMode": {"recordingFrequency": wanted["frequency"]},
    }


def channel_request(wanted: Item) -> Item:
    prefix = {"s3KeyPrefix": wanted["prefix"]} if wanted["prefix"] else {}
    snapshots = wanted["snapshots"]
    frequency = {"configSnapshotDeliveryProperties": {"deliveryFrequency": snapshots}} if snapshots else {}
    return {"name": wanted["name"], "s3BucketName": wanted["bucket"], **prefix, **frequency}


def to_item(name: str, recorder: Item, channel: Item, recording: bool) -> Item:
    """Either part may be missing, when a run was killed between the two."""
    return {
        "name": name,
        "role_arn": recorder.get("roleARN"),
        "global_types": recorder.get("recordingGroup", {}).get("includeGlobalResourceTypes", False),
        "frequency": recorder.get("recordingMode", {}).get("recordingFrequency", "CONTINUOUS"),
        "bucket": channel.get("s3BucketName"),
        "prefix": channel.get("s3KeyPrefix"),
        "snapshots": channel.get("configSnapshotDeliveryProperties", {}).get("deliveryFrequency"),
        "recording": recording,
    }


class Recorders(Kind):
    """Recorders that AWS services run for themselves do not count."""

    kind = "config_recorder"
    identifiers = ()

    def __init__(self, client: Any) -> None:
        self.client = client

    def read(self) -> dict[str, Item]:
        found = self.client.describe_configuration_recorders()["ConfigurationRecorders"]
        recorders = {row["name"]: row for row in found if not row.get("servicePrincipal")}
        channels = {row["name"]: row for row in self.client.describe_delivery_channels()["DeliveryChannels"]}
        statuses = self.client.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
        recording = {row["name"] for row in statuses if row["recording"]}
        return {
            name: to_item(name, recorders.get(name, {}), channels.get(name, {}), name in recording)
            for name in recorders.keys() | channels.keys()
        }

    def create(self, wanted: Item) -> None:
        self.client.put_configuration_recorder(ConfigurationRecorder=recorder_request(wanted))
        self.client.put_delivery_channel(DeliveryChannel=channel_request(wanted))
        if wanted["recording"]:
            self.client.start_configuration_recorder(ConfigurationRecorderName=wanted["name"])

    def update(self, change: Change) -> None:
        after = change.after or {}
        if change.fields & RECORDER:
            self.client.put_configuration_recorder(ConfigurationRecorder=recorder_request(after))
        if change.fields & CHANNEL:
            self.client.put_delivery_channel(DeliveryChannel=channel_request(after))
        if "recording" in change.fields:
            client = self.client
            switch = client.start_configuration_recorder if after["recording"] else client.stop_configuration_recorder
            switch(ConfigurationRecorderName=change.name)

    def delete(self, current: Item) -> None:
        """A channel cannot go while its recorder records."""
        if current["recording"]:
            self.client.stop_configuration_recorder(ConfigurationRecorderName=current["name"])
        if current["bucket"]:
            self.client.delete_delivery_channel(DeliveryChannelName=current["name"])
        if current["role_arn"]:
            self.client.delete_configuration_recorder(ConfigurationRecorderName=current["name"])
