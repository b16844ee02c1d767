"""What stands on slides, as tokens."""

from workers.timing.slide_words import slide_words
from workers.timing.talk import TimedSlide
from workers.timing.tokens import TokenReader

READER = TokenReader("en")


def test_titles_texts_and_notes_count() -> None:
    [words] = slide_words([TimedSlide("Loans", "Loans\nSeed and fertiliser", "Loans are repaid.")], READER)
    assert words.counts["loan"] == 3
    assert words.counts["seed"] == 1


def test_places_go_from_the_top_to_the_end() -> None:
    [words] = slide_words([TimedSlide("Loans", "Loans seed fertiliser harvest")], READER)
    places = [words.places[form] for form in ("loan", "seed", "fertilis", "harvest")]
    assert places == sorted(places)
    assert all(0 <= place <= 1 for place in places)


def test_lines_that_stand_on_many_slides_are_left_out() -> None:
    slides = [TimedSlide(text=f"{topic}\nVillage seminar, page {n}") for n, topic in enumerate(["Seed"] + ["Rain"] * 5)]
    words = slide_words(slides, READER)
    assert all("villag" not in each.counts for each in words)
    assert words[0].counts["seed"] == 1
    few = slide_words(slides[:4], READER)
    assert all("villag" in each.counts for each in few)


def test_notes_tell_how_long_a_slide_is_shown_where_they_are_more_than_a_remark() -> None:
    spoken = " ".join(["word"] * 30)
    by_notes, by_text = slide_words(
        [TimedSlide(text="One two", notes=spoken), TimedSlide(text=spoken, notes="ask")], READER
    )
    assert (by_notes.expected_words, by_text.expected_words) == (30, 21)


def test_words_read_from_pictures_count() -> None:
    [words] = slide_words([TimedSlide("Loans", "Loans and seed", picture_text="repaid\nmaize")], READER)
    assert words.counts == {"loan": 2, "seed": 1, "repaid": 1, "maiz": 1}


def test_lines_read_from_many_pictures_are_left_out() -> None:
    slides = [TimedSlide(picture_text=f"{topic}\nVillage seminar") for topic in ["Seed"] + ["Rain"] * 5]
    words = slide_words(slides, READER)
    assert all("villag" not in each.counts for each in words)
    assert words[0].counts["seed"] == 1
