"""Pictures are read in the talk's language, or else in that of the deck's script; and always in English."""

import pytest

from workers.ocr.languages import languages_of, of_script, of_tag

HERE = frozenset({"eng", "ara", "amh", "fra", "chi_sim", "chi_tra", "jpn", "hin"})
RUSSIAN = "Сбережения и займы в сельских группах каждую неделю"


@pytest.mark.parametrize(
    ("tag", "text", "read_in"),
    [
        ("ar", "", ("ara", "eng")),
        ("fr-CA", RUSSIAN, ("fra", "eng")),
        ("en-GB", "", ("eng",)),
        ("zh-Hant", "", ("chi_tra", "eng")),
        ("zh-TW", "", ("chi_tra", "eng")),
        ("zh", "", ("chi_sim", "eng")),
        ("sw", "", ("eng",)),  # not installed
        ("tlh", "", ("eng",)),  # none there is
        (None, "", ("eng",)),
        (None, "مجموعات الادخار والقروض في القرية كل أسبوع وكل شهر", ("ara", "eng")),
    ],
)
def test_languages_are_the_talks_then_the_decks_then_english(
    tag: str | None, text: str, read_in: tuple[str, ...]
) -> None:
    assert languages_of(tag, text, HERE) == read_in


def test_without_any_language_nothing_is_read() -> None:
    assert languages_of("fr", "", frozenset({"ara"})) == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (RUSSIAN, "rus"),
        ("Savings groups that last, in forty villages of the north", None),
        ("Ж" * 39, None),
        ("Savings groups that last " * 9 + "Ж" * 50, None),  # a few names
        ("貯蓄グループは毎週お金を集めて村の人に貸します。" * 3, "jpn"),
        ("储蓄小组每周收钱并借给村里的人" * 4, "chi_sim"),
        ("የቁጠባ ቡድኖች በየሳምንቱ ገንዘብ ይሰበስባሉ ለመንደሩ ሰዎችም ያበድራሉ በየወሩም", "amh"),
        ("", None),
    ],
)
def test_a_script_tells_its_likeliest_language(text: str, name: str | None) -> None:
    assert of_script(text) == name


def test_every_language_that_pages_speak_is_known_to_tesseract() -> None:
    assert [of_tag(tag) for tag in ("en", "ar", "es", "fr", "pt", "sw")] == ["eng", "ara", "spa", "fra", "por", "swa"]
