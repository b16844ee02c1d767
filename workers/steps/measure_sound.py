"""Decode the recordings once, to learn how long each really is and what its tracks and channels hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from mediasvc.domain.build import BuildWarning
from mediasvc.domain.errors import (
    MediasvcError,
    RecordingEmpty,
    RecordingNoAudio,
    RecordingSilent,
    RecordingTooLong,
    RecordingUnreadable,
    RecordingUnsupported,
    TrackMissing,
)
from mediasvc.domain.limits import Limits
from mediasvc.domain.steps import Step, artifact_key
from workers.media.channels import dead_channels, is_silent
from workers.media.clock import NOTICED_S
from workers.media.ffmpeg import run_ffmpeg
from workers.media.probe import decode, read_picture_end_ms, refuse_unusable
from workers.media.recording import Claims, Decoded, Track, TrackSource
from workers.media.sound import even
from workers.media.tracks import choose, in_order_of_trust, sentence_on_ignored
from workers.steps.artifacts import Artifacts
from workers.steps.ingest import IngestedRecording, naming, recording_source

VERSION = 3
TRUNCATED_BY_MS = 2_000
# More than any recorder writes; each of them is decoded.
MOST_TRACKS = 16
NOTICED_MS = round(NOTICED_S * 1000)


@dataclass(frozen=True)
class Stretch:
    """What of a sound is heard in the talk, from `begin_ms` to `end_ms` of it, and the silence before and after it."""

    begin_ms: int
    end_ms: int
    before_ms: int = 0
    after_ms: int = 0

    @property
    def lasts_ms(self) -> int:
        """How much of the talk it takes, silence included."""
        return self.before_ms + self.end_ms - self.begin_ms + self.after_ms


@dataclass(frozen=True)
class MeasuredRecording:
    """One part of the recording, and the track of it that is used.

    `picture_end_ms` is 0 where that does not matter. `ignored` is a sentence on the tracks that are not used. All of it
    is heard where there is no `stretch`.
    """

    recording: IngestedRecording
    track: Track
    decoded: Decoded
    picture_end_ms: int = 0
    ignored: str = ""
    stretch: Stretch | None = None

    @property
    def is_outlasted(self) -> bool:
        """Whether its picture goes on when its sound has ended."""
        return self.picture_end_ms - self.decoded.duration_ms > NOTICED_MS

    @property
    def ends_ms(self) -> int:
        """Where it ends as a video, and what comes after it begins."""
        if self.stretch is not None:
            return self.stretch.lasts_ms
        return self.picture_end_ms if self.is_outlasted else self.decoded.duration_ms


@dataclass(frozen=True)
class MeasuredSound:
    """All recordings of a talk, one after the other; the talk ends with the sound of the last one.

    `slides_ms` says of narrated decks how long the sound of each visible slide lasts, None where that is not known. Of
    narration that is the sound of the talk, `silent` are the numbers of the slides without a sound, and `remarks` are
    what people should know.
    """

    recordings: tuple[MeasuredRecording, ...]
    slides_ms: tuple[int | None, ...] = ()
    silent: tuple[int, ...] = ()
    remarks: tuple[BuildWarning, ...] = ()

    @property
    def duration_ms(self) -> int:
        last = self.recordings[-1]
        last_ms = last.decoded.duration_ms if last.stretch is None else last.ends_ms
        return sum(part.ends_ms for part in self.recordings[:-1]) + last_ms

    @property
    def warnings(self) -> list[BuildWarning]:
        """What people should know about the recordings."""
        return [warning for part in self.recordings for warning in _warnings_of(part)] + [*self.remarks]


def run(
    artifacts: Artifacts,
    recordings: Sequence[IngestedRecording],
    limits: Limits,
    on_share: Callable[[float], None],
    track: int | None = None,
) -> MeasuredSound:
    """What is really in the recordings, in their order; in each of them in this track, where one is given.

    Raises:
        RecordingNoAudio, TrackMissing, RecordingSilent, RecordingTooLong, and whatever is wrong with one of the files.
    """
    for recording in recordings:
        _refuse_missing(recording, track)
    parts: list[MeasuredRecording] = []
    for done, recording in enumerate(recordings, start=1):
        share = partial(_share_of_parts, on_share, done - 1, len(recordings))
        part = measure_part(artifacts, recording, limits, share, track, is_last=done == len(recordings))
        parts.append(part)
    return checked(MeasuredSound(tuple(parts)), limits)


def measure_part(
    artifacts: Artifacts,
    recording: IngestedRecording,
    limits: Limits,
    on_share: Callable[[float], None],
    track: int | None,
    *,
    is_last: bool,
) -> MeasuredRecording:
    """Return what is really in one part of the recording. Raises as `run` does."""
    _refuse_missing(recording, track)
    with naming(recording.source):
        part = _measure(artifacts, recording, limits, on_share, track)
        return _with_picture_end(artifacts, part, is_last)


def checked(sound: MeasuredSound, limits: Limits) -> MeasuredSound:
    """Return the sound. Raises RecordingTooLong, and RecordingSilent where none of its parts can be heard."""
    parts = sound.recordings
    if sound.duration_ms > limits.recording_ms:
        raise RecordingTooLong(f"{limits.recording_ms / 3_600_000:g} hours are allowed in all")
    if all(is_silent(part.decoded) for part in parts):
        # The voice may be on another track, which was not chosen or cannot be decoded.
        raise RecordingSilent("; ".join(_on_tracks(part) for part in parts if len(part.recording.claims.tracks) > 1))
    return sound


def track_source(artifacts: Artifacts, part: MeasuredRecording) -> TrackSource:
    """The track in its recording, or where channels or rate change on the way, in a copy in which they do not."""
    if part.decoded.is_even:
        return _source(artifacts, part.recording, part.track)
    return _evened(artifacts, part.recording, part.track)


def _on_tracks(part: MeasuredRecording) -> str:
    chosen = f"track {part.track.number} of {len(part.recording.claims.tracks)} was chosen"
    return f"{part.recording.source.name}: {part.ignored or chosen}"


def _refuse_missing(recording: IngestedRecording, number: int | None) -> None:
    count = len(recording.claims.tracks)
    with naming(recording.source):
        if not count:
            raise RecordingNoAudio
        if number is not None and not 1 <= number <= count:
            raise TrackMissing(f"track {number} is asked for, and it has {count}")


def _measure(
    artifacts: Artifacts,
    recording: IngestedRecording,
    limits: Limits,
    on_share: Callable[[float], None],
    number: int | None,
) -> MeasuredRecording:
    tracks = recording.claims.tracks
    if number is not None or len(tracks) == 1:
        track = tracks[(number or 1) - 1]
        return MeasuredRecording(recording, track, _decode(artifacts, recording, track, limits, on_share))
    decoded: dict[int, Decoded] = {}
    faults: dict[int, MediasvcError] = {}
    for done, track in enumerate(in_order_of_trust(tracks)[:MOST_TRACKS]):
        share = partial(_share_of_parts, on_share, done, len(tracks))
        try:
            decoded[track.number] = _decode(artifacts, recording, track, limits, share)
        except (RecordingUnsupported, RecordingEmpty, RecordingUnreadable) as fault:
            faults[track.number] = fault
    if not decoded:
        raise next(iter(faults.values()))
    used = choose(tracks, decoded)
    reasons = {place: fault.detail or "it holds no sound" for place, fault in faults.items()}
    ignored = sentence_on_ignored(tracks, used, decoded, reasons)
    return MeasuredRecording(recording, used, decoded[used.number], ignored=ignored)


def _decode(
    artifacts: Artifacts,
    recording: IngestedRecording,
    track: Track,
    limits: Limits,
    on_share: Callable[[float], None],
) -> Decoded:
    said_ms = recording.claims.duration_ms

    def make(folder: Path) -> Decoded:
        source = _source(artifacts, recording, track)
        decoded = decode(source, track, said_ms, folder, limits, on_share)
        if decoded.is_even:
            return decoded
        evened = _evened(artifacts, recording, track)
        return replace(decode(evened, track, said_ms, folder, limits, on_share), is_even=False)

    refuse_unusable(track, limits)
    key = artifact_key(Step.MEASURE_SOUND, VERSION, {"track": track.number}, [recording.source.digest])
    return artifacts.made(key, Decoded, make)


def _source(artifacts: Artifacts, recording: IngestedRecording, track: Track) -> TrackSource:
    claims = recording.claims
    return TrackSource(
        recording_source(artifacts, recording), track.number, claims.begins_at_zero, claims.is_found_late
    )


def _evened(artifacts: Artifacts, recording: IngestedRecording, track: Track) -> TrackSource:
    def make(path: Path) -> None:
        uneven = _source(artifacts, recording, track)
        graph = even(uneven, track.sample_rate_hz, track.channels, path)
        run_ffmpeg(graph, folder=path.parent, reads=[uneven.path], makes=[path])

    return TrackSource(
        artifacts.scratch(f"even-{recording.source.digest}-{track.number}.mka", make), begins_at_zero=True
    )


def _with_picture_end(artifacts: Artifacts, part: MeasuredRecording, is_last: bool) -> MeasuredRecording:
    """The part with the end of its picture, where what comes next depends on it, or the file seems to be cut off."""
    recording, said_ms = part.recording, part.recording.claims.duration_ms
    least_ms = part.decoded.duration_ms + (TRUNCATED_BY_MS if is_last else NOTICED_MS)
    is_complete = is_last if said_ms is None else said_ms <= least_ms
    if is_complete or not recording.claims.has_picture:
        return part
    key = artifact_key(Step.MEASURE_SOUND, VERSION, {"picture": "end"}, [recording.source.digest])
    source = _source(artifacts, recording, part.track)
    seen_ms = artifacts.made(key, int, lambda folder: read_picture_end_ms(source, folder))
    # Of the last picture, its packet does not tell how long it is shown.
    ends_ms = seen_ms if said_ms is None or abs(said_ms - seen_ms) > TRUNCATED_BY_MS else said_ms
    return replace(part, picture_end_ms=ends_ms)


def _warnings_of(part: MeasuredRecording) -> list[BuildWarning]:
    found: list[tuple[str, str]] = []
    decoded, mending = part.decoded, part.recording.mending
    if decoded.mix is not None and dead_channels(decoded):
        found.append(("one_channel_silent", "one channel is silent; the other one is used."))
    if part.ignored:
        found.append(("sound_tracks_ignored", part.ignored))
    if mending is not None and mending.has_second:
        sentence = (
            f"behind its {decoded.duration_ms / 1000:.0f} s of sound stands another recording in the same file, which "
            "is not used; hand it in as a file of its own."
        )
        found.append(("second_recording_ignored", sentence))
    elif mending is not None and mending.said_bytes < mending.real_bytes:
        said_ms = decoded.duration_ms * mending.said_bytes / mending.real_bytes
        lengths = f"its header says {said_ms / 1000:.0f} s, but there are {decoded.duration_ms / 1000:.0f} s of sound"
        found.append(("recording_header_wrong", f"{lengths}, which are all used; listen to the end."))
    if decoded.jumps_ms:
        longest = f"{max(decoded.jumps_ms) / 60_000:.0f} minutes"
        sentence = f"its times jump ahead by {longest}, which is not believed: the sound goes on without a pause."
        found.append(("recording_times_jump", sentence))
    if (said_ms := _cut_off_from_ms(part)) is not None:
        lengths = f"the file says {said_ms / 1000:.0f} s, but only {decoded.duration_ms / 1000:.0f} s can be played"
        found.append(("recording_truncated", f"{lengths}; is it complete?"))
    return [BuildWarning(code, f"{part.recording.source.name}: {sentence}") for code, sentence in found]


def _cut_off_from_ms(part: MeasuredRecording) -> int | None:
    """How long the file says it is, where it says more than there is, be it sound, picture, or times that jump."""
    claims, decoded = part.recording.claims, part.decoded
    said_ms = _said_ms(part)
    if said_ms is None:
        return None
    unexplained_ms = said_ms - _uncounted_ms(claims) - sum(decoded.jumps_ms)
    is_cut_off = unexplained_ms - max(decoded.duration_ms, part.picture_end_ms) > TRUNCATED_BY_MS
    return said_ms if is_cut_off else None


def _said_ms(part: MeasuredRecording) -> int | None:
    claims, mending = part.recording.claims, part.recording.mending
    if mending is not None and mending.said_bytes > mending.real_bytes:
        # Of such a file, ffprobe takes the length from its size.
        return round(part.decoded.duration_ms * mending.said_bytes / mending.real_bytes)
    if claims.duration_ms is None or part.track.ends_ms is None:
        return claims.duration_ms
    # Another track may last longer, or subtitles.
    return min(claims.duration_ms, part.track.ends_ms)


def _uncounted_ms(claims: Claims) -> int:
    """How much of the length is before time begins: what lengths of containers may count, be there something or not."""
    if claims.begins_at_zero or claims.duration_ms is None:
        return 0
    return claims.starts_ms if 0 < claims.starts_ms < claims.duration_ms else 0


def _share_of_parts(on_share: Callable[[float], None], done: int, parts: int, share: float) -> None:
    on_share((done + share) / parts)
