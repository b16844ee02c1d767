"""What a file's content tells of it at first sight, whether it was handed in or is within a deck."""

import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mediasvc.domain.build import Digest, Source
from mediasvc.domain.errors import ConversionFailed, MediasvcError
from mediasvc.domain.steps import Step, artifact_key
from workers.decks.clips import unpack
from workers.decks.identify import looks_like_a_deck
from workers.decks.links import is_link
from workers.decks.media_heads import begins_as_media
from workers.inside import inside
from workers.media.chunks import FORMS
from workers.media.headers import Mending, check_header, write_mended
from workers.media.joined import has_second, is_joinable
from workers.media.probe import read_claims
from workers.media.recording import Claims
from workers.steps.artifacts import Artifacts

VERSION = 7
HEAD_BYTES = 1024
# Headers count in 64 bits at most.
LARGEST_SIZE = 2**64


@dataclass(frozen=True)
class Within:
    """A file inside a deck: the deck, and the name of the part."""

    deck: Source
    part: str


@dataclass(frozen=True)
class Look:
    """What a file's content tells of it: whether it looks like a deck, is text, or is media that claims so much.

    `claims` are those of the file with its header mended; `is_link` where it only says where something is.
    """

    is_deck: bool
    is_text: bool
    claims: Claims | None
    mending: Mending | None = None
    begins_as_media: bool = False
    is_link: bool = False


def look_at(artifacts: Artifacts, source: Source, within: Within | None = None) -> Look:
    """Return what the file's content tells. A sound within a deck was written as a whole: its header needs no look."""

    def make(folder: Path) -> Look:
        path = _file(artifacts, source, within)
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
        is_deck = looks_like_a_deck(head)
        mending = _check(path, head, folder) if within is None else None
        claims = None if is_deck or not head else read_claims(mended(artifacts, source, mending, within), folder)
        is_text = b"\0" not in head and head.isascii()
        return Look(is_deck, is_text, claims, mending, begins_as_media(head), is_link=is_link(head))

    key = artifact_key(Step.INGEST, VERSION, {"as": None if within is None else "clip"}, [source.digest])
    with naming(source):
        return artifacts.made(key, Look, make)


def _check(path: Path, head: bytes, folder: Path) -> Mending | None:
    """Return what is wrong with a recording's header, for the kinds of files that are looked into."""
    if head[:4] in FORMS:
        mending = inside(check_header, folder=folder, reads=[path])(path)
        if mending is not None and not _are_sizes(mending.said_bytes, mending.real_bytes):
            raise ConversionFailed("the sizes of sound that were read are none")
        return mending
    if is_joinable(head) and inside(has_second, folder=folder, reads=[path])(path):
        return Mending((), 0, 0, has_second=True)
    return None


def _are_sizes(said_bytes: int, real_bytes: int) -> bool:
    return 0 <= said_bytes <= LARGEST_SIZE and 0 <= real_bytes <= LARGEST_SIZE and (real_bytes > 0 or not said_bytes)


def mended(artifacts: Artifacts, source: Source, mending: Mending | None, within: Within | None = None) -> Path:
    """Return the file, or a copy with its header mended where that is needed and possible. Raises NotFound."""
    path = _file(artifacts, source, within)
    if mending is None or not (mending.patches or mending.cuts):
        return path
    return artifacts.scratch(f"mended-{source.digest}", lambda copy: write_mended(path, mending, copy))


def _file(artifacts: Artifacts, source: Source, within: Within | None) -> Path:
    """Return the file, unpacked where it is within a deck. Raises NotFound."""
    if within is None:
        return artifacts.source(source)

    def make(path: Path) -> None:
        deck = artifacts.source(within.deck)
        inside(unpack, folder=path.parent, reads=[deck], makes=[path])(deck, [within.part], [path])
        if digest_of(path) != source.digest:
            raise ConversionFailed(f"{within.part} was unpacked otherwise than before")

    return artifacts.scratch(clip_name(source.digest), make)


def clip_name(digest: Digest) -> str:
    """Return the name under which a worker's cache holds a file that was unpacked from a deck."""
    return f"clip-{digest}"


def digest_of(path: Path) -> Digest:
    """Return the SHA-256 of a file's content."""
    with path.open("rb") as file:
        return Digest(hashlib.file_digest(file, "sha256").hexdigest())


@contextmanager
def naming(*sources: Source) -> Generator[None]:
    """Name the file, or those of which it is one, in whatever is wrong with it."""
    names = ", ".join(source.name for source in sources)
    try:
        yield
    except MediasvcError as error:
        named = error.about(names)
        if len(sources) != 1:
            named.source = None
        raise named from error
