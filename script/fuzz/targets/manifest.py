"""`manifest.json` as a release has it: only NotSupported and ValueError, or a version 1 whose texts are writing."""

import json
from contextlib import suppress
from io import BytesIO

from mediasvc.domain.errors import NotSupported
from mediasvc.domain.manifest import VERSION, json_of, named_files, read_manifest

SEEDS = (
    b'{"version": 1, "title": "a\\u0002\\u0000", "slides": [{"images": [{"href": "a"}]}], "renditions": [],'
    b' "text_tracks": [], "attachments": []}',
    b'{"version": 2}',
    b'{"version": 1, "duration_ms": 1e999, "title": "\\ud800"}',
    b'{"version": "1"}',
    b"[]",
    b'{"version": 1, "a": ' + b"[" * 2_000 + b"]" * 2_000 + b"}",
)


def check(data: bytes) -> None:
    with suppress(NotSupported, ValueError):
        manifest = read_manifest(BytesIO(data))
        assert manifest["version"] <= VERSION
        written = json_of(manifest)
        written.encode()
        assert json_of(json.loads(written)) == written
        # A release that was not finished names nothing.
        with suppress(KeyError, TypeError):
            named_files(manifest)
