"""Files in an S3 bucket, at AWS or at any server that speaks its protocol."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from functools import lru_cache, partial
from io import BufferedReader
from pathlib import Path
from time import time
from typing import BinaryIO
from zlib import crc32

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import ClientError

from mediasvc.adapters.storage.disk import CHUNK_BYTES, copy_to_new
from mediasvc.adapters.storage.keys import checked_key
from mediasvc.adapters.storage.s3_download import S3Download
from mediasvc.adapters.storage.s3_errors import is_overtaken, s3_errors
from mediasvc.domain.errors import MediasvcError, NotFound, StorageUnavailable

# S3 takes 10,000 parts: 80 GB a file.
PART_BYTES = 8 << 20
# An hour's largest rendition, 60 MB, comes through 2G (16 kbit/s) in 8 h 20 min, and a broken download goes on later.
LOCATION_GOOD_S = 18 * 60 * 60
# For so long viewers get the same address, and what they have of the file already is not sent again.
SAME_LOCATION_S = 6 * 60 * 60
MOST_LOCATIONS = 10_000
FOR_EVER = "public, max-age=31536000, immutable"
CONNECT_TIMEOUT_S = 5
READ_TIMEOUT_S = 60
ATTEMPTS = 3


class S3Storage:
    """Fills Storage: the content of a key is the object `prefix + key`. Close it when it is no longer used.

    A file of several parts exists from the moment that they are put together. What a killed put leaves is seen only
    in the list of unfinished uploads: a lifecycle rule of the bucket (AbortIncompleteMultipartUpload) removes it.
    The credentials, found as boto3 finds them, need s3:ListBucket too: without it S3 does not tell what is missing.
    """

    def __init__(
        self,
        bucket: str,
        prefix: str = "",
        endpoint_url: str | None = None,
        public_endpoint_url: str | None = None,
        region: str | None = None,
    ) -> None:
        """`public_endpoint_url` is where viewers reach the same server, where that is another address.

        Nothing is asked of the server yet. Raises ValueError for an address, or a region, that is none.
        """
        self._bucket, self._prefix = bucket, prefix
        with self._errors(""):
            self._client = _client(endpoint_url, region)
            self._public = _client(public_endpoint_url, region) if public_endpoint_url else self._client
        self._bucket_seen = False
        self._signed = lru_cache(MOST_LOCATIONS)(self._sign)

    def close(self) -> None:
        self._client.close()
        self._public.close()

    def exists(self, key: str) -> bool:
        name = self._name(key)
        try:
            with self._errors(key):
                self._client.head_object(Bucket=self._bucket, Key=name)
        except NotFound:
            self._require_bucket()
            return False
        return True

    def put(self, key: str, file: BinaryIO) -> None:
        if self.exists(key):
            return
        name = self._name(key)
        first = _read_part(file)
        if len(first) == PART_BYTES:
            self._put_in_parts(key, first, file)
            return
        self._create(key, lambda: self._client.put_object(Bucket=self._bucket, Key=name, Body=first, IfNoneMatch="*"))

    def open(self, key: str) -> BinaryIO:
        name, errors = self._name(key), partial(self._errors, key)
        with errors():
            whole = self._client.get_object(Bucket=self._bucket, Key=name)
        tag = whole["ETag"]

        def open_at(position: int):
            span = f"bytes={position}-"
            return self._client.get_object(Bucket=self._bucket, Key=name, Range=span, IfMatch=tag)["Body"]

        return BufferedReader(S3Download(whole["Body"], whole["ContentLength"], open_at, errors), CHUNK_BYTES)

    def fetch(self, key: str, into: Path) -> None:
        """As Storage says, by a copy."""
        with self.open(key) as file:
            copy_to_new(file, into)

    def location(self, key: str, media_type: str, disposition: str | None = None) -> str:
        """An address that anybody may read this file at for some hours, without a look whether it exists."""
        return self._signed(key, media_type, disposition, int(time()) // SAME_LOCATION_S)

    def delete(self, key: str) -> None:
        name = self._name(key)
        with self._errors(key):
            self._client.delete_object(Bucket=self._bucket, Key=name)

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield every key that begins so."""
        pages = self._client.get_paginator("list_objects_v2")
        with self._errors(""):
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix + prefix):
                for each in page.get("Contents", []):
                    yield each.get("Key", "").removeprefix(self._prefix)

    def _sign(self, key: str, media_type: str, disposition: str | None, _window: int) -> str:
        """An address that is good until the window of time after this one has ended, and for longer."""
        told = {"ResponseContentType": media_type, "ResponseCacheControl": FOR_EVER}
        if disposition is not None:
            told["ResponseContentDisposition"] = disposition
        asked = {"Bucket": self._bucket, "Key": self._name(key), **told}
        with self._errors(key):
            return self._public.generate_presigned_url("get_object", asked, LOCATION_GOOD_S)

    def _put_in_parts(self, key: str, first: bytes, file: BinaryIO) -> None:
        name, made = self._name(key), False
        with self._errors(key):
            upload = self._client.create_multipart_upload(Bucket=self._bucket, Key=name, ChecksumAlgorithm="CRC32")
        upload_id = upload["UploadId"]
        try:
            sent: list[tuple[int, str, str]] = []
            part = first
            while part:
                number, checksum = len(sent) + 1, _checksum(part)
                with self._errors(key):
                    answer = self._client.upload_part(
                        Bucket=self._bucket,
                        Key=name,
                        UploadId=upload_id,
                        PartNumber=number,
                        Body=part,
                        ChecksumCRC32=checksum,
                    )
                sent.append((number, answer["ETag"], checksum))
                part = _read_part(file)
            made = self._create(
                key,
                lambda: self._client.complete_multipart_upload(
                    Bucket=self._bucket,
                    Key=name,
                    UploadId=upload_id,
                    MultipartUpload={
                        "Parts": [
                            {"PartNumber": number, "ETag": tag, "ChecksumCRC32": checksum}
                            for number, tag, checksum in sent
                        ]
                    },
                    IfNoneMatch="*",
                ),
            )
        finally:
            if not made:
                with suppress(MediasvcError), self._errors(key):
                    self._client.abort_multipart_upload(Bucket=self._bucket, Key=name, UploadId=upload_id)

    def _create(self, key: str, create: Callable[[], object]) -> bool:
        """Make the key by `create`, unless it exists already: what is there stays then, and this is False."""
        with self._errors(key):
            try:
                create()
            except ClientError as error:
                if is_overtaken(error) and self.exists(key):
                    return False
                raise
        return True

    def _require_bucket(self) -> None:
        """A missing key looks like a missing bucket."""
        if self._bucket_seen:
            return
        try:
            with self._errors(""):
                self._client.head_bucket(Bucket=self._bucket)
        except NotFound as error:
            raise StorageUnavailable(f"there is no bucket {self._bucket}") from error
        self._bucket_seen = True

    def _errors(self, key: str) -> AbstractContextManager[None]:
        return s3_errors(self._bucket, key)

    def _name(self, key: str) -> str:
        return self._prefix + checked_key(key)


def _client(endpoint_url: str | None, region: str | None):
    config = Config(
        connect_timeout=CONNECT_TIMEOUT_S,
        read_timeout=READ_TIMEOUT_S,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        signature_version="s3v4",
        # A server of one's own has no host name for each bucket.
        s3={"addressing_style": "path" if endpoint_url else "auto"},
    )
    session = Session()
    return session.client("s3", region, endpoint_url=endpoint_url, config=config)  # pyright: ignore[reportUnknownMemberType] - of other services


def _read_part(file: BinaryIO) -> bytes:
    """The next PART_BYTES of the stream, less only where it ends."""
    chunks: list[bytes] = []
    rest = PART_BYTES
    while rest and (chunk := file.read(min(rest, CHUNK_BYTES))):
        chunks.append(chunk)
        rest -= len(chunk)
    return b"".join(chunks)


def _checksum(part: bytes) -> str:
    return b64encode(crc32(part).to_bytes(4, "big")).decode()
