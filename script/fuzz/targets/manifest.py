"""`manifest.json` as a release has it: only NotSupported and ValueError, or a version 1 whose texts are writing."""

from contextlib import suppress
from io import BytesIO

from mediasvc.domain.errors import NotSupported
from mediasvc.domain.manifest import read_manifest

SEEDS = (
    b'{"version": 1, "slug": "a", "release": 1, "title": "a\\u0002\\u0000", "speakers": ["b"], "held_on": "2026-11-21",'
    b' "language": null, "license": null, "duration_ms": 9, "slides": [{"index": 0, "number": 1, "deck": 0,'
    b' "deck_number": 1, "title": "\\ud800", "text": "", "notes": null, "images": [{"type": "image/jpeg", "width": 480,'
    b' "height": 270, "href": "a.jpg", "size_bytes": 1}]}], "cues": [{"slide": 0, "start_ms": 0, "end_ms": 9,'
    b' "confidence": 1e999}], "timeline": {"method": "odd", "confidence": 0.5}, "renditions": [], "text_tracks": [],'
    b' "attachments": []}',
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
        written = manifest.to_json()
        assert read_manifest(BytesIO(written.encode())).to_json() == written
