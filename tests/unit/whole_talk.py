"""A published talk with all its files, each of the size that the manifest says."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import cycle, islice

from mediasvc.domain.build import Build, BuildId, BuildRequest
from mediasvc.domain.manifest import File, Manifest
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import SeminarDetails
from mediasvc.ports import Database, Storage

MADE_AT = datetime(2026, 11, 21, 9, 30, 12, tzinfo=UTC)
WORDS = b"WEBVTT\n\n" * 300


def content_of(file: File) -> bytes:
    """What is in this file of a manifest: bytes that no other file has in this order."""
    return bytes(islice(cycle(file.href.encode() + b"\x00PK\x01\x02"), getattr(file, "size_bytes", len(WORDS))))


def put_release(database: Database, storage: Storage, manifest: Manifest) -> Release:
    """A release of the seminar of the manifest's slug, new where there is none, that viewers see from now on."""
    slug, details = manifest.slug, SeminarDetails(manifest.title)
    with database.transaction() as catalogue:
        known = [seminar for seminar in catalogue.seminars.all() if seminar.slug == slug]
        seminar = known[0] if known else catalogue.seminars.add(slug, details)
        number = catalogue.releases.next_number(seminar.id)
        build = BuildId(f"build-{slug}-{number}")
        contents = {file.href: content_of(file) for file in manifest.files}
        contents["manifest.json"] = replace(manifest, release=number).to_json().encode()
        files = {href: f"{build}/{place}" for place, href in enumerate(contents)}
        for href, key in files.items():
            storage.put(key, BytesIO(contents[href]))
        catalogue.builds.add(Build(build, seminar.id, BuildRequest((), details), MADE_AT))
        release = Release(seminar.id, number, build, files, MADE_AT)
        catalogue.releases.add(release)
        catalogue.seminars.point(seminar.id, number, details, 0)
    return release
