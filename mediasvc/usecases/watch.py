"""What viewers see: the published release of a talk, and its files."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import BinaryIO

from mediasvc.domain.access import Actor, Right, check
from mediasvc.domain.captions import Caption, CaptionsByLanguage, captions_href, read_webvtt
from mediasvc.domain.errors import NotFound, StreamingOnly
from mediasvc.domain.manifest import Manifest, read_manifest
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar, SeminarId, SeminarState, Visibility
from mediasvc.domain.seminar_filter import EVERY, SeminarFilter
from mediasvc.domain.takeaway import is_streamed
from mediasvc.ports import Parts, Storage
from mediasvc.usecases.find import find_seminar

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Talk:
    """A published seminar, and the release of it that viewers see."""

    seminar: Seminar
    release: Release


def talks(
    parts: Parts, actor: Actor, limit: int, after: SeminarId | None = None, wanted: SeminarFilter = EVERY
) -> Sequence[Seminar]:
    """Return the first `limit` public talks of those that are wanted, newest first; those behind `after`, where given.

    Raises:
        NotFound: there is no such seminar as `after`, or nobody has seen it yet.
    """
    check(actor, Right.WATCH)
    public = replace(wanted, state=SeminarState.PUBLISHED, visibility=Visibility.PUBLIC)
    with parts.database.reading() as catalogue:
        if after is not None and catalogue.seminars.by_id(after).state is SeminarState.DRAFT:
            raise NotFound(after)
        return catalogue.seminars.some(limit, after, public)


def version_of_talks(parts: Parts, actor: Actor) -> int:
    """Return a number that has grown wherever `talks` finds others than before, or others of what is said of them."""
    check(actor, Right.WATCH)
    with parts.database.reading() as catalogue:
        return catalogue.seminars.version()


def watch(parts: Parts, actor: Actor, slug: str) -> Talk:
    """Return the talk of this slug. Raises NotFound, Withdrawn."""
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.WATCH, slug)
        return Talk(seminar, catalogue.releases.by_number(seminar.id, seminar.release or 0))


def manifest_of(storage: Storage, release: Release) -> Manifest:
    """A release's manifest. Raises NotSupported where a later version of the service has written it."""
    with storage.open(release.files[MANIFEST]) as file:
        return read_manifest(file)


def captions_of(storage: Storage, release: Release, manifest: Manifest) -> CaptionsByLanguage:
    """Return a release's captions in all languages. `manifest` is its own, as `manifest_of` has it."""
    return captions_in(manifest, lambda href: storage.open(release.files[href]))


def asked_captions(storage: Storage, release: Release, manifest: Manifest, language: str | None) -> CaptionsByLanguage:
    """Return a release's captions in this language; where it has none in it, the talk's own, or else the first."""
    tracks = manifest.captions
    track = next((track for track in tracks if track.language == language), tracks[0] if tracks else None)
    chosen = replace(manifest, text_tracks=() if track is None else (track,))
    return captions_of(storage, release, chosen)


def captions_in(manifest: Manifest, open_file: Callable[[str], AbstractContextManager[BinaryIO]]) -> CaptionsByLanguage:
    """As `captions_of`, where `open_file` opens what the manifest names."""
    captions: dict[str, tuple[Caption, ...]] = {}
    for track in manifest.captions:
        with open_file(track.href) as file:
            captions[track.language] = read_webvtt(file.read().decode())
    return captions


def has_captions_in(release: Release, language: str) -> bool:
    """Return whether a release has captions in this language beside those in the talk's own."""
    return captions_href(language) in release.files


def file_key(parts: Parts, actor: Actor, slug: str, number: int, href: str) -> str:
    """Return where the file of this href, of this release, is kept in storage.

    Earlier releases that viewers saw are there for those who began to watch them; what nobody could see is not.

    Raises:
        NotFound, Withdrawn
        StreamingOnly: the talk is for streaming only, and players do not read this file.
    """
    seminar, key = _file_of(parts, actor, slug, number, href)
    if seminar.streaming_only and not is_streamed(href):
        raise StreamingOnly
    return key


def saved_file_key(parts: Parts, actor: Actor, slug: str, number: int, href: str) -> str:
    """Return as `file_key` does where a file is that somebody wants to save.

    Raises:
        NotFound, Withdrawn
        StreamingOnly: the talk is for streaming only.
    """
    seminar, key = _file_of(parts, actor, slug, number, href)
    check_saving(seminar)
    return key


def check_saving(seminar: Seminar) -> None:
    """Raise StreamingOnly where nobody is to save files of the seminar."""
    if seminar.streaming_only:
        raise StreamingOnly


def _file_of(parts: Parts, actor: Actor, slug: str, number: int, href: str) -> tuple[Seminar, str]:
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.WATCH, slug)
        release = catalogue.releases.by_number(seminar.id, number)
    if not release.shown or href not in release.files:
        raise NotFound(href)
    return seminar, release.files[href]
