"""Where in a talk words are found, and what is shown around them."""

from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.excerpt import BEFORE, BEHIND, ELLIPSIS, Excerpt, excerpt_of
from mediasvc.domain.folding import fold
from mediasvc.domain.listing import Passage
from mediasvc.domain.search import query_of, words_of

LONG = "word " * 100


def found(texts: list[str], query: str) -> Excerpt | None:
    passages = [Passage(place * 1_000, text) for place, text in enumerate(texts)]
    return excerpt_of(passages, query_of(query).words)


def marked(excerpt: Excerpt | None) -> list[str]:
    assert excerpt is not None
    return [piece.text for piece in excerpt.pieces if piece.is_found]


def shown(excerpt: Excerpt | None) -> str:
    assert excerpt is not None
    return "".join(piece.text for piece in excerpt.pieces)


def test_the_first_passage_that_has_all_words_is_shown() -> None:
    excerpt = found(["Łódź alone", "a box in ŁÓDŹ, a box", "box lodz"], "lodz box")
    assert excerpt is not None
    assert (excerpt.start_ms, marked(excerpt)) == (1_000, ["box", "ŁÓDŹ", "box"])


def test_a_letter_that_is_found_in_part_is_shown_whole() -> None:
    assert marked(found(["Æ a"], "a")) == ["Æ", "a"]
    both = found(["an Æ"], "a e")
    assert (shown(both), marked(both)) == ("an Æ", ["a", "Æ"])


def test_or_else_the_first_that_has_most_of_them() -> None:
    excerpt = found(["one", "one two", "two one"], "one two three")
    assert excerpt is not None
    assert (excerpt.start_ms, marked(excerpt)) == (1_000, ["one", "two"])
    assert found(["one", "two"], "three") is None
    assert found([], "three") is None


def test_what_is_marked_is_as_it_was_written() -> None:
    assert marked(found(["في المَدِينَةِ اليوم"], "المدينه")) == ["المَدِينَةِ"]
    assert marked(found(["die Straße; Cafe\u0301"], "STRASSE cafe")) == ["Straße", "Cafe\u0301"]
    # What is written as one letter is marked as a whole.
    assert marked(found(["die ﬁnale"], "inale")) == ["ﬁnale"]


def test_some_words_around_it_are_shown() -> None:
    excerpt = found([f"{LONG}needle {LONG}"], "needle")
    assert shown(excerpt).startswith(f"{ELLIPSIS} word word")
    assert shown(excerpt).endswith(f"word word {ELLIPSIS}")
    assert len(shown(excerpt)) <= BEFORE + BEHIND + len("needle") + 4
    assert shown(found(["a needle here"], "needle")) == "a needle here"
    # What has no spaces is cut between letters, and keeps its marks.
    assert marked(found(["字" * 100 + "针" + "字" * 200], "针")) == ["针"]
    assert fold(shown(found(["e\u0301" * 100 + "x" + "e\u0301" * 200], "x"))).strip(f"{ELLIPSIS} ").startswith("eee")


@given(st.lists(st.text(), max_size=4), st.text(min_size=1))
def test_whatever_stands_in_a_text_is_found_there(around: list[str], text: str) -> None:
    words = words_of([text])[:10]
    line = " ".join([*around, text])
    excerpt = excerpt_of([Passage(None, line)], words)
    if words:
        assert excerpt is not None
        assert shown(excerpt).strip(f"{ELLIPSIS} ") in line
        for piece in marked(excerpt):
            assert any(word in fold(piece) for word in words)
    else:
        assert excerpt is None
