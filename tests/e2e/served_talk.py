"""A service of the tests' own that serves over loopback, and talks put into it without workers."""

import json
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import uvicorn

from mediasvc.bootstrap import Service
from mediasvc.domain import manifest as told
from mediasvc.domain.access import SignedIn, identity_of
from mediasvc.domain.build import Build, BuildId, BuildRequest
from mediasvc.domain.captions import CaptionsByLanguage
from mediasvc.domain.listing import listing_of
from mediasvc.domain.publishing import AT_ONCE, Publishing
from mediasvc.domain.seminar import Seminar, SeminarDetails
from mediasvc.server import create_app
from mediasvc.usecases.publish import Contents, publish
from mediasvc.usecases.watch import captions_in


def publish_talk(
    service: Service,
    folder: Path,
    manifest: told.Manifest,
    series: str | None = None,
    publishing: Publishing = AT_ONCE,
    asker: SignedIn | None = None,
    **changes: Any,
) -> Seminar:
    """Publish the files in `folder` as a new seminar, whose manifest is `manifest` with these fields changed.

    `asker` has handed it in, for somebody's approval.
    """
    manifest = replace(manifest, **changes)
    details = SeminarDetails(manifest.title, manifest.speakers, manifest.held_on, manifest.language, manifest.license)
    with service.database.transaction() as catalogue:
        seminar = catalogue.seminars.add(manifest.slug, details)
        if series is not None:
            found = catalogue.series.of_title(series, "series")
            catalogue.seminars.place(seminar.id, found, seminar.visibility)
        build = Build(
            BuildId(uuid4().hex),
            seminar.id,
            BuildRequest((), details, publishing=publishing),
            datetime.now(UTC),
            ordered_by=asker and identity_of(asker),
            needs_approval=asker is not None,
        )
        catalogue.builds.add(build)
    publish_release(service, folder, manifest, build)
    return seminar


def publish_release(service: Service, folder: Path, manifest: told.Manifest, build: Build) -> None:
    """Publish the files in `folder` as the release that this build makes."""
    with service.database.reading() as catalogue:
        seminar = catalogue.seminars.by_id(build.seminar_id)
        number = catalogue.releases.next_number(seminar.id)
    files: dict[str, str] = {}
    for path in folder.rglob("*.*"):
        href = path.relative_to(folder).as_posix()
        content = path.read_bytes()
        if href == "manifest.json":
            content = json.dumps(_told(manifest, seminar, number)).encode()
        # Slides that look the same are the same file, in every release.
        is_picture = href.startswith("slides/")
        files[href] = f"pictures/{sha256(content).hexdigest()}" if is_picture else f"releases/{build.id}/{href}"
        _put(service, files[href], content)
    contents = Contents(listing_of(build.request.details, manifest, _captions(folder, manifest).values()))
    publish(service.database, build, lambda _seminar, _number: files, [], contents)


def _captions(folder: Path, manifest: told.Manifest) -> CaptionsByLanguage:
    """Return the captions of the files, where these are more than a manifest."""
    return captions_in(manifest, lambda href: (folder / href).open("rb")) if (folder / "captions.vtt").exists() else {}


def _told(manifest: told.Manifest, seminar: Seminar, number: int) -> Any:
    return json.loads(replace(manifest, slug=seminar.slug, release=number).to_json())


def _put(service: Service, key: str, content: bytes) -> None:
    service.storage.put(key, BytesIO(content))


@contextmanager
def serving(service: Service) -> Generator[str]:
    """The service's address, for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(create_app(service), log_config=None, lifespan="off", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
