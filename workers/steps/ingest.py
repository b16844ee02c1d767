"""Tell decks from recordings, and learn what each says it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from mediasvc.domain.build import BuildRequest, BuildWarning, Digest, Source, Translation
from mediasvc.domain.errors import (
    ConversionFailed,
    DeckIsALink,
    DeckIsKeynote,
    DeckMissing,
    DeckTooLarge,
    DeckUnreadable,
    DeckUnsupported,
    MediasvcError,
    RecordingEmpty,
    RecordingMissing,
    RecordingTooLong,
    RecordingUnreadable,
    RecordingUnsupported,
)
from mediasvc.domain.file_kinds import DECK_SUFFIXES
from mediasvc.domain.limits import Limits
from mediasvc.domain.narration import is_narrated
from mediasvc.domain.steps import Step, artifact_key
from workers.decks.bounds import LISTED_TIMES_SHOWN
from workers.decks.examine import Examined, examine
from workers.decks.identify import DeckKind, looks_like_a_deck
from workers.decks.show import LONGEST_MS, Clip, ShowSlide
from workers.inside import inside
from workers.media.headers import Mending
from workers.media.recording import Claims
from workers.steps.artifacts import Artifacts
from workers.steps.deck_errors import reading_a_deck
from workers.steps.looks import HEAD_BYTES, Look, Within, look_at, mended, naming

VERSION = 8
# Heads of media, and no sound behind them.
MOST_BYTES_OF_HEADS = 4_096
# Our own list: Python's knows the half of these by itself, and takes the rest from the machine it runs on.
MEDIA_SUFFIXES = (
    *(".aac", ".ac3", ".aif", ".aiff", ".amr", ".ape", ".au", ".caf", ".flac", ".gsm", ".m4a", ".m4b", ".mka", ".mp2"),
    *(".mp3", ".mpga", ".oga", ".ogg", ".opus", ".ra", ".spx", ".tta", ".voc", ".w64", ".wav", ".wma", ".wv"),
    *(".3g2", ".3gp", ".asf", ".avi", ".flv", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts", ".mxf"),
    *(".ogv", ".ts", ".vob", ".webm", ".wmv"),
)

# What belongs to a recording, with what is said where that was replaced.
OF_OTHERS = {
    "cues": BuildWarning(
        "cues_dropped",
        "The slide times were given for another recording and are not used. Give times for this one, or say that the "
        "old ones are to be kept.",
    ),
    "captions": BuildWarning(
        "captions_dropped",
        "The captions were given for another recording and are not used. Give captions for this one, or say that the "
        "old ones are to be kept.",
    ),
    "track": BuildWarning(
        "track_dropped",
        "The audio track was chosen for another recording, and of this one the main track is used. Choose again if "
        "that is the wrong one.",
    ),
}


class Role(StrEnum):
    DECK = "deck"
    RECORDING = "recording"


@dataclass(frozen=True)
class IngestedDeck:
    """One deck. `slides`, hidden ones counted, is 0 where only its converter knows; the rest as in Examined.

    `show` holds its visible slides alone.
    """

    source: Source
    kind: DeckKind
    slides: int = 0
    linked: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()
    show: tuple[ShowSlide, ...] = ()

    @property
    def narrated_slides(self) -> int:
        """How many of its visible slides have a sound that begins by itself."""
        return sum(bool(slide.clips) for slide in self.show)

    @property
    def is_narrated(self) -> bool:
        """Whether it brings the sound of its talk."""
        return is_narrated(self.narrated_slides, len(self.show))


@dataclass(frozen=True)
class IngestedRecording:
    """One part of the recording, or a sound `within` a deck. `mending` is what is wrong with its header.

    The digest and the size of its source are those of the sound itself, not of the deck.
    """

    source: Source
    claims: Claims
    mending: Mending | None = None
    within: Within | None = None


@dataclass(frozen=True)
class IngestedClip:
    """A sound or a video of a deck's slide, which is not looked at yet; its source is the unpacked part."""

    clip: Clip
    source: Source
    within: Within


@dataclass(frozen=True)
class NarratedSlide:
    """A visible slide of a deck as the show runs, and its sounds, in the order in which they begin."""

    show: ShowSlide
    clips: tuple[IngestedClip, ...]


@dataclass(frozen=True)
class Ingested:
    """The files of a build, and the cues, captions, translations and choice of a track that belong to its recordings.

    `first_decks` are the decks of the seminar's first build. `narration` holds the visible slides of each deck as its
    show runs; nothing of one that has no show. Where there are no recordings, it is the sound of the talk.
    """

    decks: tuple[IngestedDeck, ...]
    recordings: tuple[IngestedRecording, ...]
    first_decks: tuple[Digest, ...]
    cues: Source | None = None
    captions: Source | None = None
    track: int | None = None
    warnings: tuple[BuildWarning, ...] = ()
    narration: tuple[tuple[NarratedSlide, ...], ...] = ()
    translations: tuple[Translation, ...] = ()


@dataclass(frozen=True)
class _Upload:
    """One file, and what its content told."""

    source: Source
    look: Look

    @property
    def role(self) -> Role | None:
        if self.look.is_deck or self.look.is_link:
            return Role.DECK
        return None if self.look.claims is None else Role.RECORDING


def run(artifacts: Artifacts, files: Sequence[Source], limits: Limits) -> Ingested:
    """Return the files as decks and recordings, each in the order it was handed in, as those of a first build.

    Narrated decks need no recording.

    Raises:
        DeckMissing, RecordingMissing, and what is wrong with one of the files at first sight.
    """
    decks, parts = _by_role([_Upload(source, look_at(artifacts, source)) for source in files])
    if not decks:
        raise DeckMissing
    ingested_decks = tuple(_ingest_deck(artifacts, upload, limits) for upload in decks)
    if not parts:
        _refuse_silent(ingested_decks)
    recordings = tuple(_ingest_recording(upload, limits) for upload in parts)
    return Ingested(ingested_decks, recordings, first_decks=tuple(deck.source.digest for deck in ingested_decks))


def ingest_alone(artifacts: Artifacts, source: Source, limits: Limits) -> IngestedDeck | IngestedRecording | None:
    """Return one file as what its content tells, or else its name; None for neither, such as captions.

    Raises:
        MediasvcError: what is wrong with it at first sight.
    """
    upload = _Upload(source, look_at(artifacts, source))
    role = upload.role
    if role is Role.DECK or (role is None and source.name.lower().endswith(DECK_SUFFIXES)):
        return _ingest_deck(artifacts, upload, limits)
    if role is Role.RECORDING or _is_media_name(source.name):
        return _ingest_recording(upload, limits)
    return None


def with_belongings(artifacts: Artifacts, request: BuildRequest, ingested: Ingested, limits: Limits) -> Ingested:
    """Return the ingested files with the request's cues, captions and track, and the decks of the first build.

    Cues, captions and a track that were given for other recordings are left out, with a warning. Where the first build
    had no deck, its decks are those of this build.
    """
    sounds = [recording.source.digest for recording in ingested.recordings] or _sounds_within(ingested.decks)

    def belongs(files: tuple[Source, ...]) -> bool:
        return not files or files == request.files or _sounds(artifacts, files, limits) == sounds

    chosen: dict[str, Any] = {name: getattr(request, name) for name in OF_OTHERS}
    kept = {name: value for name, value in chosen.items() if belongs(getattr(request, f"{name}_with"))}
    dropped = {name for name, value in chosen.items() if value is not None and name not in kept}
    translations = tuple(each for each in request.translations if belongs(each.given_with))
    without = [each.language for each in request.translations if each not in translations]
    of_others = dict(OF_OTHERS)
    if without:
        own = ["the talk's language"] if "captions" in dropped else []
        of_others["captions"] = _dropped_captions([*own, *without])
        dropped.add("captions")
    warnings = tuple(warning for name, warning in of_others.items() if name in dropped)
    first_decks = decks_among(artifacts, request.first_files) or ingested.first_decks
    return replace(ingested, **kept, translations=translations, warnings=warnings, first_decks=first_decks)


def _dropped_captions(languages: Sequence[str]) -> BuildWarning:
    """Return the warning about captions in these languages, of which others may be used."""
    told = OF_OTHERS["captions"]
    return replace(told, message=told.message.replace("The captions", f"The captions in {', '.join(languages)}", 1))


def _by_role(uploads: Sequence[_Upload]) -> tuple[list[_Upload], list[_Upload]]:
    """Return the decks and the recordings among these files, each in order."""
    roles = assign_roles([upload.role for upload in uploads], [upload.source.name for upload in uploads])
    told = list(zip(uploads, roles, strict=True))
    return [each for each, role in told if role is Role.DECK], [each for each, role in told if role is Role.RECORDING]


def _sounds(artifacts: Artifacts, files: Sequence[Source], limits: Limits) -> Sequence[str]:
    """Return what tells the sound of a talk of these files from another one, in order."""
    decks, parts = _by_role([_Upload(source, look_at(artifacts, source)) for source in files])
    if parts:
        return [upload.source.digest for upload in parts]
    return _sounds_within([_ingest_deck(artifacts, upload, limits) for upload in decks])


def _sounds_within(decks: Sequence[IngestedDeck]) -> Sequence[str]:
    """Return what tells the narration of these decks from another one: the slides may be others."""
    clips = [clip for deck in decks for slide in deck.show for clip in slide.clips]
    return [f"{clip.checksum}-{clip.size_bytes}-{clip.cut_start_ms}-{clip.cut_end_ms}" for clip in clips]


def _refuse_silent(decks: Sequence[IngestedDeck]) -> None:
    """Raise RecordingMissing where one of the decks of a talk without a recording is not narrated."""
    for deck in decks:
        if not deck.is_narrated:
            raise RecordingMissing(_silence_of(deck) or (deck.source.name if len(decks) > 1 else ""))


def _silence_of(deck: IngestedDeck) -> str:
    """Return what there is of a deck's narration, and is not enough; nothing of a deck without any."""
    if linked := sum(bool(slide.lost) for slide in deck.show):
        return f"{deck.source.name} only links to the sounds of {linked} slides; put them into the deck"
    if narrated := deck.narrated_slides:
        return f"{deck.source.name} has narration on {narrated} of {len(deck.show)} slides"
    return ""


def decks_among(artifacts: Artifacts, files: Sequence[Source]) -> tuple[Digest, ...]:
    """Return the digests of the decks among these files, in order, without a look at more than their heads."""
    return tuple(source.digest for source in files if looks_like_a_deck(artifacts.head(source, HEAD_BYTES)))


def assign_roles(told: Sequence[Role | None], names: Sequence[str]) -> list[Role]:
    """Each file's role: what its content told, else what is missing among the others, else what its name says."""
    known = set(told)
    if known == {Role.DECK, None}:
        return [role or Role.RECORDING for role in told]
    if known == {Role.RECORDING, None}:
        return [role or Role.DECK for role in told]
    return [role or _role_by_name(name) for role, name in zip(told, names, strict=True)]


def recording_source(artifacts: Artifacts, recording: IngestedRecording) -> Path:
    """A recording's bytes, with its header mended where that is needed and possible. Raises NotFound."""
    return mended(artifacts, recording.source, recording.mending, recording.within)


def _role_by_name(name: str) -> Role:
    return Role.RECORDING if _is_media_name(name) else Role.DECK


def _is_media_name(name: str) -> bool:
    return name.lower().endswith(MEDIA_SUFFIXES)


def _ingest_deck(artifacts: Artifacts, upload: _Upload, limits: Limits) -> IngestedDeck:
    source = upload.source

    def make(folder: Path) -> Examined:
        path = artifacts.source(source)
        look = inside(examine, folder=folder, reads=[path])
        return _as_answered(look(path, limits.deck_unpacked_bytes, limits.deck_slides), limits)

    with naming(source), reading_a_deck():
        if not source.size_bytes:
            raise DeckUnreadable("the file is empty")
        if upload.look.is_link:
            raise DeckIsALink
        if not upload.look.is_deck:
            raise DeckUnsupported
        if source.size_bytes > limits.deck_bytes:
            raise DeckTooLarge(f"it has {source.size_bytes} bytes, {limits.deck_bytes} are allowed")
        key = artifact_key(Step.INGEST, VERSION, {"as": Role.DECK}, [source.digest])
        made = artifacts.made(key, Examined, make)
        if made.kind is DeckKind.KEYNOTE:
            raise DeckIsKeynote
        visible = tuple(slide for slide in made.show if not slide.hidden)
        return IngestedDeck(source, made.kind, made.slides, made.linked, made.lost, visible)


def _as_answered(examined: Examined, limits: Limits) -> Examined:
    """Return what came out of the sandbox. Raises ConversionFailed where it counts slides that cannot be."""
    slides = range(1, examined.slides + 1)
    if not 0 <= examined.slides <= limits.deck_slides * LISTED_TIMES_SHOWN:
        raise ConversionFailed("the slides that were counted are none of a deck")
    if any(number not in slides for number in (*examined.linked, *examined.lost)):
        raise ConversionFailed("a slide that was looked at is none of the deck")
    if examined.show and (len(examined.show) != examined.slides or not all(map(_can_be_shown, examined.show))):
        raise ConversionFailed("the show that was read is none of the deck")
    return examined


def _can_be_shown(slide: ShowSlide) -> bool:
    times = [slide.transition_ms, slide.advance_ms or 0]
    for clip in slide.clips:
        times += [clip.cut_start_ms, clip.cut_end_ms]
    return all(0 <= time <= LONGEST_MS for time in times)


def _ingest_recording(upload: _Upload, limits: Limits) -> IngestedRecording:
    source, claims = upload.source, upload.look.claims
    with naming(source):
        if not source.size_bytes:
            raise RecordingEmpty("the file is empty")
        if source.size_bytes > limits.recording_bytes:
            raise RecordingTooLong(f"it has {source.size_bytes} bytes, {limits.recording_bytes} are allowed")
        if claims is None:
            raise _not_media(upload)
        return IngestedRecording(source, claims, upload.look.mending)


def _not_media(upload: _Upload) -> MediasvcError:
    """A file of a recording's name that ffmpeg does not know is broken; text, such as a playlist, is no recording.

    One that begins as a recording and goes no further is empty.
    """
    if upload.look.begins_as_media and upload.source.size_bytes <= MOST_BYTES_OF_HEADS:
        return RecordingEmpty()
    if upload.look.is_text or upload.look.is_deck or not _is_media_name(upload.source.name):
        return RecordingUnsupported()
    return RecordingUnreadable()
