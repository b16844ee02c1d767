"""Whether the captions are of this talk: viewers would read those of another one."""

from collections.abc import Sequence

from mediasvc.domain.build import BuildWarning
from mediasvc.domain.captions import Said
from mediasvc.domain.timeline import Timeline, TimingMethod
from workers.steps.read_slides import ReadSlide
from workers.timing import transcript
from workers.timing.talk import PassedOver, Talk, TimedSlide


def run(
    said: Said, timeline: Timeline, slides: Sequence[ReadSlide], language: str | None, picture_texts: Sequence[str] = ()
) -> list[BuildWarning]:
    """Return a warning where the captions seem to be of another talk than the slides, or in another language.

    That is compared whatever the slide times come from; it is known where the captions themselves have given some.
    """
    if any(each.method == TimingMethod.TRANSCRIPT and each.confidence is not None for each in timeline.findings):
        return []
    timed = [
        TimedSlide(slide.outline.title, slide.outline.text, slide.outline.notes, picture_text=read)
        for slide, read in zip(slides, picture_texts or [""] * len(slides), strict=True)
    ]
    answer = transcript.plan(Talk(timeline.duration_ms, timed, said=said, language=language))
    if not isinstance(answer, PassedOver) or not answer.doubts_captions:
        return []
    return [BuildWarning("captions_doubtful", f"Look whether the captions are those of this talk: {answer.reason}.")]
