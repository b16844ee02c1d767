"""What tells the slide times of a talk beside its deck: which of it a build needs, and what there is of it."""

from mediasvc.domain.steps import looks_at_sound, looks_at_words
from mediasvc.domain.timeline import TimingMethod
from workers.steps import narration
from workers.steps.context import BuildContext
from workers.steps.plan_timeline import Heard


def wants_speech(context: BuildContext) -> bool:
    """Return whether it is to be found when somebody speaks: for slide times, or for the times of words."""
    is_looked_at = looks_at_sound(context.request) and not _is_told_by_narration(context)
    return is_looked_at or context.has_manuscript or wants_words(context)


def wants_words(context: BuildContext) -> bool:
    """Return whether words are to be recognised: for captions that are asked for, or else for the slide times."""
    if context.recogniser is None or context.read_captions() is not None:
        return False
    times_are_given = context.ingested.cues is not None or _is_told_by_narration(context)
    return context.request.automatic_captions or (looks_at_words(context.request) and not times_are_given)


def _is_told_by_narration(context: BuildContext) -> bool:
    """Return whether the decks bring the sound, so that the times of their slides are known."""
    return not context.ingested.recordings and context.request.timing is TimingMethod.AUTO


def method_of(context: BuildContext) -> TimingMethod:
    """Return the method that is asked for; every method may try where there is nothing that it could look at."""
    method, words = context.request.timing, context.words
    if method in (TimingMethod.CUES, TimingMethod.EDITED) and context.ingested.cues is None:
        return TimingMethod.AUTO  # they were of another recording
    if method is TimingMethod.TRANSCRIPT and words is not None and not words.has_words:
        return TimingMethod.AUTO  # they come later, or never
    return method


def heard(context: BuildContext) -> Heard:
    """Return what there is of it, for the timeline."""
    shown = narration.shown_slides(context.decks, context.ingested.narration, context.sound)
    is_narration = not context.ingested.recordings
    if not looks_at_sound(context.request):
        return Heard(shown=shown, is_narration=is_narration, seen=context.seen)
    captions, words = context.captions, context.words if looks_at_words(context.request) else None
    return Heard(
        said=captions and captions.said,
        language=context.request.details.language,
        speech=context.speech,
        shown=shown,
        is_narration=is_narration,
        said_is_estimated=captions is not None and captions.is_estimated,
        words=words and words.words,
        recognised_by=words and words.model,
        seen=context.seen,
        picture_texts=context.picture_texts,
    )
