"""Captions of another talk are noticed, whatever the slide times come from, and people are told of it."""

from dataclasses import replace

import pytest

from mediasvc.cli.built import unused_captions
from mediasvc.domain.build import Digest
from mediasvc.domain.captions import Caption, Said
from mediasvc.domain.timeline import Finding, Timeline, TimingMethod
from mediasvc.domain.timeline_summary import summary_of
from workers.decks.outline import SlideOutline
from workers.steps import compare_captions
from workers.steps.read_slides import ReadSlide
from workers.timing import methods
from workers.timing.talk import Talk, TimedSlide

TEXTS = [
    "The women meet every week and put their savings into the wooden box with three locks",
    "A loan pays for seed and fertilizer and is returned with interest after the harvest",
    "What the group cannot agree about is decided by all members with coloured stones",
    "Mobile phones send money to the village, and the journey to the bank takes a whole day",
]
SLIDES = [
    ReadSlide(Digest("0"), number, "", SlideOutline(number, text[:20], text))
    for number, text in enumerate(TEXTS, start=1)
]
FRENCH = "les femmes du village se retrouvent chaque semaine et parlent de leurs enfants"
GEOLOGY = "basalt and granite melt below volcanoes where plates of oceanic crust sink"
SHORT = Said((Caption(0, 9_000, "thank you all"),))


def said(*texts: str) -> Said:
    """Return captions that say each text five times."""
    all_of_it = [text for text in texts for _ in range(5)]
    return Said(tuple(Caption(n * 5_000, n * 5_000 + 4_900, text) for n, text in enumerate(all_of_it)))


def timeline(captions: Said | None, method: TimingMethod) -> Timeline:
    slides = [TimedSlide(slide.outline.title, slide.outline.text, None) for slide in SLIDES]
    return methods.plan(method, Talk(100_000, slides, said=captions, language="en"))


@pytest.mark.parametrize("method", [TimingMethod.AUTO, TimingMethod.EVEN])
@pytest.mark.parametrize(
    ("captions", "reason"),
    [
        (said(GEOLOGY), "too few words in common; they may be of another talk"),
        (said(FRENCH), "in another language (fr) than the slides (en)"),
    ],
    ids=["another talk", "another language"],
)
def test_captions_that_do_not_fit_the_slides_are_a_warning(captions: Said, reason: str, method: TimingMethod) -> None:
    (warning,) = compare_captions.run(captions, timeline(captions, method), SLIDES, "en")
    assert warning.code == "captions_doubtful"
    assert reason in warning.message


@pytest.mark.parametrize("method", [TimingMethod.AUTO, TimingMethod.EVEN])
@pytest.mark.parametrize("captions", [said(*TEXTS), SHORT], ids=["of this talk", "too few words to tell"])
def test_others_are_none(captions: Said, method: TimingMethod) -> None:
    assert compare_captions.run(captions, timeline(captions, method), SLIDES, "en") == []


@pytest.mark.parametrize(
    ("captions", "told"),
    [
        (None, []),
        (said(*TEXTS), []),
        (SHORT, ["Words tell no slide times: there are only 3 words in the captions"]),
    ],
    ids=["none", "of this talk", "few words"],
)
def test_one_line_says_why_captions_tell_no_slide_times(captions: Said | None, told: list[str]) -> None:
    assert unused_captions(summary_of(timeline(captions, TimingMethod.AUTO))) == told


def test_where_nobody_looked_for_times_in_captions_there_is_nothing_to_say() -> None:
    summary = summary_of(timeline(SHORT, TimingMethod.EVEN))
    assert unused_captions(summary) == []
    assert unused_captions(replace(summary, findings=(Finding(TimingMethod.TRANSCRIPT, "found", 0.4),))) == []
