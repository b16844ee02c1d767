"""Slide times of talks that go another way than their decks: all methods together find them, or say why not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from mediasvc.domain.captions import Caption, Said
from mediasvc.domain.speech import Span
from mediasvc.domain.timeline import Timeline, TimingMethod
from workers.timing.methods import plan
from workers.timing.talk import Talk, TimedSlide

SYLLABLES = ("ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "ru")
WORDS_A_SLIDE, WORDS_A_CAPTION = 12, 4
CAPTION_MS, PAUSE_MS = 1_600, 300
FOREIGN = "les femmes du village se retrouvent chaque semaine et parlent de leurs enfants"
QUESTIONS = ("why does nobody ask the neighbours", "they never told us how it went", "and how come so late")
HALF_AN_HOUR_MS = 1_800_000
# No method that guesses says more of a talk that it cannot time.
GUESSED = 0.1
SURE, LOOKS = 0.9, 50


def word(number: int) -> str:
    """Return a word that no other number has."""
    return "".join(SYLLABLES[int(digit)] for digit in f"{number:05}")


def deck(slides: int) -> list[TimedSlide]:
    """Return slides, each with words of its own."""
    texts = [" ".join(map(word, range(n * WORDS_A_SLIDE, (n + 1) * WORDS_A_SLIDE))) for n in range(slides)]
    return [TimedSlide(text.partition(" ")[0], text) for text in texts]


def said(texts: Sequence[str], start_ms: int = 0) -> Said:
    """Return captions in which the texts are said one after the other."""
    words = [word for text in texts for word in text.split()]
    pieces = [" ".join(words[first : first + WORDS_A_CAPTION]) for first in range(0, len(words), WORDS_A_CAPTION)]
    starts = (start_ms + n * (CAPTION_MS + PAUSE_MS) for n in range(len(pieces)))
    return Said(tuple(Caption(at, at + CAPTION_MS, text) for at, text in zip(starts, pieces, strict=True)))


def talk_of(slides: Sequence[TimedSlide], words: Said | None) -> Talk:
    """Return a talk, with the speech that is in its captions."""
    captions = () if words is None else words.captions
    end_ms = captions[-1].end_ms if captions else 60_000
    speech = [Span(each.start_ms, each.end_ms) for each in captions]
    return Talk(end_ms, slides, said=words, language="en", speech=speech)


def found_by(timeline: Timeline) -> Mapping[TimingMethod, str]:
    return {finding.method: finding.sentence for finding in timeline.findings}


def shown(timeline: Timeline) -> list[int]:
    return [cue.slide for cue in timeline.cues]


def share_right(timeline: Timeline, order: Sequence[int], within_ms: tuple[int, int]) -> float:
    """Return the share of this time at which the right slide is shown; all are shown for as long."""
    first_ms, last_ms = within_ms
    each_ms = (last_ms - first_ms) / len(order)
    looks = [(slide, first_ms + each_ms * (n + look / LOOKS)) for n, slide in enumerate(order) for look in range(LOOKS)]
    right = [
        cue.slide == slide for slide, at_ms in looks for cue in timeline.cues if cue.start_ms <= at_ms < cue.end_ms
    ]
    return sum(right) / len(looks)


SLIDES = deck(8)
TEXTS = [slide.text for slide in SLIDES]
TALK = said(TEXTS)
NO_TEXT = [TimedSlide()] * 8
FREE_TALK = said([QUESTIONS[n % 3] for n in range(120)])


@pytest.mark.parametrize(
    ("talk", "reason"),
    [
        (talk_of(SLIDES, said([FOREIGN] * 40)), "the captions are in another language (fr) than the slides"),
        (talk_of(SLIDES, FREE_TALK), "than the slides"),
        (talk_of(NO_TEXT, TALK), "the slides have no words"),
        (talk_of(deck(1_000), FREE_TALK), "than the slides"),
        (talk_of(SLIDES, None), "no captions were given"),
    ],
    ids=["another language", "another talk", "no text", "1,000 slides of another talk", "nothing but the deck"],
)
def test_where_no_method_applies_the_split_is_even_and_a_guess(talk: Talk, reason: str) -> None:
    timeline = plan(TimingMethod.AUTO, talk)
    assert timeline.method is TimingMethod.EVEN
    assert {cue.confidence for cue in timeline.cues} == {GUESSED}
    assert reason in found_by(timeline)[TimingMethod.TRANSCRIPT]
    assert len(timeline.findings) == len(TimingMethod) - 2
    assert all(sentence for sentence in found_by(timeline).values())


def test_one_slide_is_shown_throughout() -> None:
    timeline = plan(TimingMethod.AUTO, talk_of(SLIDES[:1], TALK))
    assert (shown(timeline), timeline.method, timeline.confidence) == ([0], TimingMethod.EVEN, 1.0)
    assert found_by(timeline)[TimingMethod.TRANSCRIPT] == "the deck has one slide"


@pytest.mark.parametrize(
    "order",
    [[0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 3, 4, 6, 7], [0, 1, 2, 3, 1, 4, 5, 6, 7], [0, 1, 2, 0, 3, 4, 6, 2, 7]],
    ids=["all", "two never", "one twice", "some never, some twice"],
)
def test_slides_that_are_never_shown_or_shown_twice_are_found(order: list[int]) -> None:
    talk = said([TEXTS[slide] for slide in order for _ in range(8)])
    timeline = plan(TimingMethod.AUTO, talk_of(SLIDES, talk))
    assert timeline.method is TimingMethod.TRANSCRIPT
    assert share_right(timeline, order, (0, talk.captions[-1].end_ms)) > 0.95
    # One that is shown between two others, and never spoken of, is not sure.
    assert all(cue.confidence < SURE for cue in timeline.cues if cue.slide not in order)


@pytest.mark.parametrize("music_ms", [0, 300_000])
@pytest.mark.parametrize("questions_ms", [0, HALF_AN_HOUR_MS])
def test_music_before_and_questions_after_leave_the_talk_as_it_is(music_ms: int, questions_ms: int) -> None:
    talk = said([text for text in TEXTS for _ in range(3)], music_ms)
    end_ms = talk.captions[-1].end_ms
    asked = said([QUESTIONS[n % 3] for n in range(questions_ms // 3_000)], end_ms + PAUSE_MS)
    timeline = plan(TimingMethod.AUTO, talk_of(SLIDES, Said((*talk.captions, *asked.captions))))
    assert timeline.method is TimingMethod.TRANSCRIPT
    assert share_right(timeline, [*range(8)], (music_ms, end_ms)) > 0.9
    assert timeline.cues[0].end_ms > music_ms
    # Questions are about any slide: what is shown then is the last one, or doubtful.
    assert all(cue.slide == 7 or cue.confidence < SURE for cue in timeline.cues if cue.start_ms > end_ms)


@pytest.mark.parametrize("music_ms", [0, 300_000])
def test_half_an_hour_of_questions_is_no_reading_of_the_slides(music_ms: int) -> None:
    talk = said(TEXTS, music_ms)
    asked = said([QUESTIONS[n % 3] for n in range(600)], talk.captions[-1].end_ms + PAUSE_MS)
    whole = talk_of(SLIDES, Said((*talk.captions, *asked.captions)))
    timeline = plan(TimingMethod.AUTO, replace(whole, said=None))
    assert timeline.method is TimingMethod.EVEN
    assert "a minute" in found_by(timeline)[TimingMethod.PAUSES]


def test_three_silent_slides_of_a_narrated_deck_keep_their_times() -> None:
    silent = (2, 5, 6)
    slides = [
        replace(slide, narrated_ms=None if n in silent else 9_000, rehearsed_ms=4_000) for n, slide in enumerate(SLIDES)
    ]
    lengths_ms = [4_000 if n in silent else 9_000 for n in range(8)]
    timeline = plan(TimingMethod.AUTO, Talk(sum(lengths_ms), slides))
    assert timeline.method is TimingMethod.NARRATION
    assert [cue.end_ms - cue.start_ms for cue in timeline.cues] == lengths_ms
