"""What is guessed of a talk, and above all what is not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.guesses import (
    Guesses,
    Properties,
    Told,
    day_in_name,
    guesses,
    held_on,
    language_of,
    speakers_of,
    title_from_name,
    title_of,
)
from mediasvc.domain.seminar import checked_name

TODAY = date(2026, 11, 29)
NAMELESS = "1.pptx"


def deck(name: str = NAMELESS, **properties: object) -> Told:
    return Told(name, Properties(**properties), is_deck=True)  # type: ignore[arg-type]


def recording(name: str = "REC0001.mp3", **properties: object) -> Told:
    return Told(name, Properties(**properties), is_deck=False)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Savings_groups-FINAL v3.pptx", "Savings groups"),
        ("Savings groups (2).pptx", "Savings groups"),
        ("Copy of Savings groups - draft.odp", "Savings groups"),
        ("savings-groups-that-last.pdf", "savings groups that last"),
        ("2026-11-05 Savings groups.pptx", "Savings groups"),
        ("Savings_groups_20261105_final_FINAL.pptx", "Savings groups"),
        ("Self-help groups in Benin.pptx", "Self-help groups in Benin"),
        ("مجموعات الادخار-v2.pptx", "مجموعات الادخار"),
        ("C:\\Users\\Hana\\Savings groups.ppt", "Savings groups"),
        ("The final exam of 2025.pptx", "The final exam of 2025"),
        ("", ""),
    ],
)
def test_a_files_name_is_cleaned_up(name: str, title: str) -> None:
    assert title_from_name(name) == title


@pytest.mark.parametrize(
    "written",
    [
        *("PowerPoint Presentation", "Slide 1", "Microsoft PowerPoint - x.ppt", "untitled", "Präsentation", "Folie 1"),
        *("PowerPoint-Präsentation", "Présentation PowerPoint", "Presentación de PowerPoint", "スライド 1", "Titre_v2"),
        *("عرض تقديمي في PowerPoint", "Презентация PowerPoint", "No Slide Title", "Presentation1", "  ", "2026", "---"),
        *("Click to edit Master title style", "New Microsoft PowerPoint Presentation", "\u200f", "w" * 121),
    ],
)
def test_what_programs_write_is_no_title(written: str) -> None:
    if written == "Microsoft PowerPoint - x.ppt":
        assert title_of([deck(title=written)]) == "x"
    else:
        assert title_of([deck(title=written, first_slide=written)]) is None


def test_the_deck_has_the_first_word_on_its_title_then_its_first_slide_then_its_name() -> None:
    named = "Groups.pptx"
    assert title_of([deck(named, title="Savings", first_slide="Welcome")]) == "Savings"
    assert title_of([deck(named, title="Slide 1", first_slide="Welcome")]) == "Welcome"
    assert title_of([deck(named)]) == "Groups"
    assert title_of([recording("Groups.mp3"), deck(), recording(title="Groups that last")]) == "Groups that last"
    assert title_of([deck(title="Microsoft PowerPoint - Savings_groups-FINAL.pptx")]) == "Savings groups"


def test_properties_of_the_lecture_before_give_way_to_the_first_slide() -> None:
    assert title_of([deck(title="Лекция №1", first_slide="Лекция №3")]) == "Лекция №3"


@pytest.mark.parametrize(
    "written",
    [
        *(
            "Microsoft Office User",
            "user",
            "Admin",
            "Administrator",
            "Пользователь",
            "GW",
            "zackm",
            "hp",
            "Windows User",
        ),
        *("python-pptx", "Unknown", "me@example.org", "https://example.org", "Utilisateur Windows", "", "42", "x"),
    ],
)
def test_what_computers_call_themselves_is_no_speaker(written: str) -> None:
    assert speakers_of([deck(people=(written,)), recording(people=(written,))]) == ()


def test_speakers_are_those_of_the_first_file_that_names_any() -> None:
    files = [deck(people=("user",)), deck(people=("Hana Tesfaye; Amina Diallo",)), recording(people=("Radio",))]
    assert speakers_of(files) == ("Hana Tesfaye", "Amina Diallo")
    assert speakers_of([deck(people=("Hana Tesfaye and Amina Diallo", "Hana Tesfaye"))]) == speakers_of(files)
    assert speakers_of([deck(people=("هناء تسفاي",))]) == ("هناء تسفاي",)


def test_the_day_is_the_recordings_and_else_a_names() -> None:
    day, other = date(2026, 11, 5), date(2026, 11, 6)
    named = recording("2026-11-05 talk.mp3")
    assert held_on([recording(made_on=other), named], [], TODAY) == other
    assert held_on([named], [deck("2026-11-06.pptx")], TODAY) == day
    assert held_on([recording()], [deck("Groups 20261106.pptx")], TODAY) == other
    assert held_on([recording(made_on=date(1970, 1, 1))], [deck(made_on=day)], TODAY) is None
    assert held_on([recording(made_on=date(2026, 11, 30))], [], TODAY) is None


@pytest.mark.parametrize(
    "name",
    ["2026-13-05.mp3", "2026-02-30.mp3", "1234567890.mp3", "2026-11-05 to 2026-11-06.mp3", "20261.mp3"],
)
def test_what_is_no_one_day_is_none(name: str) -> None:
    assert day_in_name(name) is None


@given(st.dates(date(1991, 1, 1), TODAY), st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%Y_%m_%d", "%Y.%m.%d"]))
def test_every_day_is_found_in_a_name(day: date, form: str) -> None:
    assert day_in_name(f"Talk {day.strftime(form)} final.mp3") == day


def test_the_language_is_that_of_most_characters() -> None:
    assert language_of([{"en-US": 370, "ru-RU": 11_518}]) == "ru"
    assert language_of([{"en-US": 30, "fr-FR": 40}, {"en-GB": 20}]) == "en"
    assert language_of([{"x-none": 99, "": 9, "und": 9, "1": 5, "pt_BR": 1}]) == "pt"
    assert language_of([{}]) is None
    assert language_of([]) is None


TEXTS = st.text(max_size=60)
FILES = st.builds(
    Told,
    TEXTS,
    st.builds(
        Properties,
        TEXTS,
        TEXTS,
        st.lists(TEXTS, max_size=3).map(tuple),
        st.dictionaries(TEXTS, st.integers(1, 9), max_size=3),
        st.none() | st.dates(),
    ),
    st.booleans(),
)


@given(st.lists(FILES, max_size=4))
def test_every_guess_can_be_kept_as_it_is(files: list[Told]) -> None:
    guessed = guesses(files, TODAY)
    assert guessed.title is None or checked_name("title", guessed.title) == guessed.title
    assert all(checked_name("name", name) == name for name in guessed.speakers)
    assert len(set(guessed.speakers)) == len(guessed.speakers)
    assert guessed.held_on is None or guessed.held_on <= TODAY


def test_nothing_is_guessed_of_nothing() -> None:
    assert guesses([], TODAY) == Guesses()
