"""A warning is given the slides that it is about, counted as people see them."""

import pytest

from mediasvc.domain.build import BuildWarning, Digest, Source
from workers.decks.fonts import Fonts
from workers.decks.identify import DeckKind
from workers.decks.outline import SlideOutline
from workers.steps import warned_slides
from workers.steps.ingest import IngestedDeck
from workers.steps.warned_slides import at_slides

# The deck's second slide is hidden, so its third is the second one that people see.
DECK = IngestedDeck(Source(Digest("d"), "talk.pptx", 9), DeckKind.PPTX, slides=4, linked=(3,), lost=(4,))
SLIDES = (
    SlideOutline(1, "One", "", animated=True),
    SlideOutline(3, "Three", "ꦲ", linked_media=1, drawn_otherwise=("formulas_missing",)),
    SlideOutline(4, "Four", "", garbled=True, blank_fields=True),
)


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("animations_flattened", (11,)),
        ("media_linked_ignored", (12,)),
        ("formulas_missing", (12,)),
        ("glyphs_missing", (12,)),
        ("pictures_missing", (13,)),
        ("text_unreadable", (13,)),
        ("form_fields_blank", (13,)),
        ("gradients_simplified", ()),
        ("slides_hidden_skipped", ()),
        ("fonts_substituted", ()),
        ("a_later_code", ()),
    ],
)
def test_a_warning_is_at_its_slides(code: str, numbers: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = Fonts(frozenset(), ((0x20, 0x7E),))
    monkeypatch.setattr(warned_slides, "installed_fonts", lambda: fonts)
    warning = BuildWarning(code, "Look at it.")
    assert at_slides([warning], DECK, SLIDES, before=10) == (BuildWarning(code, "Look at it.", numbers),)
