"""The sounds of narrated slides as the sound of a talk: joined in the slides' order, with silence where there is none.

A slide lasts as long as its sounds, one after the other. What the deck's own times count beyond that, such as the 0.6 s
that PowerPoint adds, is left out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from mediasvc.domain.build import BuildWarning
from mediasvc.domain.errors import (
    PermanentError,
    RecordingEmpty,
    RecordingMissing,
    RecordingNoAudio,
    RecordingUnreadable,
    RecordingUnsupported,
)
from mediasvc.domain.limits import Limits
from workers.decks.show import Clip
from workers.steps.artifacts import Artifacts
from workers.steps.ingest import NarratedSlide
from workers.steps.measure_sound import MeasuredRecording, MeasuredSound, Stretch, checked, measure_part
from workers.steps.warned_slides import listed

# What PowerPoint gives a slide that has no time of its own, where it makes a video of a show.
NO_TIME_MS = 5_000
# A whoosh or a click, where PowerPoint did not record it as narration.
LONGEST_EFFECT_MS = 500
# Two frames of AAC at 22 kHz.
LONGEST_PADDING_MS = 100
UNUSABLE = (RecordingUnsupported, RecordingEmpty, RecordingUnreadable, RecordingNoAudio)


@dataclass
class _Heard:
    """What was measured so far: the sounds, how long each slide lasts, and the numbers of slides that lack a sound."""

    parts: list[MeasuredRecording] = field(default_factory=list[MeasuredRecording])
    stretches: list[Stretch] = field(default_factory=list[Stretch])
    slides_ms: list[int] = field(default_factory=list[int])
    silent: list[int] = field(default_factory=list[int])
    lost: list[int] = field(default_factory=list[int])
    faults: list[PermanentError] = field(default_factory=list[PermanentError])

    def add_sounds(self, sounds: Sequence[tuple[MeasuredRecording, Stretch]]) -> None:
        """Add a slide with these sounds."""
        stretches = [stretch for _, stretch in sounds]
        lasts_ms = sum(stretch.lasts_ms for stretch in stretches)
        if not self.parts:
            stretches[0] = replace(stretches[0], before_ms=sum(self.slides_ms))
        self.parts += [part for part, _ in sounds]
        self.stretches += stretches
        self.slides_ms.append(lasts_ms)

    def add_silence(self, lasts_ms: int) -> None:
        """Add a slide without a sound."""
        self.slides_ms.append(lasts_ms)
        self.silent.append(len(self.slides_ms))
        if self.stretches:
            last = self.stretches[-1]
            self.stretches[-1] = replace(last, after_ms=last.after_ms + lasts_ms)

    def sound(self) -> MeasuredSound:
        """Return the sound of all slides."""
        parts = zip(self.parts, self.stretches, strict=True)
        heard = tuple(replace(part, stretch=stretch) for part, stretch in parts)
        return MeasuredSound(heard, tuple(self.slides_ms), tuple(_remarks(self.silent, self.lost)))


def run(
    artifacts: Artifacts,
    slides: Sequence[NarratedSlide],
    limits: Limits,
    on_share: Callable[[float], None],
    track: int | None = None,
) -> MeasuredSound:
    """Return the sound of a talk of these visible slides. A sound that cannot be used is left out.

    Raises:
        RecordingMissing, TrackMissing, RecordingSilent, RecordingTooLong, and what is wrong with a sound where not one
        can be used.
    """
    heard = _Heard()
    for number, slide in enumerate(slides, start=1):
        faults_before = len(heard.faults)
        if sounds := list(_sounds(artifacts, slide, limits, track, heard.faults)):
            heard.add_sounds(sounds)
        else:
            heard.add_silence(_silent_ms(slide))
        if slide.show.lost or len(heard.faults) > faults_before:
            heard.lost.append(number)
        on_share(number / len(slides))
    if not heard.parts:
        raise heard.faults[0] if heard.faults else RecordingMissing("the sounds in the deck are no narration")
    return checked(heard.sound(), limits)


def _sounds(
    artifacts: Artifacts, slide: NarratedSlide, limits: Limits, track: int | None, faults: list[PermanentError]
) -> Iterator[tuple[MeasuredRecording, Stretch]]:
    """Yield the slide's sounds, and what is heard of each; note what is wrong with the others."""
    for clip in slide.clips:
        if clip.recording is None:
            faults.append(RecordingUnsupported(clip.clip.part))
        elif clip.recording.claims.tracks:
            try:
                part = measure_part(artifacts, clip.recording, limits, _ignore_share, track, is_last=False)
            except UNUSABLE as fault:
                faults.append(fault)
                continue
            if (stretch := _stretch(clip.clip, part)) is not None:
                yield part, stretch


def _stretch(clip: Clip, part: MeasuredRecording) -> Stretch | None:
    """Return what is heard of the clip, as its slide trims it; None where it is an effect, or nothing is left of it."""
    sound_ms = _without_padding_ms(part)
    end_ms = max(sound_ms, part.picture_end_ms) - clip.cut_end_ms
    heard_until_ms = min(sound_ms, end_ms)
    lasts_ms = heard_until_ms - clip.cut_start_ms
    if lasts_ms <= 0 or (lasts_ms <= LONGEST_EFFECT_MS and not clip.is_narration):
        return None
    return Stretch(clip.cut_start_ms, heard_until_ms, after_ms=end_ms - heard_until_ms)


def _without_padding_ms(part: MeasuredRecording) -> int:
    """Return how long the sound is without what its coder filled the last frame with, where the file tells that."""
    decoded_ms, said_ms = part.decoded.duration_ms, part.track.ends_ms
    return said_ms if said_ms is not None and 0 < decoded_ms - said_ms <= LONGEST_PADDING_MS else decoded_ms


def _silent_ms(slide: NarratedSlide) -> int:
    """Return how long a slide is shown that has no sound: its own time, or as long as its video, or a usual time."""
    if slide.show.advance_ms is not None:
        return slide.show.advance_ms
    lengths = (clip.recording.claims.duration_ms for clip in slide.clips if clip.recording is not None)
    return max((each or 0 for each in lengths), default=0) or NO_TIME_MS


def _remarks(silent: Sequence[int], lost: Sequence[int]) -> Iterator[BuildWarning]:
    if silent:
        sentence = f"Slides {listed(silent)} have no narration, and are shown in silence."
        yield BuildWarning("slides_silent", sentence, tuple(silent))
    if lost:
        sentence = f"Sounds on slides {listed(lost)} are not in the deck, or cannot be played, and are left out."
        yield BuildWarning("narration_lost", sentence, tuple(lost))


def _ignore_share(_: float) -> None:
    """A slide's sound is a small share of the talk's."""
