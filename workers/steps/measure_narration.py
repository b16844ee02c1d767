"""The sounds of narrated slides as the sound of a talk: joined in the slides' order, with silence where there is none.

A slide lasts as long as its sounds, one after the other. What the deck's own times count beyond that, such as the 0.6 s
that PowerPoint adds, is left out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from mediasvc.domain.build import BuildWarning
from mediasvc.domain.errors import (
    PermanentError,
    RecordingEmpty,
    RecordingMissing,
    RecordingNoAudio,
    RecordingTooLong,
    RecordingUnreadable,
    RecordingUnsupported,
)
from mediasvc.domain.limits import Limits
from workers.decks.show import Clip
from workers.steps.artifacts import Artifacts
from workers.steps.every_core import of_each
from workers.steps.ingest import IngestedClip, IngestedRecording, NarratedSlide
from workers.steps.looks import look_at
from workers.steps.measure_sound import MeasuredRecording, MeasuredSound, Stretch, checked, measure_part
from workers.steps.warned_slides import listed

# What PowerPoint gives a slide that has no time of its own, where it makes a video of a show.
NO_TIME_MS = 5_000
# A whoosh or a click, where PowerPoint did not record it as narration.
LONGEST_EFFECT_MS = 500
# Two frames of AAC at 22 kHz.
LONGEST_PADDING_MS = 100
UNUSABLE = (RecordingUnsupported, RecordingEmpty, RecordingUnreadable, RecordingNoAudio, RecordingTooLong)


_Sound = tuple[MeasuredRecording, Stretch]
# What became of a clip: it is heard, cannot be used, is a silent video of so many ms, or is no narration.
_Answer = _Sound | PermanentError | int | None


@dataclass
class _Heard:
    """The slides so far: their sounds, how long each slide lasts, and the numbers of those that lack a sound."""

    sounds: list[_Sound] = field(default_factory=list[_Sound])
    slides_ms: list[int] = field(default_factory=list[int])
    silent: list[int] = field(default_factory=list[int])
    lost: list[int] = field(default_factory=list[int])
    faults: list[PermanentError] = field(default_factory=list[PermanentError])

    def add(self, slide: NarratedSlide, answers: Sequence[_Answer]) -> None:
        """Add the next slide, of whose clips these became."""
        number = len(self.slides_ms) + 1
        faults = [answer for answer in answers if isinstance(answer, PermanentError)]
        if faults or slide.show.lost:
            self.faults += faults
            self.lost.append(number)
        if sounds := [answer for answer in answers if isinstance(answer, tuple)]:
            self._add_sounds(sounds)
        else:
            self.silent.append(number)
            self._add_silence(_silent_ms(slide, answers))

    def _add_sounds(self, sounds: list[_Sound]) -> None:
        lasts_ms = sum(stretch.lasts_ms for _, stretch in sounds)
        if not self.sounds:
            part, stretch = sounds[0]
            sounds[0] = part, replace(stretch, before_ms=sum(self.slides_ms))
        self.sounds += sounds
        self.slides_ms.append(lasts_ms)

    def _add_silence(self, lasts_ms: int) -> None:
        self.slides_ms.append(lasts_ms)
        if self.sounds:
            part, stretch = self.sounds[-1]
            self.sounds[-1] = part, replace(stretch, after_ms=stretch.after_ms + lasts_ms)


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
    for number, (slide, answers) in enumerate(_answers(artifacts, slides, limits, track), start=1):
        heard.add(slide, answers)
        on_share(number / len(slides))
    if not heard.sounds:
        raise heard.faults[0] if heard.faults else RecordingMissing("the sounds in the deck are no narration")
    parts = tuple(replace(part, stretch=stretch) for part, stretch in heard.sounds)
    sound = MeasuredSound(parts, tuple(heard.slides_ms), tuple(heard.silent), tuple(_remarks(heard)))
    return checked(sound, limits)


def beside(
    artifacts: Artifacts, sound: MeasuredSound, slides: Sequence[NarratedSlide], limits: Limits
) -> MeasuredSound:
    """Return a recording's sound with how long the own sounds of each slide last; None where that is not known."""
    lengths_ms = (_length_ms(answers) for _, answers in _answers(artifacts, slides, limits, None))
    return replace(sound, slides_ms=tuple(lengths_ms))


def _length_ms(answers: Sequence[_Answer]) -> int | None:
    sounds = [answer[1].lasts_ms for answer in answers if isinstance(answer, tuple)]
    is_known = sounds and not any(isinstance(answer, PermanentError) for answer in answers)
    return sum(sounds) if is_known else None


def _answers(
    artifacts: Artifacts, slides: Sequence[NarratedSlide], limits: Limits, track: int | None
) -> Iterator[tuple[NarratedSlide, list[_Answer]]]:
    """Yield each slide with what became of its clips."""

    def measure(clip: IngestedClip) -> _Answer:
        return _measured(artifacts, clip, limits, track)

    answers = of_each(measure, [clip for slide in slides for clip in slide.clips])
    for slide in slides:
        yield slide, list(islice(answers, len(slide.clips)))


def _measured(artifacts: Artifacts, clip: IngestedClip, limits: Limits, track: int | None) -> _Answer:
    try:
        claims = look_at(artifacts, clip.source, clip.within).claims
        if claims is None:
            return RecordingUnsupported(clip.clip.part)
        if not claims.tracks:
            return claims.duration_ms
        recording = IngestedRecording(clip.source, claims, within=clip.within)
        part = measure_part(artifacts, recording, limits, _ignore_share, track, is_last=False)
    except UNUSABLE as fault:
        return fault
    stretch = _stretch(clip.clip, part)
    return stretch and (part, stretch)


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


def _silent_ms(slide: NarratedSlide, answers: Sequence[_Answer]) -> int:
    """Return how long a slide is shown that has no sound: its own time, or as long as its video, or a usual time."""
    if slide.show.advance_ms is not None:
        return slide.show.advance_ms
    return max((answer for answer in answers if isinstance(answer, int)), default=0) or NO_TIME_MS


def _remarks(heard: _Heard) -> Iterator[BuildWarning]:
    if heard.silent:
        sentence = f"Slides {listed(heard.silent)} have no narration, and are shown in silence."
        yield BuildWarning("slides_silent", sentence, tuple(heard.silent))
    if heard.lost:
        slides = listed(heard.lost)
        sentence = (
            f"Sounds on slides {slides} are not in the deck, cannot be played, or are too long, and are left out."
        )
        yield BuildWarning("narration_lost", sentence, tuple(heard.lost))


def _ignore_share(_: float) -> None:
    """A slide's sound is a small share of the talk's."""
