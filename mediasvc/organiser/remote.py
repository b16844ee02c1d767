"""A service elsewhere, through its API."""

import base64
import hashlib
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from urllib.parse import quote, urljoin

import httpx

from mediasvc.domain.build import BuildState, BuildWarning
from mediasvc.domain.errors import Failure, NotFound, ServiceUnavailable, Usage
from mediasvc.domain.seminar import SeminarDetails, SeminarState
from mediasvc.domain.timeline import TimingMethod
from mediasvc.organiser.desk import MakePage, OnProgress, Published, RefusedError, Shown, Talk
from mediasvc.usecases.export import write

API = "/api/v1"
CHUNK_BYTES = 1 << 18
LOOK_EVERY_S = 1.0
# A thin link may be away for a while; the build goes on meanwhile.
AWAY_S = 300.0
TIMEOUT = httpx.Timeout(60, connect=15)

Json = dict[str, Any]


class RemoteDesk:
    """Fills Desk. `token` is needed for everything that changes something, and to see what is not published."""

    def __init__(self, url: str, token: str | None, transport: httpx.BaseTransport | None = None) -> None:
        """Nothing is connected yet. Raises Usage where `url` is no address."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        try:
            self._http = httpx.Client(
                base_url=url, headers=headers, timeout=TIMEOUT, transport=transport, follow_redirects=True
            )
        except (httpx.InvalidURL, ValueError) as error:
            raise Usage(f"--url or --token: {error}") from error
        if self._http.base_url.scheme not in ("http", "https"):
            raise Usage(f"--url {url} does not begin with http:// or https://")

    def publish(
        self,
        files: Sequence[Path],
        details: SeminarDetails,
        timing: TimingMethod,
        cues: Path | None,
        slug: str | None,
        on_progress: OnProgress,
    ) -> Published:
        told = _json_of(details)
        paths = _named([*files, *([] if cues is None else [cues])])
        is_new = slug is None or not self._has(slug)
        if slug is None or is_new:
            slug = str(self._post("seminars", {**told, "slug": slug})["slug"])
        try:
            for name, path in paths.items():
                self._upload(slug, name, path)
            names = list(paths)
            order = {"files": names[: len(files)], "timing": timing, "details": told}
            return self._build(slug, {**order, "cues": None if cues is None else names[-1]}, on_progress)
        except BaseException:
            if is_new:
                with suppress(RefusedError, ServiceUnavailable):
                    self._ask("DELETE", f"seminars/{slug}")
            raise

    def rebuild(
        self, slug: str, title: str | None, timing: TimingMethod | None, cues: Path | None, on_progress: OnProgress
    ) -> Published:
        if cues is not None:
            self._upload(slug, cues.name, cues)
        order: Json = {"timing": timing, "cues": None if cues is None else cues.name}
        if title is not None:
            order["details"] = {"title": title}
        return self._build(slug, order, on_progress)

    def export(self, slug: str, out: Path, page: MakePage) -> None:
        answer = self._ask("GET", f"seminars/{slug}/manifest")
        files = {"manifest.json": partial(self._downloaded, str(answer.url))}
        for href in _hrefs(answer.json()):
            files[href] = partial(self._downloaded, urljoin(str(answer.url), quote(href)))
        write(files, datetime.now(UTC), out, page)

    def list(self) -> Sequence[Talk]:
        talks: list[Talk] = []
        address: str | None = "seminars?limit=100"
        while address is not None:
            told = self._ask("GET", address).json()
            talks += [_talk(seminar) for seminar in told["seminars"]]
            address = told["next"]
        return talks

    def show(self, slug: str) -> Shown:
        talk = _talk(self._ask("GET", f"seminars/{quote(slug, safe='')}").json())
        if talk.state is not SeminarState.PUBLISHED:
            return Shown(talk, None)
        return Shown(talk, self._ask("GET", f"seminars/{slug}/manifest").json())

    def withdraw(self, slug: str) -> Talk:
        return _talk(self._post(f"seminars/{quote(slug, safe='')}/withdraw"))

    def restore(self, slug: str, release: int | None) -> Talk:
        number = release or self.show(slug).talk.release
        if number is None:
            raise NotFound(f"{slug} has no release yet")
        return _talk(self._post(f"seminars/{quote(slug, safe='')}/releases/{number}/publish"))

    def _build(self, slug: str, order: Json, on_progress: OnProgress) -> Published:
        build = self._post(f"seminars/{quote(slug, safe='')}/builds", order)
        try:
            build = self._followed(build["id"], on_progress)
        except BaseException:
            with suppress(RefusedError, ServiceUnavailable):
                self._post(f"builds/{build['id']}/cancel")
            raise
        if build["failure"] is not None:
            raise RefusedError(Failure(**build["failure"]))
        warnings = [BuildWarning(**warning) for warning in build["warnings"]]
        return Published(self.show(slug).talk, build["release"], warnings)

    def _followed(self, build_id: str, on_progress: OnProgress) -> Json:
        """The build as it ended. The network may go away for some minutes."""
        heard_at = time.monotonic()
        while True:
            try:
                build: Json = self._ask("GET", f"builds/{build_id}").json()
                heard_at = time.monotonic()
            except ServiceUnavailable:
                if time.monotonic() - heard_at > AWAY_S:
                    raise
            else:
                on_progress({step["step"]: step["percent"] / 100 for step in build["steps"]})
                if BuildState(build["state"]).is_final:
                    return build
            time.sleep(LOOK_EVERY_S)

    def _has(self, slug: str) -> bool:
        try:
            self._ask("GET", f"seminars/{quote(slug, safe='')}")
        except RefusedError as error:
            if error.failure.code in (NotFound.code, Usage.code):
                return False
            raise
        return True

    def _upload(self, slug: str, name: str, path: Path) -> None:
        if not path.is_file():
            raise NotFound(f"{path} is not a file")
        try:
            with path.open("rb") as file:
                digest = base64.b64encode(hashlib.file_digest(file, "sha256").digest()).decode()
                file.seek(0)
                headers = {"Repr-Digest": f"sha-256=:{digest}:", "Content-Length": str(path.stat().st_size)}
                address = f"seminars/{quote(slug, safe='')}/sources/{quote(name, safe='')}"
                self._ask("PUT", address, content=_blocks(file), headers=headers)
        except OSError as error:
            raise Usage(f"{path} cannot be read: {error.strerror}") from error

    @contextmanager
    def _downloaded(self, address: str) -> Generator[BinaryIO]:
        with TemporaryFile() as file:
            with self._reaching(), self._http.stream("GET", address) as answer:
                _refuse(answer)
                for block in answer.iter_bytes(CHUNK_BYTES):
                    file.write(block)
            file.seek(0)
            yield file

    def _post(self, address: str, told: Json | None = None) -> Json:
        answer: Json = self._ask("POST", address, json=told).json()
        return answer

    def _ask(self, method: str, address: str, **given: Any) -> httpx.Response:
        path = address if address.startswith("/") else f"{API}/{address}"
        with self._reaching():
            answer = self._http.request(method, path, **given)
            _refuse(answer)
            return answer

    @contextmanager
    def _reaching(self) -> Generator[None]:
        try:
            yield
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ServiceUnavailable(f"{self._http.base_url}: {error}") from error


def _refuse(answer: httpx.Response) -> None:
    """Raises RefusedError with what the service says is wrong; ServiceUnavailable where that is no service of ours."""
    if answer.status_code < HTTPStatus.BAD_REQUEST:
        return
    try:
        told: Json = answer.json() if answer.is_closed else {}
        failure = Failure(told["code"], told["detail"], told["hint"])
    except (ValueError, KeyError, TypeError) as error:
        raise ServiceUnavailable(f"{answer.url} answers {answer.status_code}") from error
    raise RefusedError(failure)


def _talk(told: Json) -> Talk:
    return Talk(told["slug"], told["title"], SeminarState(told["state"]), told["release"], told["watch_url"])


def _json_of(details: SeminarDetails) -> Json:
    return {
        "title": details.title,
        "speakers": list(details.speakers),
        "held_on": None if details.held_on is None else details.held_on.isoformat(),
        "language": details.language,
        "series": details.series,
        "visibility": details.visibility,
        "license": details.license,
    }


def _named(paths: Sequence[Path]) -> dict[str, Path]:
    """The files by names that differ, in their order."""
    named: dict[str, Path] = {}
    for place, path in enumerate(paths, start=1):
        named[path.name if path.name not in named else f"{place}-{path.name}"] = path
    return named


def _hrefs(manifest: Json) -> list[str]:
    """Every file that the manifest names."""
    images = [image for slide in manifest["slides"] for image in slide["images"]]
    return [
        file["href"] for file in (*manifest["renditions"], *images, *manifest["text_tracks"], *manifest["attachments"])
    ]


def _blocks(file: BinaryIO) -> Generator[bytes]:
    while block := file.read(CHUNK_BYTES):
        yield block
