"""What S3 answers instead of what was asked for, as the domain's errors."""

from collections.abc import Generator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from mediasvc.domain.errors import MediasvcError, NotFound, StorageFull, StorageUnavailable

# HEAD has no body, so its errors have the status for a code.
_NO_KEY = ("NoSuchKey", "404")
_REFUSED = ("AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "401", "403")
# Neither is AWS's, which is never full.
_FULL = ("QuotaExceeded", "XMinioStorageFull")
# Another put of the key has ended, or is about to; or this one had, and its answer was lost.
_OVERTAKEN = ("PreconditionFailed", "ConditionalRequestConflict", "NoSuchUpload", "412", "409")


def error_code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


def is_overtaken(error: ClientError) -> bool:
    """Whether a key was not made because somebody else makes it, or has made it."""
    return error_code(error) in _OVERTAKEN


@contextmanager
def s3_errors(bucket: str, key: str) -> Generator[None]:
    """The errors of boto3 and of the connections below it, as StorageUnavailable, StorageFull or NotFound."""
    try:
        yield
    except ClientError as error:
        raise _domain_error(error, bucket, key) from error
    except (BotoCoreError, HTTPError) as error:
        raise StorageUnavailable(str(error)) from error


def _domain_error(error: ClientError, bucket: str, key: str) -> MediasvcError:
    code = error_code(error)
    if code in _NO_KEY:
        return NotFound(key)
    if code == "NoSuchBucket":
        return StorageUnavailable(f"there is no bucket {bucket}")
    if code in _REFUSED:
        return StorageUnavailable(f"the bucket {bucket} refuses these credentials ({code})")
    if code in _FULL:
        return StorageFull(str(error))
    return StorageUnavailable(str(error))
