"""Captions that nobody has written: the words that a recogniser has heard, where the organiser asks for them."""

from collections.abc import Container
from dataclasses import dataclass, replace

from mediasvc.domain.automatic_captions import captions_of
from mediasvc.domain.build import BuildRequest, BuildWarning
from mediasvc.domain.captions import Said
from mediasvc.domain.languages import canonical_language
from mediasvc.domain.recognition_job import not_recognised
from mediasvc.domain.translations import own_language
from workers.steps.hear_words import HeardWords, Recogniser

NO_MODEL = not_recognised("This service has no model that recognises speech any more.")


@dataclass(frozen=True)
class AutomaticCaptions:
    """Captions of recognised words, and their language (BCP 47), where it is known."""

    said: Said
    language: str | None


def run(request: BuildRequest, words: HeardWords | None, translations: Container[str]) -> AutomaticCaptions | None:
    """Return the captions; None where none are asked for, or there are no words.

    There are none either where the recogniser has heard a language that somebody has written captions in.
    """
    recognised = None if words is None else words.recognised
    if not request.automatic_captions or recognised is None or not recognised.words:
        return None
    language = request.details.language or recognised.language
    if language is not None and canonical_language(language) in translations:
        return None
    return AutomaticCaptions(Said(captions_of(recognised)), language)


def warnings_of(request: BuildRequest, words: HeardWords | None, recogniser: Recogniser | None) -> list[BuildWarning]:
    """Return warnings of what the recogniser has cut, or why there are no words, of a talk without other captions."""
    if words is None:
        return [NO_MODEL] if request.automatic_captions and recogniser is None else []
    if words.warning is not None:
        return [words.warning]
    cut = words.recognised.warnings if words.recognised else ()
    return [replace(each, language=own_language(request.details.language)) for each in cut]
