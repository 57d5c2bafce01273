"""Snapshots in a bucket: a set is one file of every node, and a manifest that is written when all of them are there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from ansible_collections.pinksea.platform.plugins.module_utils.errors import ManyErrors, PlatformError
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

MANIFEST = "manifest.json"
PIECE = 32 * 1024 * 1024
STREAMED = TransferConfig(multipart_chunksize=PIECE, multipart_threshold=PIECE, max_concurrency=2)
STREAMED.max_in_memory_upload_chunks = 2
"""S3 takes 10,000 pieces, which make 320 GB. Of each stream boto3 would have ten in memory."""
PRESIGNED = 12 * 3600

Manifest = dict[str, Any]


class Hashed:
    """A stream that knows the checksum and the size of what was read of it."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.digest, self.size = stream, hashlib.sha256(), 0

    def read(self, amount: int = -1) -> bytes:
        piece: bytes = self.stream.read(amount) if amount >= 0 else self.stream.read()
        self.digest.update(piece)
        self.size += len(piece)
        return piece


class Archive:
    """Keys are C(<prefix>/<collection>/<stamp>/<file>)."""

    def __init__(self, client: Any, bucket: str, prefix: str) -> None:
        self.client, self.bucket, self.prefix = client, bucket, prefix.strip("/")

    def key(self, collection: str, *rest: str) -> str:
        return "/".join(part for part in (self.prefix, collection, *rest) if part)

    def stamps(self, collection: str) -> list[str]:
        """Complete sets, the oldest first."""
        try:
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=self.key(collection) + "/"
            )
            keys = [row["Key"] for page in pages for row in page.get("Contents", [])]
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchBucket":
                raise
            raise PlatformError(f"s3_bucket {self.bucket} does not exist: run site.yml first.") from error
        return sorted(key.split("/")[-2] for key in keys if key.endswith(f"/{MANIFEST}"))

    def store(self, key: str, stream: Any, size: int, sha256: str) -> None:
        """What does not arrive as the node has it gets no manifest, and goes by the bucket's lifecycle."""
        hashed = Hashed(stream)
        self.client.upload_fileobj(
            hashed, self.bucket, key, ExtraArgs={"Metadata": {"sha256": sha256}}, Config=STREAMED
        )
        if (hashed.size, hashed.digest.hexdigest()) != (size, sha256):
            raise PlatformError(f"s3_object {key}: what arrived is not the snapshot the node has, run again.")

    def write(self, manifest: Manifest) -> None:
        key = self.key(manifest["collection"], manifest["stamp"], MANIFEST)
        self.client.put_object(Bucket=self.bucket, Key=key, Body=json.dumps(manifest, indent=1).encode())

    def read(self, collection: str, stamp: str) -> Manifest:
        answer = self.client.get_object(Bucket=self.bucket, Key=self.key(collection, stamp, MANIFEST))
        return dict(json.loads(answer["Body"].read()))

    def verify(self, manifest: Manifest) -> None:
        """Whether every file is there as it was stored, without fetching it."""
        problems = [problem for row in manifest["files"] if (problem := self.wrong(row))]
        if problems:
            raise ManyErrors(problems)

    def wrong(self, row: Manifest) -> str:
        try:
            head = self.client.head_object(Bucket=self.bucket, Key=row["key"])
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("404", "NoSuchKey"):
                raise
            return f"s3_object {row['key']} of the snapshot is gone: choose another snapshot."
        if (head["ContentLength"], head["Metadata"].get("sha256")) != (row["size"], row["sha256"]):
            return f"s3_object {row['key']} is not what was stored there: choose another snapshot."
        return ""

    def link(self, key: str) -> str:
        """An address from which it can be fetched for some hours."""
        where = {"Bucket": self.bucket, "Key": key}
        return str(self.client.generate_presigned_url("get_object", Params=where, ExpiresIn=PRESIGNED))

    def pieces(self, key: str) -> Iterator[bytes]:
        body = self.client.get_object(Bucket=self.bucket, Key=key)["Body"]
        yield from body.iter_chunks(1024 * 1024)
