"""Tell decks from recordings, and learn what each really is."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path

from mediasvc.domain.build import BuildWarning, Source, Step, artifact_key
from mediasvc.domain.errors import (
    DeckMissing,
    DeckTooLarge,
    DeckUnreadable,
    DeckUnsupported,
    MediasvcError,
    RecordingEmpty,
    RecordingMissing,
    RecordingSilent,
    RecordingTooLong,
    RecordingUnreadable,
    RecordingUnsupported,
)
from mediasvc.domain.limits import Limits
from workers.decks.identify import DeckKind, identify, looks_like_a_deck
from workers.decks.inside import inside
from workers.media.channels import dead_channels, is_silent
from workers.media.ffmpeg import run_ffmpeg
from workers.media.probe import decode, read_claims
from workers.media.recording import Claims, Decoded
from workers.media.sound import even
from workers.steps.artifacts import Artifacts

VERSION = 3
TRUNCATED_BY_MS = 2_000
HEAD_BYTES = 1024
# Our own list: Python's knows the half of these by itself, and takes the rest from the machine it runs on.
MEDIA_SUFFIXES = (
    *(".aac", ".ac3", ".aif", ".aiff", ".amr", ".ape", ".au", ".caf", ".flac", ".gsm", ".m4a", ".m4b", ".mka", ".mp2"),
    *(".mp3", ".mpga", ".oga", ".ogg", ".opus", ".ra", ".spx", ".tta", ".voc", ".w64", ".wav", ".wma", ".wv"),
    *(".3g2", ".3gp", ".asf", ".avi", ".flv", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts", ".mxf"),
    *(".ogv", ".ts", ".vob", ".webm", ".wmv"),
)


class Role(StrEnum):
    DECK = "deck"
    RECORDING = "recording"


@dataclass(frozen=True)
class IngestedDeck:
    source: Source
    kind: DeckKind


@dataclass(frozen=True)
class IngestedRecording:
    source: Source
    claims: Claims
    decoded: Decoded


@dataclass(frozen=True)
class Ingested:
    decks: tuple[IngestedDeck, ...]
    recordings: tuple[IngestedRecording, ...]

    @property
    def duration_ms(self) -> int:
        return sum(recording.decoded.duration_ms for recording in self.recordings)


@dataclass(frozen=True)
class _Look:
    """What a file's content tells of it: whether it looks like a deck, is text, or is media that claims so much."""

    is_deck: bool
    is_text: bool
    claims: Claims | None


@dataclass(frozen=True)
class _Upload:
    """One file, and what its content told."""

    source: Source
    look: _Look

    @property
    def role(self) -> Role | None:
        if self.look.is_deck:
            return Role.DECK
        return None if self.look.claims is None else Role.RECORDING


def run(artifacts: Artifacts, files: Sequence[Source], limits: Limits, on_share: Callable[[float], None]) -> Ingested:
    """The files as decks and recordings, each in the order it was handed in.

    Raises:
        DeckMissing, RecordingMissing, RecordingSilent, RecordingTooLong, and whatever is wrong with one of the files.
    """
    uploads = [_look_at(artifacts, source) for source in files]
    roles = assign_roles([upload.role for upload in uploads], [source.name for source in files])
    decks = [upload for upload, role in zip(uploads, roles, strict=True) if role is Role.DECK]
    parts = [upload for upload, role in zip(uploads, roles, strict=True) if role is Role.RECORDING]
    if not decks:
        raise DeckMissing
    ingested_decks = [_ingest_deck(artifacts, upload, limits) for upload in decks]
    if not parts:
        raise RecordingMissing
    recordings: list[IngestedRecording] = []
    for done, upload in enumerate(parts):
        share = partial(_share_of_parts, on_share, done, len(parts))
        recordings.append(_ingest_recording(artifacts, upload, limits, share))
    ingested = Ingested(tuple(ingested_decks), tuple(recordings))
    if ingested.duration_ms > limits.recording_ms:
        raise RecordingTooLong(f"{limits.recording_ms / 3_600_000:g} hours are allowed in all")
    if all(is_silent(recording.decoded) for recording in recordings):
        raise RecordingSilent
    return ingested


def recording_file(artifacts: Artifacts, recording: IngestedRecording) -> Path:
    """The recording, or where its channels or its rate change on the way, a copy in which they do not."""
    if recording.decoded.is_even:
        return artifacts.source(recording.source)
    return _evened(artifacts, recording.source, recording.claims)


def assign_roles(told: Sequence[Role | None], names: Sequence[str]) -> list[Role]:
    """Each file's role: what its content told, else what is missing among the others, else what its name says."""
    known = set(told)
    if known == {Role.DECK, None}:
        return [role or Role.RECORDING for role in told]
    if known == {Role.RECORDING, None}:
        return [role or Role.DECK for role in told]
    return [role or _role_by_name(name) for role, name in zip(told, names, strict=True)]


def warnings_of(ingested: Ingested) -> list[BuildWarning]:
    """What people should know about the recordings."""
    found: list[BuildWarning] = []
    for recording in ingested.recordings:
        name, said_ms, decoded = recording.source.name, recording.claims.duration_ms, recording.decoded
        if decoded.mix is not None and dead_channels(decoded):
            found.append(BuildWarning("one_channel_silent", f"{name}: one channel is silent; the other one is used."))
        if said_ms is not None and said_ms - decoded.duration_ms > TRUNCATED_BY_MS:
            lengths = f"the file says {said_ms / 1000:.0f} s, but only {decoded.duration_ms / 1000:.0f} s can be played"
            found.append(BuildWarning("recording_truncated", f"{name}: {lengths}; is it complete?"))
    return found


def _look_at(artifacts: Artifacts, source: Source) -> _Upload:
    def make(folder: Path) -> _Look:
        path = artifacts.source(source)
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
        is_deck = looks_like_a_deck(head)
        claims = None if is_deck or not head else read_claims(path, folder)
        return _Look(is_deck, b"\0" not in head and head.isascii(), claims)

    key = artifact_key(Step.INGEST, VERSION, {"as": None}, [source.digest])
    return _Upload(source, artifacts.made(key, _Look, make))


def _role_by_name(name: str) -> Role:
    return Role.RECORDING if _is_media_name(name) else Role.DECK


def _is_media_name(name: str) -> bool:
    return name.lower().endswith(MEDIA_SUFFIXES)


def _ingest_deck(artifacts: Artifacts, upload: _Upload, limits: Limits) -> IngestedDeck:
    source = upload.source

    def make(folder: Path) -> DeckKind:
        path = artifacts.source(source)
        return inside(identify, folder=folder, reads=[path])(path, limits.deck_unpacked_bytes)

    with naming(source):
        if not source.size_bytes:
            raise DeckUnreadable("the file is empty")
        if not upload.look.is_deck:
            raise DeckUnsupported
        if source.size_bytes > limits.deck_bytes:
            raise DeckTooLarge(f"it has {source.size_bytes} bytes, {limits.deck_bytes} are allowed")
        key = artifact_key(Step.INGEST, VERSION, {"as": Role.DECK}, [source.digest])
        return IngestedDeck(source, artifacts.made(key, DeckKind, make))


def _ingest_recording(
    artifacts: Artifacts, upload: _Upload, limits: Limits, on_share: Callable[[float], None]
) -> IngestedRecording:
    source, claims = upload.source, upload.look.claims
    with naming(source):
        if not source.size_bytes:
            raise RecordingEmpty("the file is empty")
        if source.size_bytes > limits.recording_bytes:
            raise RecordingTooLong(f"it has {source.size_bytes} bytes, {limits.recording_bytes} are allowed")
        if claims is None:
            raise _not_media(upload)

        def make(folder: Path) -> Decoded:
            decoded = decode(artifacts.source(source), claims, folder, limits, on_share)
            if decoded.is_even:
                return decoded
            evened = _evened(artifacts, source, claims)
            return replace(decode(evened, claims, folder, limits, on_share), is_even=False)

        key = artifact_key(Step.INGEST, VERSION, {"as": Role.RECORDING}, [source.digest])
        return IngestedRecording(source, claims, artifacts.made(key, Decoded, make))


def _evened(artifacts: Artifacts, source: Source, claims: Claims) -> Path:
    def make(path: Path) -> None:
        uneven = artifacts.source(source)
        graph = even(uneven, claims.sample_rate_hz, claims.channels, path)
        run_ffmpeg(graph, folder=path.parent, reads=[uneven])

    return artifacts.scratch(f"even-{source.digest}.flac", make)


def _not_media(upload: _Upload) -> MediasvcError:
    """A file of a recording's name that ffmpeg does not know is broken; text, such as a playlist, is no recording."""
    if upload.look.is_text or upload.look.is_deck or not _is_media_name(upload.source.name):
        return RecordingUnsupported()
    return RecordingUnreadable()


def _share_of_parts(on_share: Callable[[float], None], done: int, parts: int, share: float) -> None:
    on_share((done + share) / parts)


@contextmanager
def naming(source: Source) -> Generator[None]:
    """Name the file in whatever is wrong with it."""
    try:
        yield
    except MediasvcError as error:
        raise type(error)(f"{source.name}: {error.detail}" if error.detail else source.name) from error
