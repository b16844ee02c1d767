"""Slide times from captions."""

from dataclasses import replace

import pytest

from mediasvc.domain.captions import Caption, Said
from mediasvc.domain.timeline import Timeline, TimingMethod
from workers.timing.said_words import words_of
from workers.timing.talk import PassedOver, Talk, TimedSlide
from workers.timing.transcript import plan

TOPICS = (
    ("Savings groups", "Twenty women meet every week and put coins into a wooden box with three padlocks."),
    ("Loans", "Members borrow for seed, fertiliser and school fees, and repay within ninety days with interest."),
    ("Rainfall", "Drought years lower harvests; maize fails first, while sorghum and cassava survive."),
    ("Phones", "Mobile money agents charge commission, so transfers replace bus journeys to the bank branch."),
    ("Results", "Nineteen of twenty-four groups survived; household assets grew by a third after training."),
    ("Questions", "Could government subsidies damage trust, and should researchers publish the ledgers openly?"),
)
SLIDES = [TimedSlide(title, f"{title}\n{text}") for title, text in TOPICS]
CAPTION_MS = 4_000


def said(order: list[int], start_ms: int = 0, times: int = 2) -> Said:
    """Return captions in which the text of each slide is said so many times, in pieces of five words."""
    words = [word for slide in order for word in (f"{SLIDES[slide].text} " * times).split()]
    pieces = [" ".join(words[first : first + 5]) for first in range(0, len(words), 5)]
    return Said(
        tuple(
            Caption(start_ms + n * CAPTION_MS, start_ms + (n + 1) * CAPTION_MS - 700, text)
            for n, text in enumerate(pieces)
        )
    )


def talk_of(captions: Said | None, language: str | None = "en") -> Talk:
    end_ms = captions.captions[-1].end_ms if captions and captions.captions else 60_000
    return Talk(end_ms, SLIDES, said=captions, language=language)


def test_slides_are_found_in_their_order() -> None:
    timeline = plan(talk_of(said([0, 1, 2, 3, 4, 5])))
    assert isinstance(timeline, Timeline)
    assert timeline.method is TimingMethod.TRANSCRIPT
    assert [cue.slide for cue in timeline.cues] == [0, 1, 2, 3, 4, 5]
    assert all(cue.confidence > 0.5 and not cue.candidates for cue in timeline.cues)
    assert timeline.cues[1].reason.startswith("words heard: ")
    assert "loans" in timeline.cues[1].reason


def test_captions_whose_times_are_estimates_make_nothing_sure() -> None:
    talk = talk_of(said([0, 1, 2, 3, 4, 5]))
    sure, estimated = plan(talk), plan(replace(talk, said_is_estimated=True))
    assert isinstance(sure, Timeline)
    assert isinstance(estimated, Timeline)
    assert max(cue.confidence for cue in sure.cues) > 0.8
    assert max(cue.confidence for cue in estimated.cues) == 0.6


def test_recognised_words_are_preferred_to_captions() -> None:
    captions = said([0, 1, 2, 3, 4, 5])
    later = [replace(word, start_ms=word.start_ms + 5_000, end_ms=word.end_ms + 5_000) for word in words_of(captions)]
    by_captions, by_words = (plan(replace(talk_of(captions), words=words)) for words in (None, later))
    assert isinstance(by_captions, Timeline)
    assert isinstance(by_words, Timeline)
    assert [cue.start_ms for cue in by_words.cues[1:]] == [cue.start_ms + 5_000 for cue in by_captions.cues[1:]]


def test_recognised_words_of_another_talk_are_passed_over() -> None:
    words = words_of(Said(tuple(Caption(n * 4_000, n * 4_000 + 3_500, "he kicked the ball again") for n in range(60))))
    assert plan(replace(talk_of(None), words=words)) == PassedOver(
        "recognised words and slides have too few words in common; they may be of another talk", doubts_captions=True
    )
    assert plan(replace(talk_of(None), words=words[:3])) == PassedOver("only 3 words were recognised")


def test_music_at_the_start_belongs_to_the_first_slide() -> None:
    timeline = plan(talk_of(said([0, 1, 2, 3, 4, 5], start_ms=300_000)))
    assert isinstance(timeline, Timeline)
    assert [cue.slide for cue in timeline.cues] == [0, 1, 2, 3, 4, 5]
    assert timeline.cues[0].end_ms > 300_000


def test_questions_at_the_end_belong_to_the_last_slide() -> None:
    talk = said([0, 1, 2, 3, 4, 5]).captions
    end_ms = talk[-1].end_ms
    # Now and then a word is one of another slide.
    question = (
        "why does nobody ask the neighbours",
        "they never told us whether seed was bought",
        "and how come so late",
    )
    asked = (Caption(end_ms + n * 4_000, end_ms + n * 4_000 + 3_500, question[n % 3]) for n in range(450))
    timeline = plan(talk_of(Said((*talk, *asked))))
    assert isinstance(timeline, Timeline)
    assert [cue.slide for cue in timeline.cues] == [0, 1, 2, 3, 4, 5]
    assert abs(timeline.cues[-1].start_ms - end_ms * 5 // 6) < end_ms // 6


def test_a_slide_begins_within_a_caption_where_its_notes_begin() -> None:
    slides = [TimedSlide(title, notes=f"{text} And that is all about it.") for title, text in TOPICS]
    # Neither a pause nor the end of a sentence tells where a slide begins.
    words = " ".join(slide.notes or "" for slide in slides).replace(".", "").replace("?", "").split()
    begins = [len(" ".join(slide.notes or "" for slide in slides[:place]).split()) for place in range(len(slides))]
    captions = tuple(
        Caption(first * 400, (first + 12) * 400, " ".join(words[first : first + 12]))
        for first in range(0, len(words), 12)
    )
    timeline = plan(Talk(len(words) * 400, slides, said=Said(captions), language="en"))
    assert isinstance(timeline, Timeline)
    assert [cue.slide for cue in timeline.cues] == [0, 1, 2, 3, 4, 5]
    # The words of a caption have estimated times.
    assert all(abs(cue.start_ms - word * 400) < 800 for cue, word in zip(timeline.cues, begins, strict=True))


def test_a_slide_is_shown_soon_after_a_long_silence_begins() -> None:
    captions = said([0, 1, 2, 3, 4, 5]).captions
    first = next(n for n, each in enumerate(captions) if "Loans" in each.text)
    later = (replace(each, start_ms=each.start_ms + 30_000, end_ms=each.end_ms + 30_000) for each in captions[first:])
    timeline = plan(talk_of(Said((*captions[:first], *later))))
    assert isinstance(timeline, Timeline)
    assert timeline.cues[1].start_ms == captions[first - 1].end_ms + 4_000


@pytest.mark.parametrize(
    ("talk", "reason"),
    [
        (talk_of(None), "no captions were given"),
        (talk_of(Said(())), "there are only 0 words in the captions"),
        (talk_of(Said((Caption(0, 9_000, "thank you all"),))), "there are only 3 words in the captions"),
        (talk_of(Said((Caption(0, 9_000, "words " * 600_000),))), "the captions have more words than anyone can say"),
        (replace(talk_of(said([0, 1])), slides=SLIDES[:1]), "the deck has one slide"),
        (replace(talk_of(said([0, 1])), slides=[TimedSlide()] * 3), "the slides have no words"),
    ],
)
def test_it_passes_itself_over_and_says_why(talk: Talk, reason: str) -> None:
    assert plan(talk) == PassedOver(reason)


def test_captions_of_another_talk_are_noticed() -> None:
    others = Said(
        tuple(Caption(n * 2_000, n * 2_000 + 1_900, "stars and galaxies drift apart slowly") for n in range(60))
    )
    answer = plan(talk_of(others))
    assert isinstance(answer, PassedOver)
    assert "another talk" in answer.reason
    assert answer.doubts_captions


def test_captions_in_another_language_are_noticed() -> None:
    text = "les femmes du village se retrouvent chaque semaine et parlent de leurs enfants"
    french = Said(tuple(Caption(n * 4_000, n * 4_000 + 3_900, text) for n in range(40)))
    reason = "the captions are in another language (fr) than the slides (en)"
    assert plan(talk_of(french, language=None)) == PassedOver(reason, doubts_captions=True)
    # What tells the slides' language may stand in titles and notes alone.
    spread = [TimedSlide(slide.text[:30], slide.text[30:50], slide.text[50:]) for slide in SLIDES]
    assert sum(len(slide.text) for slide in spread) < 200
    assert plan(replace(talk_of(french), slides=spread)) == PassedOver(reason, doubts_captions=True)


def test_captions_may_lie_over_one_another() -> None:
    captions = said([0, 1, 2, 3, 4, 5]).captions
    doubled = Said(tuple(replace(each, end_ms=each.end_ms + 6_000) for each in captions))
    timeline = plan(talk_of(doubled))
    assert isinstance(timeline, Timeline)
    assert [cue.slide for cue in timeline.cues] == [0, 1, 2, 3, 4, 5]
