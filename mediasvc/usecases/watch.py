"""What viewers see: the published release of a talk, and its files."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO

from mediasvc.domain.captions import Caption, read_webvtt
from mediasvc.domain.errors import NotFound, Withdrawn
from mediasvc.domain.manifest import Manifest, read_manifest
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import Seminar, SeminarId, SeminarState, Visibility
from mediasvc.ports import Catalogue, Database, Storage

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Talk:
    """A published seminar, and the release of it that viewers see."""

    seminar: Seminar
    release: Release


def talks(
    database: Database,
    limit: int,
    after: SeminarId | None = None,
    words: Collection[str] = (),
    series: str | None = None,
) -> Sequence[Seminar]:
    """The first `limit` public talks, newest first; those behind `after`, where that is given. Raises NotFound.

    Where there are `words`, which are a query's, only talks that have all of them; those of a `series` alone, where
    one is named.
    """
    with database.reading() as catalogue:
        state, visibility = SeminarState.PUBLISHED, Visibility.PUBLIC
        return catalogue.seminars.some(limit, after, state, visibility, series, words=words)


def version_of_talks(database: Database) -> int:
    """Return a number that has grown wherever `talks` finds others than before, or others of what is said of them."""
    with database.reading() as catalogue:
        return catalogue.seminars.version()


def watch(database: Database, slug: str) -> Talk:
    """The talk of this slug. Raises NotFound, Withdrawn."""
    with database.reading() as catalogue:
        seminar = _viewable(catalogue, slug)
        return Talk(seminar, catalogue.releases.by_number(seminar.id, seminar.release or 0))


def manifest_of(storage: Storage, release: Release) -> Manifest:
    """A release's manifest. Raises NotSupported where a later version of the service has written it."""
    with storage.open(release.files[MANIFEST]) as file:
        return read_manifest(file)


def captions_of(storage: Storage, release: Release, manifest: Manifest) -> tuple[Caption, ...]:
    """A release's captions, in order; none where it has none. `manifest` is its own, as `manifest_of` has it."""
    return captions_in(manifest, lambda href: storage.open(release.files[href]))


def captions_in(
    manifest: Manifest, open_file: Callable[[str], AbstractContextManager[BinaryIO]]
) -> tuple[Caption, ...]:
    """As `captions_of`, where `open_file` opens what the manifest names."""
    for track in manifest.text_tracks:
        if track.kind == "captions":
            with open_file(track.href) as file:
                return read_webvtt(file.read().decode())
    return ()


def file_key(database: Database, slug: str, number: int, href: str) -> str:
    """Where the file of this href, of this release, is kept in storage.

    Earlier releases that viewers saw are there for those who began to watch them; what nobody could see is not. Raises
    NotFound, Withdrawn.
    """
    with database.reading() as catalogue:
        release = catalogue.releases.by_number(_viewable(catalogue, slug).id, number)
    if not release.shown or href not in release.files:
        raise NotFound(href)
    return release.files[href]


def check_viewable(seminar: Seminar) -> None:
    """Raise NotFound or Withdrawn where not everybody who has its address may see the seminar."""
    if seminar.state is SeminarState.WITHDRAWN:
        raise Withdrawn(seminar.slug)
    if not seminar.is_open:
        raise NotFound(seminar.slug)


def _viewable(catalogue: Catalogue, slug: str) -> Seminar:
    seminar = catalogue.seminars.by_slug(slug)
    check_viewable(seminar)
    return seminar
