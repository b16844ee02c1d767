"""Which slides a deck's warnings belong to, so that people read each at its slide.

What a deck's reading has kept of each slide tells it, also of decks that were read before warnings named slides.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from mediasvc.domain.build import BuildWarning
from workers.decks import rewrite
from workers.decks.fonts import installed_fonts
from workers.decks.identify import DeckKind
from workers.decks.outline import SlideOutline
from workers.steps.ingest import IngestedDeck

# Whether a warning of a code is about a slide of the deck. Of other warnings, nobody knows it: fonts are those of the
# whole deck, and hidden slides have no number.
ABOUT: Mapping[str, Callable[[IngestedDeck, SlideOutline], bool]] = {
    "animations_flattened": lambda _, slide: slide.animated,
    "form_fields_blank": lambda _, slide: slide.blank_fields,
    "glyphs_missing": lambda _, slide: bool(installed_fonts().missing(slide.title + slide.text + slide.signs)),
    "media_linked_ignored": lambda deck, slide: is_linked(deck, slide),
    "pictures_missing": lambda deck, slide: slide.deck_number in deck.lost,
    "text_unreadable": lambda _, slide: slide.garbled,
}


def listed(numbers: Sequence[int]) -> str:
    """Return slides' numbers as they stand in a sentence: a dozen, and how many more."""
    told = ", ".join(map(str, numbers[:12]))
    return told if len(numbers) <= 12 else f"{told} and {len(numbers) - 12} more"


def is_linked(deck: IngestedDeck, slide: SlideOutline) -> bool:
    """Return whether the slide shows or plays what is not in the deck."""
    has_media = slide.linked_media > 0 and deck.kind is DeckKind.PPTX
    return has_media or slide.deck_number in deck.linked


def at_slides(
    warnings: Sequence[BuildWarning], deck: IngestedDeck, slides: Sequence[SlideOutline], before: int
) -> tuple[BuildWarning, ...]:
    """Return the deck's warnings with the numbers of their slides; `before` slides of other decks come first."""
    return tuple(
        replace(warning, slides=tuple(_numbers(warning.code, deck, slides, before + 1))) for warning in warnings
    )


def _numbers(code: str, deck: IngestedDeck, slides: Sequence[SlideOutline], first: int) -> list[int]:
    return [number for number, slide in enumerate(slides, start=first) if _is_about(code, deck, slide)]


def _is_about(code: str, deck: IngestedDeck, slide: SlideOutline) -> bool:
    if code in rewrite.SENTENCES:
        return code in slide.drawn_otherwise
    return code in ABOUT and ABOUT[code](deck, slide)
