"""A published talk with all its files, each of the size that the manifest says."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from itertools import cycle, islice
from typing import Any

from mediasvc.domain.build import Build, BuildId, BuildRequest
from mediasvc.domain.manifest import Manifest, json_of, named_files
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import SeminarDetails
from mediasvc.ports import Database, Storage

MADE_AT = datetime(2026, 11, 21, 9, 30, 12, tzinfo=UTC)
WORDS = b"WEBVTT\n\n" * 300


def decoded(manifest: Manifest, **changes: Any) -> dict[str, Any]:
    """The manifest as those read it who are given it."""
    told: dict[str, Any] = json.loads(manifest.to_json())
    return {**told, **changes}


def content_of(file: Mapping[str, Any]) -> bytes:
    """What is in this file of a manifest: bytes that no other file has in this order."""
    return bytes(islice(cycle(file["href"].encode() + b"\x00PK\x01\x02"), file.get("size_bytes", len(WORDS))))


def put_release(database: Database, storage: Storage, manifest: Mapping[str, Any]) -> Release:
    """A release of the seminar of the manifest's slug, new where there is none, that viewers see from now on."""
    slug, details = manifest["slug"], SeminarDetails(manifest["title"])
    with database.transaction() as catalogue:
        known = [seminar for seminar in catalogue.seminars.all() if seminar.slug == slug]
        seminar = known[0] if known else catalogue.seminars.add(slug, details)
        number = catalogue.releases.next_number(seminar.id)
        build = BuildId(f"build-{slug}-{number}")
        contents = {file["href"]: content_of(file) for file in named_files(manifest)}
        contents["manifest.json"] = json_of({**manifest, "release": number}).encode()
        files = {href: f"{build}/{place}" for place, href in enumerate(contents)}
        for href, key in files.items():
            storage.put(key, BytesIO(contents[href]))
        catalogue.builds.add(Build(build, seminar.id, BuildRequest((), details), MADE_AT))
        release = Release(seminar.id, number, build, files, MADE_AT)
        catalogue.releases.add(release)
        catalogue.seminars.point(seminar.id, number, details, 0)
    return release
