"""The warnings of a build, from all of its steps."""

from collections.abc import Sequence
from dataclasses import replace

from mediasvc.domain.build import BuildWarning, Notes
from mediasvc.domain.translations import own_language
from mediasvc.domain.variants import Variant
from workers.steps import automatic_captions, compare_captions, encode_sound, plan_timeline, read_slides
from workers.steps.context import BuildContext
from workers.steps.read_slides import ReadDeck


def warnings_of(context: BuildContext, variants: Sequence[Variant]) -> list[BuildWarning]:
    """Return what people should know about the talk, once everything but its release is made, in the steps' order."""
    captions = context.captions
    warnings = [
        *context.ingested.warnings,
        *context.sound.warnings,
        *context.master.warnings,
        *(warning for deck in context.decks for warning in deck.warnings),
        *plan_timeline.warnings_of_left_out(context.planned),
        *plan_timeline.warnings_of(context.timeline),
        *warnings_of_notes(context.decks, context.request.notes),
    ]
    for variant in variants:
        warnings += encode_sound.warnings_of(variant.label, context.sound_track(variant.sound))
    if captions:
        slides, language = read_slides.visible_slides(context.decks), context.request.details.language
        doubtful = compare_captions.run(captions.said, context.timeline, slides, language, context.picture_texts)
        own = own_language(language)
        warnings += (replace(warning, language=own) for warning in (*captions.warnings, *doubtful))
    else:
        warnings += automatic_captions.warnings_of(context.request, context.words, context.recogniser)
    for each in context.request.translations:
        translated = context.translations.get(each.language)
        for warning in translated.warnings if translated else ():
            # Its file may have the name of another one.
            message = f"captions in {each.language}: {each.source.name}: {warning.message}"
            warnings.append(replace(warning, message=message, language=each.language))
    return warnings


def warnings_of_notes(decks: Sequence[ReadDeck], notes: Notes) -> list[BuildWarning]:
    """Return a warning where speaker's notes are published."""
    slides = [slide for deck in decks for slide in deck.slides]
    numbers = tuple(number for number, slide in enumerate(slides, start=1) if slide.outline.notes)
    if notes is Notes.PRIVATE or not numbers:
        return []
    count = f"{len(numbers)} of {len(slides)}"
    sentence = f"The speaker's notes of {count} slides are published: viewers can read and search them."
    return [BuildWarning("notes_published", sentence, numbers)]
