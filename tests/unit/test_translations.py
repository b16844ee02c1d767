"""Captions in several languages: what stays, what is replaced, and what does not go together."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.console.files import language_of
from mediasvc.delivery.languages import language_direction
from mediasvc.domain.build import BuildRequest, Digest, Source, Translation
from mediasvc.domain.errors import Usage
from mediasvc.domain.languages import LONGEST, TAG, canonical_language
from mediasvc.domain.order import Order, request_of
from mediasvc.domain.seminar import SeminarDetails
from mediasvc.domain.translations import OWN
from workers.steps.language_names import own_name


def source(name: str) -> Source:
    return Source(Digest(f"{hash(name) & 0xFFFF:064x}"), name, 1)


DECK, SOUND, OTHER, ENGLISH, FRENCH, ARABIC = map(source, ("a.pdf", "a.mp3", "b.mp3", "a.vtt", "a.fr.vtt", "a.ar.vtt"))
FILES = (DECK, SOUND)
ABC = "abcdefgh"
IN_ENGLISH = SeminarDetails("A talk", language="en")
FIRST = BuildRequest(FILES, IN_ENGLISH)

LANGUAGES: list[str] = ["en", "fr", "ar", "pt-BR", OWN]
CHOICES: list[Source | None] = [None, ENGLISH, FRENCH, ARABIC]
orders = st.dictionaries(st.sampled_from(LANGUAGES), st.sampled_from(CHOICES)).filter(
    lambda order: None in (order.get("en"), order.get(OWN))
)


def spoken(request: BuildRequest) -> dict[str, Source]:
    own = {} if request.captions is None else {"en": request.captions}
    return own | {each.language: each.source for each in request.translations}


def ordered(before: BuildRequest, **asked: Any) -> BuildRequest:
    return request_of(Order[Source](**asked), before, before.details)


@given(orders, orders)
def test_each_language_keeps_its_captions_until_others_or_none_are_given(
    first: dict[str, Source | None], second: dict[str, Source | None]
) -> None:
    before = ordered(FIRST, captions_in=first)
    asked: dict[str, Source | None] = {"en" if tag == OWN else tag: None for tag in second}
    asked |= {"en" if tag == OWN else tag: each for tag, each in second.items() if each is not None}
    expected = {tag: each for tag, each in (spoken(before) | asked).items() if each is not None}
    after = ordered(before, captions_in=second)
    assert spoken(after) == expected
    assert ordered(after) == after
    assert all(each.source in after.sources for each in after.translations)


def test_captions_in_the_talks_language_are_its_own() -> None:
    made = ordered(FIRST, captions_in={"EN": ENGLISH, "Fr": FRENCH})
    assert (made.captions, made.captions_with) == (ENGLISH, FILES)
    assert made.translations == (Translation("fr", FRENCH, FILES),)
    assert ordered(made, captions_in={"en": None}).captions is None
    with pytest.raises(Usage, match="given twice in the talk's own language, en"):
        ordered(FIRST, captions=ENGLISH, captions_in={"en": FRENCH})


def test_captions_follow_the_talk_to_another_language() -> None:
    unknown = ordered(replace(FIRST, details=SeminarDetails("A talk")), captions_in={"fr": FRENCH})
    assert (unknown.captions, len(unknown.translations)) == (None, 1)
    in_french = request_of(Order[Source](), unknown, replace(IN_ENGLISH, language="fr"))
    assert (in_french.captions, in_french.translations) == (FRENCH, ())
    both = ordered(FIRST, captions=ENGLISH, captions_in={"fr": FRENCH})
    with pytest.raises(Usage, match="captions in fr beside its own"):
        request_of(Order[Source](), both, replace(IN_ENGLISH, language="fr"))
    chosen = request_of(Order[Source](captions_in={"fr": FRENCH}), both, replace(IN_ENGLISH, language="fr"))
    assert (chosen.captions, chosen.translations) == (FRENCH, ())


def test_none_in_any_language_stay_but_those_that_are_given() -> None:
    both = ordered(FIRST, captions=ENGLISH, captions_in={"fr": FRENCH})
    assert spoken(ordered(both, cleared=frozenset({"captions"}))) == {}
    assert spoken(ordered(both, cleared=frozenset({"captions"}), captions_in={"ar": ARABIC})) == {"ar": ARABIC}


def test_each_languages_captions_belong_to_their_recording() -> None:
    first = ordered(FIRST, captions_in={"fr": FRENCH})
    moved = ordered(first, files=(DECK, OTHER), captions_in={"ar": ARABIC})
    assert [each.given_with for each in moved.translations] == [FILES, (DECK, OTHER)]
    kept = ordered(moved, keep_captions=True)
    assert [each.given_with for each in kept.translations] == [(DECK, OTHER)] * 2


@pytest.mark.parametrize(
    "languages",
    [["french"], [""], ["fr", "FR"], ["pt-br", "pt-BR"], ["../x"], [f"a{one}{other}" for one in ABC for other in ABC]],
)
def test_what_is_no_language_or_too_much_is_refused(languages: list[str]) -> None:
    with pytest.raises(Usage):
        Order(captions_in=dict.fromkeys(languages, "talk.vtt"))


@given(st.from_regex(TAG, fullmatch=True).filter(lambda tag: len(tag) <= LONGEST))
def test_every_tag_has_one_form_a_name_and_a_direction(tag: str) -> None:
    assert canonical_language(tag.upper()) == canonical_language(tag.lower()) == canonical_language(tag)
    assert own_name(tag)
    assert language_direction(tag) in ("ltr", "rtl", "auto")


def test_languages_are_called_as_they_call_themselves() -> None:
    names = {"fr": "Français", "ar": "العربية", "pt-BR": "Português (Brasil)", "qq": "qq", "und": "und"}
    assert {tag: own_name(tag) for tag in names} == names
    assert [language_direction(tag) for tag in ("ar", "fr", "ur", "und", "qq")] == ["rtl", "ltr", "rtl", "auto", "auto"]


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("talk.fr.vtt", "fr"),
        ("talk_FR.srt", "fr"),
        ("my talk-pt-br.vtt", "pt-BR"),
        ("talk.vtt", OWN),
        ("talk_v2.srt", OWN),
        ("talk.xx.vtt", OWN),
        ("fr.vtt", OWN),
        ("محاضرة.ar.vtt", "ar"),
    ],
)
def test_the_language_is_guessed_from_the_files_name(name: str, language: str) -> None:
    assert language_of(name, None, {}) == language
    assert language_of(name, None, {"sw": name}) == "sw"
    assert language_of(name, "es", {"sw": name}) == "es"
