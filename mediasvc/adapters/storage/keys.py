"""The form of storage keys, the same for every adapter."""

import re

MAX_KEY_CHARACTERS = 900
MAX_NAME_CHARACTERS = 200

_KEY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


def checked_key(key: str) -> str:
    """The key as it is.

    Raises:
        ValueError: the key is not of the form that Storage describes.
    """
    if _KEY.fullmatch(key) is None:
        raise ValueError(f"not a storage key: {key!r}")
    # File systems take 255 bytes a name and S3 1,024 a key; a temporary name or a prefix still fits.
    if len(key) > MAX_KEY_CHARACTERS or max(map(len, key.split("/"))) > MAX_NAME_CHARACTERS:
        raise ValueError(f"too long for a storage key: {key!r}")
    return key
