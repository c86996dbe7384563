"""An S3 bucket, or a prefix in one, as a store; any provider that speaks S3."""

import io
import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import BotoCoreError, ClientError
from botocore.response import StreamingBody
from urllib3.exceptions import HTTPError

from voicefarm.errors import ObjectMissing, StoreRefuses, StoreUnreachable
from voicefarm.store import BINARY, BLOCK, Entry
from voicefarm.store.directory import unfinished
from voicefarm.store.keys import check_key, check_prefix
from voicefarm.store.s3_client import S3Options, new_client
from voicefarm.store.s3_errors import S3Address
from voicefarm.store.writing import Bytes, StreamWriter

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import CompletedPartTypeDef, UploadPartOutputTypeDef

MOST_DELETED = 1000
"""Objects that one request may delete."""
RESUMES = 4
"""How often a broken download goes on where it broke; boto3 retries only up to the first byte."""
PART_PAUSES_S = (0.5, 1.0, 2.0, 4.0)
"""Before a part is sent again that boto3 gave up. A programme may have a thousand: to a store
that refuses half of all requests, no upload would ever come to its end."""
PART_PATIENCE_S = 30.0
"""A part isn't sent again after so long: the store is away, and the whole is put off."""


class S3Store:
    """Objects in a bucket, under a prefix. Keeps the promises of `Store`.

    Credentials come from boto3's own chain. The client is made at the first use, once, and is
    shared by all threads. A writer holds one upload. An upload that a killed process left behind
    costs space until the bucket's lifecycle rule or its owner aborts it.
    """

    def __init__(self, bucket: str, prefix: str, options: S3Options) -> None:
        self._bucket = bucket
        self._prefix = prefix + "/" if prefix else ""
        self._options = options
        self._place = S3Address(bucket, options.endpoint_url or "AWS")
        self._lock = threading.Lock()
        self._made: S3Client | None = None

    def check(self) -> None:
        """Raise StoreUnreachable unless all that a farm does with a bucket can be done.

        It lists, writes, reads and deletes a small object, begins an upload, sends a part of it and
        drops it. Uploads of earlier checks that were killed are dropped too, if they may be listed.
        """
        name = self._name("check")
        place: Any = {"Bucket": self._bucket, "Key": name}
        with self._place.translated():
            self._client.list_objects_v2(Bucket=self._bucket, Prefix=self._prefix, MaxKeys=1)
        self.put("check", b"check")
        with suppress(ObjectMissing):  # another worker's check has deleted it
            self.get("check")
        with self._place.translated():
            begun = self._client.create_multipart_upload(**place)
            self._client.upload_part(
                **place, UploadId=begun["UploadId"], PartNumber=1, Body=b"check"
            )
        _abort(self._client, self._place, name, begun["UploadId"])
        self.abandon("check")
        self.delete("check")

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
        return (entry.key for entry in self.entries(prefix))

    def entries(self, prefix: str = "") -> Iterator[Entry]:
        """Yield what is known of the objects whose keys begin with `prefix`, as `list` does."""
        check_prefix(prefix, room=len(self._prefix.encode()))
        return self._entries(self._prefix + prefix)

    def discard(self, prefix: str) -> None:
        """Remove all objects whose keys begin with `prefix`, a thousand a request."""
        names = (self._prefix + key for key in self.list(prefix))
        while some := list(islice(names, MOST_DELETED)):
            with self._place.translated():
                self._client.delete_objects(
                    Bucket=self._bucket,
                    Delete={"Objects": [{"Key": name} for name in some], "Quiet": True},
                )

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
        return StreamWriter(sink, key, equal_parts=self._options.wants_equal_parts)

    def abandon(self, key: str) -> None:
        """Abort the uploads to `key` that were never finished, if the provider lets them be listed.

        If not, the bucket's lifecycle rule drops them later. They cost space, and do no other harm.
        """
        _abort_uploads(self._client, self._place, self._name(key))

    def locate(self, key: str) -> str:
        """Return the object's `s3://` address."""
        return f"s3://{self._bucket}/{self._name(key)}"

    def _name(self, key: str) -> str:
        return self._prefix + check_key(key, room=len(self._prefix.encode()))

    @property
    def _client(self) -> "S3Client":
        with self._lock:
            if self._made is None or self._place.stale.is_set():
                self._place.stale.clear()
                with self._place.translated(), self._place.usable():
                    self._made = new_client(self._options)
                self._made.meta.events.register_first("needs-retry.s3", self._place.refuse_redis)
            return self._made

    def _entries(self, prefix: str) -> Iterator[Entry]:
        pages = self._client.get_paginator("list_objects_v2")
        with self._place.translated():
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                for entry in page.get("Contents", []):
                    key = entry["Key"].removeprefix(self._prefix)
                    yield Entry(key, entry["Size"], entry["LastModified"].timestamp())

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
        done = self._send(number, part)
        receipt: CompletedPartTypeDef = {"PartNumber": number, "ETag": done["ETag"]}
        if "ChecksumCRC32" in done:
            # AWS wants back the checksum that boto3 sent with the part.
            receipt["ChecksumCRC32"] = done["ChecksumCRC32"]
        self._parts.append(receipt)

    def _send(self, number: int, part: Bytes) -> "UploadPartOutputTypeDef":
        """Send a part, several times if need be: the last one sent counts."""
        end = time.monotonic() + PART_PATIENCE_S
        for pause_s in (*PART_PAUSES_S, None):
            try:
                with self._place.translated():
                    return self._client.upload_part(
                        Bucket=self._place.bucket,
                        Key=self._name,
                        UploadId=self._id,
                        PartNumber=number,
                        Body=cast(
                            bytes, part
                        ),  # botocore takes a bytearray, its stubs don't say so
                    )
            except StoreUnreachable as error:
                is_over = pause_s is None or time.monotonic() > end
                if is_over or isinstance(error, StoreRefuses):
                    raise
                time.sleep(pause_s or 0)
        raise AssertionError("The last try returns or raises.")

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
    with suppress(StoreRefuses), place.translated():
        for page in pages.paginate(Bucket=place.bucket, Prefix=name):
            for upload in page.get("Uploads", []):
                if upload["Key"] == name and upload["UploadId"] != but:
                    _abort(client, place, name, upload["UploadId"])


def _abort(client: "S3Client", place: S3Address, name: str, upload: str) -> None:
    with suppress(ObjectMissing, StoreRefuses), place.translated(name):
        client.abort_multipart_upload(Bucket=place.bucket, Key=name, UploadId=upload)
