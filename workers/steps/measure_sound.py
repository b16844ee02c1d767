"""Decode the recordings once, to learn how long each really is and what its channels hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from mediasvc.domain.build import BuildWarning, Step, artifact_key
from mediasvc.domain.errors import RecordingSilent, RecordingTooLong
from mediasvc.domain.limits import Limits
from workers.media.channels import dead_channels, is_silent
from workers.media.ffmpeg import run_ffmpeg
from workers.media.probe import decode
from workers.media.recording import Decoded
from workers.media.sound import even
from workers.steps.artifacts import Artifacts
from workers.steps.ingest import IngestedRecording, naming

VERSION = 1
TRUNCATED_BY_MS = 2_000


@dataclass(frozen=True)
class MeasuredRecording:
    recording: IngestedRecording
    decoded: Decoded


@dataclass(frozen=True)
class MeasuredSound:
    """All recordings of a talk, one after the other."""

    recordings: tuple[MeasuredRecording, ...]

    @property
    def duration_ms(self) -> int:
        return sum(part.decoded.duration_ms for part in self.recordings)

    @property
    def warnings(self) -> list[BuildWarning]:
        """What people should know about the recordings."""
        return [warning for part in self.recordings for warning in _warnings_of(part)]


def run(
    artifacts: Artifacts, recordings: Sequence[IngestedRecording], limits: Limits, on_share: Callable[[float], None]
) -> MeasuredSound:
    """What is really in the recordings, in their order.

    Raises:
        RecordingSilent, RecordingTooLong, and whatever is wrong with one of the files.
    """
    parts: list[MeasuredRecording] = []
    for done, recording in enumerate(recordings):
        share = partial(_share_of_parts, on_share, done, len(recordings))
        parts.append(_measure(artifacts, recording, limits, share))
    sound = MeasuredSound(tuple(parts))
    if sound.duration_ms > limits.recording_ms:
        raise RecordingTooLong(f"{limits.recording_ms / 3_600_000:g} hours are allowed in all")
    if all(is_silent(part.decoded) for part in parts):
        raise RecordingSilent
    return sound


def recording_file(artifacts: Artifacts, part: MeasuredRecording) -> Path:
    """The recording, or where its channels or its rate change on the way, a copy in which they do not."""
    if part.decoded.is_even:
        return artifacts.source(part.recording.source)
    return _evened(artifacts, part.recording)


def _measure(
    artifacts: Artifacts, recording: IngestedRecording, limits: Limits, on_share: Callable[[float], None]
) -> MeasuredRecording:
    source, claims = recording.source, recording.claims

    def make(folder: Path) -> Decoded:
        decoded = decode(artifacts.source(source), claims, folder, limits, on_share)
        if decoded.is_even:
            return decoded
        evened = _evened(artifacts, recording)
        return replace(decode(evened, claims, folder, limits, on_share), is_even=False)

    with naming(source):
        key = artifact_key(Step.MEASURE_SOUND, VERSION, {}, [source.digest])
        return MeasuredRecording(recording, artifacts.made(key, Decoded, make))


def _evened(artifacts: Artifacts, recording: IngestedRecording) -> Path:
    source, claims = recording.source, recording.claims

    def make(path: Path) -> None:
        uneven = artifacts.source(source)
        graph = even(uneven, claims.sample_rate_hz, claims.channels, path)
        run_ffmpeg(graph, folder=path.parent, reads=[uneven])

    return artifacts.scratch(f"even-{source.digest}.flac", make)


def _warnings_of(part: MeasuredRecording) -> list[BuildWarning]:
    found: list[BuildWarning] = []
    name, said_ms, decoded = part.recording.source.name, part.recording.claims.duration_ms, part.decoded
    if decoded.mix is not None and dead_channels(decoded):
        found.append(BuildWarning("one_channel_silent", f"{name}: one channel is silent; the other one is used."))
    if said_ms is not None and said_ms - decoded.duration_ms > TRUNCATED_BY_MS:
        lengths = f"the file says {said_ms / 1000:.0f} s, but only {decoded.duration_ms / 1000:.0f} s can be played"
        found.append(BuildWarning("recording_truncated", f"{name}: {lengths}; is it complete?"))
    return found


def _share_of_parts(on_share: Callable[[float], None], done: int, parts: int, share: float) -> None:
    on_share((done + share) / parts)
