"""A service elsewhere, through its API."""

import base64
import hashlib
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, fields, replace
from datetime import UTC, date, datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from urllib.parse import quote, urljoin

import httpx

from mediasvc.delivery.addresses import API, preview_address
from mediasvc.delivery.etags import etag_of, version_in
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import (
    NotFound,
    QueueUnavailable,
    ServiceUnavailable,
    StorageFull,
    StorageUnavailable,
    Usage,
    Withdrawn,
)
from mediasvc.domain.order import Order, check_first
from mediasvc.domain.publishing import Publishing
from mediasvc.domain.seminar import SLUG, SeminarState, checked_file_name
from mediasvc.domain.timeline_edit import SentCue
from mediasvc.organiser.answers import (
    BuildTold,
    Json,
    Told,
    build_of,
    manifest_of,
    page_of,
    read_as,
    refuse,
    shown_of,
    talk_of,
    timeline_of,
)
from mediasvc.organiser.desk import SENDING, MakePage, OnProgress, Published, RefusedError, Shown, Talk, TalkTimeline
from mediasvc.organiser.notes import Notes
from mediasvc.organiser.sending import Outgoing, Sender
from mediasvc.usecases.drafts import new_details
from mediasvc.usecases.export import Handout, write
from mediasvc.usecases.given_files import opened

CHUNK_BYTES = 1 << 18
LOOK_EVERY_S = 1.0
# A thin link may be away for a while; the build goes on meanwhile.
AWAY_S = 300.0
TIMEOUT = httpx.Timeout(60, connect=15)
# What may pass, also where the service itself says so.
TRANSIENT = tuple(kind.code for kind in (StorageFull, StorageUnavailable, QueueUnavailable))


class RemoteDesk:
    """Fills Desk. `token` is needed for everything that changes something, and to see what is not published."""

    def __init__(
        self,
        url: str,
        token: str | None,
        transport: httpx.BaseTransport | None = None,
        notes_dir: Path | None = None,
    ) -> None:
        """Nothing is connected yet. Raises Usage where `url` is no address, or `token` cannot be one.

        In `notes_dir` it is noted what a run that is killed was sending, so that the next one goes on with it.
        """
        if token is not None and not (token.isascii() and token.isprintable()):
            raise Usage("--token is not of the form that mediasvc token create shows")
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        try:
            self._http = httpx.Client(
                base_url=url, headers=headers, timeout=TIMEOUT, transport=transport, follow_redirects=True
            )
        except (httpx.InvalidURL, ValueError) as error:
            raise Usage(f"--url {url}: {error}") from error
        self._notes = Notes(notes_dir)
        self._sender = Sender(self._http, self._notes)
        if self._http.base_url.scheme not in ("http", "https"):
            raise Usage(f"--url {url} does not begin with http:// or https://, as https://talks.example.org does")

    def build(self, order: Order[Path], slug: str | None, on_progress: OnProgress) -> Published:
        is_new = order.files is not None and (slug is None or not self._has(slug))
        talk = self._begun(order, slug) if is_new else slug or ""
        address, names = _seminar(talk), _named(order)
        try:
            self._send_all(talk, names, on_progress)
            asked = _json_of(order.with_files(lambda path: names[path]))
            published = self._ended(address, self._post(f"{address}/builds", build_of, asked), on_progress)
        except BaseException:
            if is_new:
                with suppress(RefusedError, ServiceUnavailable):
                    self._ask("DELETE", f"{address}?at_once=true")
            raise
        self._notes.forget(*self._about(order))
        return published

    def _begun(self, order: Order[Path], slug: str | None) -> str:
        """Return the slug of a new draft; of the one that a run with the same order had begun when it was killed."""
        new_details(order.details)
        check_first(order)
        noted = self._notes.read(*self._about(order))
        if slug is None and noted is not None and self._is_draft(noted):
            return noted
        talk = self._post("seminars", talk_of, _json_of_new(order.details, slug))
        self._notes.write(talk.slug, *self._about(order))
        return talk.slug

    def _is_draft(self, slug: str) -> bool:
        try:
            return self._get(_seminar(slug), talk_of).state is SeminarState.DRAFT
        except (RefusedError, NotFound):
            return False

    def _about(self, order: Order[Path]) -> tuple[str, ...]:
        return ("talk", str(self._http.base_url), order.details.title or "", *map(str, _named(order)))

    def _send_all(self, slug: str, names: Mapping[Path, str], on_progress: OnProgress) -> None:
        sizes = {path: path.stat().st_size for path in names if path.is_file()}
        total_bytes, before_bytes = max(1, sum(sizes.values())), 0
        for path, name in names.items():

            def tell(sent_bytes: int, before: int = before_bytes) -> None:
                on_progress({SENDING: min(1.0, (before + sent_bytes) / total_bytes)})

            self._send(slug, name, path, tell)
            before_bytes += sizes.get(path, 0)

    def export(self, slug: str, out: Path, page: MakePage, variants: Sequence[str] = ()) -> None:
        answer = self._ask("GET", f"{_seminar(slug)}/manifest")
        manifest = read_as(answer, manifest_of)
        files = {"manifest.json": partial(self._downloaded, str(answer.url))}
        for file in manifest.files:
            of_people = f"{preview_address(slug, manifest.release)}/files/{quote(file.href)}"
            files[file.href] = partial(self._downloaded, urljoin(str(answer.url), quote(file.href)), of_people)
        write(files, slug, datetime.now(UTC), out, Handout(page, variants))

    def list(self) -> Sequence[Talk]:
        talks: list[Talk] = []
        address: str | None = "seminars?limit=100"
        while address is not None:
            page, address = self._get(address, page_of)
            talks += page
        return talks

    def show(self, slug: str) -> Shown:
        talk, timeline = self._get(_seminar(slug), shown_of)
        if talk.state is not SeminarState.PUBLISHED:
            return Shown(talk, None, timeline)
        return Shown(talk, self._get(f"{_seminar(slug)}/manifest", manifest_of), timeline)

    def timeline(self, slug: str) -> TalkTimeline:
        answer = self._ask("GET", f"{_seminar(slug)}/timeline")
        return read_as(answer, partial(timeline_of, slug, version_in(answer.headers.get("ETag", ""))))

    def edit_timeline(self, slug: str, version: str, cues: Sequence[SentCue], on_progress: OnProgress) -> Published:
        told = {"cues": [asdict(cue) for cue in cues]}
        headers = {"If-Match": etag_of(version)}
        answer = self._ask("PUT", f"{_seminar(slug)}/timeline", json=told, headers=headers)
        build = read_as(answer, build_of)
        if answer.status_code == HTTPStatus.OK:
            return replace(self._published(_seminar(slug), build), warnings=(), is_new=False)
        return self._ended(_seminar(slug), build, on_progress)

    def withdraw(self, slug: str, notice: str | None = None) -> Talk:
        # Earlier services take no sentence.
        told = None if notice is None else {"notice": notice}
        return self._post(f"{_seminar(slug)}/withdraw", talk_of, told)

    def restore(self, slug: str, release: int | None, even_if_sent_back: bool = False) -> Talk:
        number = self._get(_seminar(slug), talk_of).release if release is None else release
        if number is None:
            raise NotFound(f"{slug} has no release yet")
        asked = "?even_if_sent_back=true" if even_if_sent_back else ""
        return self._post(f"{_seminar(slug)}/releases/{number}/publish{asked}", talk_of)

    def _ended(self, address: str, build: BuildTold, on_progress: OnProgress) -> Published:
        """Follow a build of the seminar at this address to its end. It is cancelled where nobody waits for it."""
        try:
            build = self._followed(build.id, on_progress)
        except BaseException:
            with suppress(RefusedError, ServiceUnavailable):
                self._ask("POST", f"builds/{quote(build.id, safe='')}/cancel")
            raise
        if build.failure is not None:
            raise RefusedError(build.failure)
        return self._published(address, build)

    def _published(self, address: str, build: BuildTold) -> Published:
        return Published(
            talk=self._get(address, talk_of),
            release=build.release,
            warnings=build.warnings,
            waits=build.waits,
            publish_at=build.publish_at,
            timeline=build.timeline,
            awaits_words=build.awaits_words,
        )

    def _followed(self, build_id: str, on_progress: OnProgress) -> BuildTold:
        """The build as it ended. The network, or what the service needs, may go away for some minutes."""
        heard_at = time.monotonic()
        while True:
            try:
                build = self._get(f"builds/{quote(build_id, safe='')}", build_of)
                heard_at = time.monotonic()
            except (ServiceUnavailable, RefusedError) as error:
                if not _may_pass(error) or time.monotonic() - heard_at > AWAY_S:
                    raise
            else:
                on_progress(build.progress)
                if build.state.is_final:
                    return build
            time.sleep(LOOK_EVERY_S)

    def _has(self, slug: str) -> bool:
        try:
            self._ask("GET", _seminar(slug))
        except NotFound:
            return False
        except RefusedError as error:
            if error.failure.code == NotFound.code:
                return False
            if error.failure.code != Withdrawn.code:
                raise
        return True

    def _send(self, slug: str, name: str, path: Path, on_sent: Callable[[int], None]) -> None:
        with opened(path) as file, self._reaching():
            digest = base64.b64encode(hashlib.file_digest(file, "sha256").digest()).decode()
            size_bytes, header = path.stat().st_size, f"sha-256=:{digest}:"
            if self._sender.send(Outgoing(slug, name, header, size_bytes, file), on_sent):
                return
            file.seek(0)
            headers = {"Repr-Digest": header, "Content-Length": str(size_bytes)}
            address = f"{_seminar(slug)}/sources/{quote(name, safe='')}"
            self._ask("PUT", address, content=_blocks(file), headers=headers)

    @contextmanager
    def _downloaded(self, address: str, of_people: str | None = None) -> Generator[BinaryIO]:
        """Yield the file at the address; where viewers may not save it, that for the talk's people is `of_people`."""
        with TemporaryFile() as file:
            with self._reaching(), closing(self._file_at(address, of_people)) as answer:
                if answer.is_error:
                    answer.read()
                refuse(answer)
                for block in answer.iter_bytes(CHUNK_BYTES):
                    file.write(block)
            file.seek(0)
            yield file

    def _file_at(self, address: str, of_people: str | None) -> httpx.Response:
        # Files need no token, and may be kept by somebody else, who is not to have it.
        request = self._http.build_request("GET", address)
        request.headers.pop("Authorization", None)
        answer = self._http.send(request, stream=True)
        if of_people is None or answer.status_code != HTTPStatus.FORBIDDEN or "Authorization" not in self._http.headers:
            return answer
        own = self._http.send(self._http.build_request("GET", of_people), stream=True)
        kept, left = (own, answer) if own.is_success else (answer, own)
        left.close()
        return kept

    def _get(self, address: str, read: Callable[[Json], Told]) -> Told:
        return read_as(self._ask("GET", address), read)

    def _post(self, address: str, read: Callable[[Json], Told], told: Json | None = None) -> Told:
        return read_as(self._ask("POST", address, json=told), read)

    def _ask(self, method: str, address: str, **given: Any) -> httpx.Response:
        path = address if address.startswith("/") else f"{API}/{address}"
        with self._reaching():
            answer = self._http.request(method, path, **given)
            refuse(answer)
            return answer

    @contextmanager
    def _reaching(self) -> Generator[None]:
        try:
            yield
        except httpx.StreamConsumed as error:
            raise ServiceUnavailable(f"{self._http.base_url} sends uploads elsewhere; give that address") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ServiceUnavailable(f"{self._http.base_url}: {error}") from error


def _may_pass(error: ServiceUnavailable | RefusedError) -> bool:
    return isinstance(error, ServiceUnavailable) or error.failure.code in TRANSIENT


def _seminar(slug: str) -> str:
    """The seminar's address. Raises NotFound for what cannot be one's name."""
    if not SLUG.fullmatch(slug):
        raise NotFound(slug)
    return f"seminars/{slug}"


def _json_of_new(details: DetailChanges, slug: str | None) -> Json:
    return {**_json_of_details(details), "slug": slug}


def _json_of_details(details: DetailChanges) -> Json:
    """Return the details that are to change, as the API takes them."""
    new = details.given
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in new.items()}


def _json_of(order: Order[str]) -> Json:
    """Return the order as the API takes it, without what is not asked for: earlier services know less."""
    new: Json = {f"no_{name}": True for name in order.cleared}
    if details := _json_of_details(order.details):
        new["details"] = details
    if order.publishing is not None:
        new["publishing"] = _json_of_publishing(order.publishing)
    for each in fields(order):
        value = getattr(order, each.name)
        if each.name not in ("details", "cleared", "publishing") and value != each.default:
            new[each.name] = value
    return new


def _json_of_publishing(publishing: Publishing) -> Json:
    if publishing.at is not None:
        return {"at": publishing.at.isoformat()}
    return {"hold": publishing.is_held}


def _named(order: Order[Path]) -> dict[Path, str]:
    """Return the order's files by names that differ, decks and recordings first."""
    named: dict[Path, str] = {}
    for place, path in enumerate(dict.fromkeys((*(order.files or ()), *order.files_beside)), start=1):
        # As the service keeps it: two names may differ in nothing that it keeps.
        name = checked_file_name(path.name)
        while name in named.values():
            name = f"{place}-{name}"
        named[path] = name
    return named


def _blocks(file: BinaryIO) -> Generator[bytes]:
    while block := file.read(CHUNK_BYTES):
        yield block
