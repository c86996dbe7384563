"""An S3 bucket, or a prefix in one, as a store; any provider that speaks S3."""

import io
import os
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.response import StreamingBody
from urllib3.exceptions import HTTPError

from voicefarm.errors import ObjectMissing, StoreRefuses
from voicefarm.store import BINARY, BLOCK
from voicefarm.store.directory import unfinished
from voicefarm.store.keys import check_key, check_prefix
from voicefarm.store.s3_errors import S3Address
from voicefarm.store.writing import Bytes, StreamWriter

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import CompletedPartTypeDef

RESUMES = 4
"""How often a broken download goes on where it broke; boto3 retries only up to the first byte."""


class S3Store:
    """Objects in a bucket, under a prefix. Keeps the promises of `Store`.

    Credentials come from boto3's own chain. The client is made at the first use, once, and is
    shared by all threads. A writer holds one upload. An upload that a killed process left behind
    costs space until the bucket's lifecycle rule or its owner aborts it.
    """

    def __init__(
        self, bucket: str, prefix: str = "", *, endpoint_url: str | None, region: str | None
    ) -> None:
        self._bucket = bucket
        self._prefix = prefix + "/" if prefix else ""
        self._endpoint_url = endpoint_url
        self._region = region
        self._place = S3Address(bucket, endpoint_url or "AWS")
        self._lock = threading.Lock()
        self._made: S3Client | None = None

    def check(self) -> None:
        """Raise StoreUnreachable unless the bucket can be listed and written.

        It begins an upload and drops it. That needs the right to write, and leaves no object.
        Uploads of earlier checks that were killed are dropped too, if they may be listed.
        """
        with self._place.translated():
            self._client.list_objects_v2(Bucket=self._bucket, Prefix=self._prefix, MaxKeys=1)
            begun = self._client.create_multipart_upload(
                Bucket=self._bucket, Key=self._name("check")
            )
        _abort(self._client, self._place, self._name("check"), begun["UploadId"])
        with suppress(StoreRefuses):
            self.abandon("check")

    def get(self, key: str) -> bytes:
        """Return an object's bytes, or raise ObjectMissing."""
        return b"".join(self.stream(key))

    def put(self, key: str, data: bytes, content_type: str = BINARY) -> None:
        """Write a small object in one request."""
        name = self._name(key)
        with self._place.translated():
            self._client.put_object(
                Bucket=self._bucket, Key=name, Body=data, ContentType=content_type
            )

    def size(self, key: str) -> int | None:
        """Return an object's size in bytes, or None when it isn't there."""
        try:
            with self._place.translated(self.locate(key)):
                head = self._client.head_object(Bucket=self._bucket, Key=self._name(key))
        except ObjectMissing:
            return None
        return head["ContentLength"]

    def list(self, prefix: str = "") -> Iterator[str]:
        """Yield the keys that begin with `prefix`, lazily, in the order of their UTF-8 bytes."""
        check_prefix(prefix, room=len(self._prefix.encode()))
        return self._list(self._prefix + prefix)

    def delete(self, key: str) -> None:
        """Remove an object; one that isn't there is fine."""
        name = self._name(key)
        with suppress(ObjectMissing), self._place.translated(name):
            self._client.delete_object(Bucket=self._bucket, Key=name)

    def stream(self, key: str, start: int = 0) -> Iterator[bytes]:
        """Yield an object's bytes from `start` in blocks, or raise ObjectMissing at the first.

        A connection that breaks is taken up again where it broke, on the same version.
        """
        position, version, breaks = start, "", 0
        while True:
            body, version = self._open(key, position, version)
            try:
                with closing(body):
                    for block in body.iter_chunks(BLOCK):
                        position += len(block)
                        yield block
                    return
            except (BotoCoreError, HTTPError):
                breaks += 1
                if breaks > RESUMES:
                    with self._place.translated():
                        raise

    def presigned(self, key: str, seconds: int, disposition: str) -> str | None:
        """Return an address that is signed with this store's key; nothing is asked of the store."""
        wanted = {
            "Bucket": self._bucket,
            "Key": self._name(key),
            "ResponseContentDisposition": disposition,
        }
        with self._place.translated():
            return self._client.generate_presigned_url(
                "get_object", Params=wanted, ExpiresIn=seconds
            )

    def download(self, key: str, path: str | os.PathLike[str]) -> None:
        """Copy an object to a file; the file appears when it is complete."""
        with unfinished(Path(path)) as partial, partial.open("xb") as file:
            for block in self.stream(key):
                file.write(block)

    def writer(self, key: str, content_type: str = BINARY) -> StreamWriter:
        """Begin a big object: a multipart upload, or a plain put if it stays small."""
        sink = _Upload(self._client, self._place, self._name(key), content_type)
        return StreamWriter(sink, key)

    def abandon(self, key: str) -> None:
        """Abort the uploads to `key` that were never finished."""
        _abort_uploads(self._client, self._place, self._name(key))

    def locate(self, key: str) -> str:
        """Return the object's `s3://` address."""
        return f"s3://{self._bucket}/{self._name(key)}"

    def _name(self, key: str) -> str:
        return self._prefix + check_key(key, room=len(self._prefix.encode()))

    @property
    def _client(self) -> "S3Client":
        with self._lock:
            if self._made is None:
                with self._place.translated():
                    self._made = _new_client(self._endpoint_url, self._region)
            return self._made

    def _list(self, prefix: str) -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2")
        with self._place.translated():
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                for entry in page.get("Contents", []):
                    yield entry["Key"].removeprefix(self._prefix)

    def _open(self, key: str, start: int, version: str) -> tuple[StreamingBody, str]:
        """Return an object's body from `start`, and its version. With `version`, only that one."""
        wanted: dict[str, Any] = {"Bucket": self._bucket, "Key": self._name(key)}
        if start:
            wanted["Range"] = f"bytes={start}-"
        if version:
            wanted["IfMatch"] = version
        with self._place.translated(self.locate(key)):
            try:
                answer = self._client.get_object(**wanted)
            except ClientError as error:
                if error.response["Error"]["Code"] not in ("InvalidRange", "416"):
                    raise
                return StreamingBody(io.BytesIO(), 0), version
        return answer["Body"], answer["ETag"]


class _Upload:
    """A StreamWriter's multipart upload; it begins with the second part."""

    def __init__(self, client: "S3Client", place: S3Address, name: str, content_type: str) -> None:
        self._client = client
        self._place = place
        self._name = name
        self._content_type = content_type
        self._id = ""
        self._parts: list[CompletedPartTypeDef] = []

    def put_whole(self, data: Bytes) -> None:
        with self._place.translated():
            self._client.put_object(
                Bucket=self._place.bucket,
                Key=self._name,
                Body=cast(bytes, data),
                ContentType=self._content_type,
            )

    def append(self, number: int, part: Bytes) -> None:
        with self._place.translated():
            if not self._id:
                self._id = self._begin()
            done = self._client.upload_part(
                Bucket=self._place.bucket,
                Key=self._name,
                UploadId=self._id,
                PartNumber=number,
                Body=cast(bytes, part),  # botocore takes a bytearray, its stubs don't say so
            )
        receipt: CompletedPartTypeDef = {"PartNumber": number, "ETag": done["ETag"]}
        if "ChecksumCRC32" in done:
            # AWS wants back the checksum that boto3 sent with the part.
            receipt["ChecksumCRC32"] = done["ChecksumCRC32"]
        self._parts.append(receipt)

    def finish(self, head: Bytes) -> None:
        self.append(1, head)
        with self._place.translated():
            self._client.complete_multipart_upload(
                Bucket=self._place.bucket,
                Key=self._name,
                UploadId=self._id,
                MultipartUpload={"Parts": sorted(self._parts, key=lambda p: p["PartNumber"])},
            )

    def abort(self) -> None:
        if self._id:
            # The error that led here matters more than one about tidying up.
            with suppress(ClientError, BotoCoreError, HTTPError):
                self._client.abort_multipart_upload(
                    Bucket=self._place.bucket, Key=self._name, UploadId=self._id
                )

    def _begin(self) -> str:
        begun = self._client.create_multipart_upload(
            Bucket=self._place.bucket, Key=self._name, ContentType=self._content_type
        )
        if begun["ResponseMetadata"]["RetryAttempts"]:
            # The answer to an earlier request was lost, and with it the id of what that one began.
            _abort_uploads(self._client, self._place, self._name, but=begun["UploadId"])
        return begun["UploadId"]


def _abort_uploads(client: "S3Client", place: S3Address, name: str, but: str = "") -> None:
    """Abort the unfinished uploads to the object called `name`; others may do so meanwhile."""
    pages = client.get_paginator("list_multipart_uploads")
    with place.translated():
        for page in pages.paginate(Bucket=place.bucket, Prefix=name):
            for upload in page.get("Uploads", []):
                if upload["Key"] == name and upload["UploadId"] != but:
                    _abort(client, place, name, upload["UploadId"])


def _abort(client: "S3Client", place: S3Address, name: str, upload: str) -> None:
    with suppress(ObjectMissing), place.translated(name):
        client.abort_multipart_upload(Bucket=place.bucket, Key=name, UploadId=upload)


def _new_client(endpoint_url: str | None, region: str | None) -> "S3Client":
    session = boto3.session.Session()
    config = Config(
        retries={"mode": "standard", "total_max_attempts": 4},
        connect_timeout=5,
        read_timeout=20,
        tcp_keepalive=True,
        max_pool_connections=64,  # more slots than a worker has
        # A provider's own server seldom has a host name for every bucket.
        s3={"addressing_style": "path" if endpoint_url else "auto"},
    )
    return session.client(
        "s3",
        endpoint_url=endpoint_url,
        region_name=region or session.region_name or "us-east-1",
        config=config,
    )
