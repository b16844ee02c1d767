"""All that is said in a talk, as text to be read."""

from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.captions import Caption, Said
from mediasvc.domain.timeline import Cue
from mediasvc.domain.transcript import LONG_CHARACTERS, PAUSE_MS, transcript_of

TITLES = ["1. Savings", "2", "3. نعم"]
CUES = [Cue(0, 0, 10_000, 1.0), Cue(1, 10_000, 3_723_000, 1.0), Cue(0, 3_723_000, 3_800_000, 1.0)]


def paragraphs(*captions: Caption, voices: frozenset[str] = frozenset()) -> list[str]:
    """Those of a talk with one slide."""
    told = transcript_of(Said(captions, voices), [Cue(0, 0, 3_800_000, 1.0)], TITLES, ["A talk"])
    return told.removeprefix("A talk\n\n1. Savings (0:00:00)\n\n").removesuffix("\n").split("\n\n")


def test_what_is_said_stands_below_its_slide() -> None:
    said = Said((Caption(0, 2_000, "One\ntwo"), Caption(9_000, 10_999, "three."), Caption(3_723_000, 3_724_000, "نعم")))
    assert transcript_of(said, CUES, TITLES, ["A talk", "Hana, አበበ"]) == (
        "A talk\nHana, አበበ\n\n1. Savings (0:00:00)\n\nOne two\n\nthree.\n\n2 (0:00:10)\n\n1. Savings (1:02:03)\n\nنعم\n"
    )


def test_what_spans_two_slides_stands_below_the_one_that_it_overlaps_longer() -> None:
    said = Said((Caption(9_000, 11_000, "As long in both."), Caption(9_500, 11_000, "Longer in the second.")))
    told = transcript_of(said, CUES, TITLES, ["A talk"])
    assert told.startswith("A talk\n\n1. Savings (0:00:00)\n\nAs long in both.\n\n2 (0:00:10)\n\nLonger in the second.")


def test_a_pause_begins_a_paragraph() -> None:
    assert paragraphs(Caption(0, 100, "One"), Caption(100 + PAUSE_MS - 1, 5_000, "two")) == ["One two"]
    assert paragraphs(Caption(0, 100, "One"), Caption(100 + PAUSE_MS, 5_000, "two")) == ["One", "two"]
    assert paragraphs(Caption(0, 9_000, "One"), Caption(1, 2, "two"), Caption(9_000, 9_001, "three")) == [
        "One two three"
    ]


def test_a_long_paragraph_ends_with_a_sentence() -> None:
    long = "x" * LONG_CHARACTERS
    assert paragraphs(Caption(0, 100, long), Caption(100, 200, "two.")) == [f"{long} two."]
    assert paragraphs(Caption(0, 100, f"{long}."), Caption(100, 200, "two.")) == [f"{long}.", "two."]


def test_a_voice_begins_a_paragraph() -> None:
    said = Caption(0, 100, "Hana: One\nAbebe: Two"), Caption(100, 200, "Remember: three")
    assert paragraphs(*said, voices=frozenset({"Hana", "Abebe"})) == ["Hana: One", "Abebe: Two Remember: three"]


starts = st.lists(st.integers(0, 3_799_999)).map(sorted)


@given(starts)
def test_no_word_is_lost(starts_ms: list[int]) -> None:
    said = Said(tuple(Caption(start_ms, start_ms + 1_000, f"word{place}") for place, start_ms in enumerate(starts_ms)))
    told = transcript_of(said, CUES, TITLES, ["A talk"])
    assert [word for word in told.split() if word.startswith("word")] == [f"word{n}" for n in range(len(starts_ms))]
