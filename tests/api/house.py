"""The service in one process: its parts, clients that need no network, and what workers would do."""

import asyncio
import base64
import hashlib
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import httpx
from quick_accounts import account_parts
from starlette.types import ASGIApp

from mediasvc.adapters.db.engine import SqlDatabase, sqlite_url
from mediasvc.adapters.memory_queue import MemoryJobQueue
from mediasvc.adapters.staging.local import LocalStaging
from mediasvc.adapters.storage.local import LocalStorage
from mediasvc.bootstrap import Service
from mediasvc.domain.access import Operator
from mediasvc.domain.build import AT_FIRST, Build, BuildId, BuildState, BuildWarning, Pace
from mediasvc.domain.errors import DeckEmpty, Failure
from mediasvc.domain.job import Job, JobKind
from mediasvc.domain.manifest import Attachment, Image, Manifest, Rendition, Slide, TextTrack
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.timeline import Cue, Timeline, TimingMethod
from mediasvc.ports import Database, Storage
from mediasvc.server import create_app
from mediasvc.settings import Settings
from mediasvc.usecases.fail import fail
from mediasvc.usecases.publish import publish
from mediasvc.usecases.purge import purge
from mediasvc.usecases.tokens import create_token

API = "/api/v1"
PUBLIC_URL = "https://talks.example"
ORIGIN = "http://here.example"

DECK, SOUND = b"%PDF-1.7 deck", b"ID3 sound"
EMPTY = DeckEmpty("talk.pptx").failure
WARNING = BuildWarning("timing_is_a_guess", "Nobody knows.")

AUDIO = bytes(range(256)) * 4
TYPE = "application/octet-stream"
RELEASE = {
    "audio-low.webm": AUDIO,
    "audio-high.mp3": b"ID3" + AUDIO,
    "audio-master.flac": b"fLaC" + AUDIO,
    "video-low.mp4": b"ftyp" + AUDIO,
    "slides/0001-480.avif": b"avif",
    "slides/0001-480.jpg": b"jpeg",
    "slides.pdf": b"%PDF-1.7 slides",
    "chapters.vtt": b"WEBVTT\n\n00:00:00.000 --> 00:00:09.000\n1. Here\n",
    "transcript.txt": b"A talk\n\n1. Here (0:00:00)\n",
}


class InProcess(httpx.BaseTransport):
    """Hands requests to an application, as a server would, each in an event loop of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run(self._answer(request, b"".join(_blocks(request))))

    async def _answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            await self._app(scope, receive, send)

        asked = httpx.Request(request.method, request.url, headers=request.headers, content=body)
        answer = await httpx.ASGITransport(app).handle_async_request(asked)
        content = await answer.aread()
        return httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(content))


def _blocks(request: httpx.Request) -> list[bytes]:
    assert isinstance(request.stream, httpx.SyncByteStream)
    return list(request.stream)


class Elsewhere(LocalStorage):
    """Viewers read files at another address, as they do with S3."""

    def location(self, key: str, media_type: str, disposition: str | None = None) -> str:  # type: ignore[override]
        return f"https://files.example/{key}?type={media_type}&disposition={quote(disposition or '')}&signature=x"


@dataclass(frozen=True)
class House:
    """A service whose workers are the test, and the secret of a token of its organiser."""

    service: Service
    queue: MemoryJobQueue
    token: str
    app: ASGIApp = field(init=False)
    http: httpx.Client = field(init=False)
    anybody: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        # One for all clients: an application finds out at its first request how each of its routes is called.
        object.__setattr__(self, "app", create_app(self.service))
        object.__setattr__(self, "http", self.client(self.token))
        object.__setattr__(self, "anybody", self.client(None))

    @property
    def database(self) -> Database:
        return self.service.database

    @property
    def storage(self) -> Storage:
        return self.service.storage

    def client(self, token: str | None) -> httpx.Client:
        # InProcess has unpacked what is packed, and the client would do so again.
        headers = {"Accept-Encoding": "identity"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return httpx.Client(base_url=ORIGIN, headers=headers, transport=InProcess(self.app))

    def with_parts(self, **parts: Any) -> Self:
        """The same house with some of its parts changed."""
        return type(self)(replace(self.service, **parts), self.queue, self.token)

    def draft(self, title: str = "A talk", **details: Any) -> str:
        """The slug of a new draft."""
        answer = self.http.post(f"{API}/seminars", json={"title": title, **details})
        assert answer.status_code == 201, answer.text
        slug: str = answer.json()["slug"]
        return slug

    def put(self, slug: str, name: str, content: bytes) -> httpx.Response:
        return self.http.put(f"{API}/seminars/{slug}/sources/{name}", content=content, headers=repr_digest(content))

    def uploaded(self, title: str = "A talk") -> str:
        """The slug of a draft that has a deck and a recording."""
        slug = self.draft(title)
        for name, content in (("slides.pdf", DECK), ("talk.mp3", SOUND)):
            assert self.put(slug, name, content).status_code == 201
        return slug

    def order(self, slug: str, **order: Any) -> str:
        """The id of a new build."""
        answer = self.http.post(f"{API}/seminars/{slug}/builds", json=order)
        assert answer.status_code == 202, answer.text
        build_id: str = answer.json()["id"]
        return build_id

    def published(self, title: str = "A talk") -> str:
        """The slug of a talk that viewers see."""
        slug = self.uploaded(title)
        self.order(slug)
        self.work()
        return slug

    def withdrawn(self, title: str = "A talk") -> str:
        """The slug of a talk that viewers have seen."""
        slug = self.published(title)
        assert self.http.post(f"{API}/seminars/{slug}/withdraw").status_code == 200
        return slug

    def purge(self, slug: str) -> None:
        """Let the talk be removed, and its time be over."""
        assert self.http.delete(f"{API}/seminars/{slug}").status_code == 200
        assert purge(self.service, datetime.now(UTC) + timedelta(days=31)) == 1

    def waiting(self) -> set[Job]:
        """The builds that wait for a worker; uploads that wait to be read do not count."""
        return {job for job in self.queue.live() if job.kind is JobKind.BUILD}

    def work(self) -> None:
        """Publish every build that waits."""
        self.queue.work(lambda job: self.publish(BuildId(job.id)) if job.kind is JobKind.BUILD else None)

    def publish(self, build_id: BuildId) -> None:
        with self.database.transaction() as catalogue:
            build = catalogue.builds.begin(build_id)
        publish(self.database, build, lambda seminar, number: self._files_of(build, seminar, number), [WARNING])

    def begin(self, build_id: str, progress: Mapping[str, float], pace: Pace = AT_FIRST) -> None:
        """A worker is so far with the build."""
        with self.database.transaction() as catalogue:
            catalogue.builds.begin(BuildId(build_id))
            catalogue.builds.report(BuildId(build_id), progress, pace)

    def fail(self, build_id: str, failure: Failure = EMPTY) -> None:
        with self.database.transaction() as catalogue:
            build = catalogue.builds.by_id(BuildId(build_id))
            fail(catalogue, build, failure)
        self.queue.cancel(build.job)

    def state(self, build_id: str) -> BuildState:
        with self.database.reading() as catalogue:
            return catalogue.builds.by_id(BuildId(build_id)).state

    def seminar(self, slug: str) -> Seminar:
        with self.database.reading() as catalogue:
            return catalogue.seminars.by_slug(slug)

    def listed(self, slug: str) -> list[str]:
        """The names on the seminar's list of sources."""
        with self.database.reading() as catalogue:
            found = catalogue.sources.of_seminar(catalogue.seminars.by_slug(slug).id)
            return [source.name for source in found]

    def kept(self) -> list[str]:
        """The digests of what storage holds of sources, and what is left of broken uploads."""
        root = self.service.settings.data_dir / "storage"
        found = [*root.glob("sources/*"), *root.glob(".unfinished/*")]
        return sorted(path.name for path in found)

    def _files_of(self, build: Build, seminar: Seminar, number: int) -> Mapping[str, str]:
        manifest = manifest_of(seminar.slug, number, build.request.details.title)
        content = {**RELEASE, "manifest.json": manifest.to_json().encode()}
        files = {href: f"releases/{build.id}/{number}/{href}" for href in content}
        for href, key in files.items():
            self.storage.put(key, BytesIO(content[href]))
        return files


def manifest_of(slug: str, number: int, title: str) -> Manifest:
    """A manifest of RELEASE."""
    renditions = tuple((name.partition("-")[0], name) for name in RELEASE if name.startswith(("audio", "video")))
    images = (("image/avif", "slides/0001-480.avif"), ("image/jpeg", "slides/0001-480.jpg"))
    pictures = tuple(Image(kind, 480, 270, href, len(RELEASE[href])) for kind, href in images)
    return Manifest(
        slug=slug,
        release=number,
        title=title,
        speakers=(),
        held_on=None,
        language=None,
        license=None,
        duration_ms=9_000,
        slides=(Slide(0, 1, 0, 1, "Here", "", None, pictures),),
        timeline=Timeline((Cue(0, 0, 9_000, 1.0),), TimingMethod.EVEN, 1.0),
        renditions=tuple(
            Rendition(href.partition(".")[0], kind, TYPE, href, len(RELEASE[href]), 9_000, 16_000, "0" * 64, href)
            for kind, href in renditions
        ),
        text_tracks=(TextTrack("chapters", "en", "Slides", "chapters.vtt"),),
        attachments=tuple(
            Attachment(href, href, TYPE, len(RELEASE[href])) for href in ("slides.pdf", "transcript.txt")
        ),
    )


def repr_digest(content: bytes) -> dict[str, str]:
    """The header that says what an upload is."""
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    return {"Repr-Digest": f"sha-256=:{digest}:"}


def hex_digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem that this answer is."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json"), answer.text
    told: dict[str, Any] = answer.json()
    assert set(told) - {"reason"} == {"type", "title", "status", "detail", "code", "hint"}
    assert (told["status"], told["code"], told["type"]) == (status, code, f"urn:mediasvc:error:{code}"), told
    assert all((told["title"], told["detail"]))
    return told


@contextmanager
def open_house(folder: Path, template: Path, settings: Mapping[str, Any]) -> Generator[House]:
    """A house in an empty folder, with a copy of the database `template`."""
    path = folder / "mediasvc.sqlite3"
    path.write_bytes(template.read_bytes())
    queue = MemoryJobQueue()
    chosen = Settings(data_dir=folder, public_url=PUBLIC_URL, **settings)
    with closing(SqlDatabase(sqlite_url(path))) as database:
        storage = LocalStorage(folder / "storage")
        staging = LocalStaging(folder / "staging", storage)
        service = Service(database, storage, queue, staging=staging, settings=chosen, **account_parts())
        yield House(service, queue, create_token(service, Operator(), "Amina's laptop"))


def make_template(path: Path) -> Path:
    """An empty database that is up to date: to copy it is quicker than to make another one."""
    with closing(SqlDatabase(sqlite_url(path))) as database:
        database.upgrade()
        with database.transaction() as catalogue:
            assert not catalogue.seminars.all()
    return path
