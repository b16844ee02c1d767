"""Describe the differences between two releases in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mediasvc.console.typed import language_name
from mediasvc.delivery.figures import clock, day
from mediasvc.delivery.languages import Language
from mediasvc.domain.release_changes import Change, Changed


@dataclass(frozen=True)
class ShownChange:
    """A difference: what it is about, what there is `now`, and what there was `before`; both may be unknown."""

    label: str
    now: Sequence[str] = ()
    before: Sequence[str] = ()


def shown_changes(changes: Sequence[Change], language: Language) -> Sequence[ShownChange]:
    """Return the differences as pages show them."""
    return [
        ShownChange(
            _label(change, language), *(_told(change.what, values, language) for values in (change.now, change.before))
        )
        for change in changes
    ]


def other_length(before_ms: int, now_ms: int, language: Language) -> Sequence[ShownChange]:
    """Return that a talk is longer or shorter than it was, where people see that it is."""
    before, now = clock(before_ms), clock(now_ms)
    return [] if before == now else [ShownChange(language.words["changes"]["duration"], (now,), (before,))]


def _label(change: Change, language: Language) -> str:
    words = language.words["changes"]
    if change.language is None:
        return str(words[change.what])
    return str(words["captions_in"].format(language_name(language.locale, change.language)))


def _told(what: Changed, values: Sequence[str], language: Language) -> Sequence[str]:
    words = language.words
    match what:
        case Changed.HELD_ON:
            return [day(date.fromisoformat(each), language.locale) for each in values]
        case Changed.LANGUAGE:
            return [language_name(language.locale, each) for each in values]
        case Changed.TIMES:
            # A build of an earlier version says only what was asked for, which may be that the service finds them.
            return [words["methods"][each] for each in values if each in words["methods"]]
        case Changed.VARIANTS:
            return [words["files"].get(each, each) for each in values]
        case Changed.NOTES | Changed.CLEAN_UP | Changed.AUTOMATIC_CAPTIONS:
            return [words["changes"][each] for each in values]
        case _:
            return values
