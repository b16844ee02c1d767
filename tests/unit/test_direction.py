"""Lines of Arabic and Hebrew, from left to right as they stand, back to text as it is read."""

import unicodedata
from collections.abc import Sequence

import pytest
from bidi import get_display  # pyright: ignore[reportMissingTypeStubs] - it ships none
from hypothesis import given
from hypothesis import strategies as st

from workers.decks.direction import as_read, ligatures, plain_letters
from workers.decks.page_text import lines_as_read

# Without what is mirrored: how a file has it is not to be known from its place.
OTHERS = ["Windows", "word", "12", "3.5", "2024", "25%", "$7"]
SCRIPTS = (["שלום", "עולם"], ["كتاب", "الاحتياجات", "٢٥", "۱۲۳"])
SIGNS = st.sampled_from([" ", " ", " ", " - ", ", ", ": ", "/", "، "])
LINES = st.sampled_from(SCRIPTS).flatmap(
    lambda words: st.lists(st.tuples(st.sampled_from(words + OTHERS), SIGNS), min_size=1, max_size=8)
)


def as_it_stands(text: str, right_to_left: bool = True) -> list[str]:
    """The letters from left to right, brackets as they look."""
    return list(str(get_display(text, base_dir="R" if right_to_left else "L")))


@pytest.mark.parametrize(
    "text",
    [
        "الاحتياجات الأساسية",
        "1. הבעיה",
        "1. الاحتياجات",
        "البند 3.5 من 12 بندا",
        "التاريخ 12/05/2024 الساعة 10:30",
        "العام 2023-2024 / الفصل 2",
        "٢٥٪ من السكان (١٢٬٣٤٥)",
        "نسبة 25% والسعر $100.50",
        "استخدام Windows 10 في المدرسة",
        "منظمة الصحة العالمية (WHO) في 2024",
        'قال: "نعم"، ثم ذهب؟',
        "فصل [أ] و{ب}",
        "שלום עולם (2024)",
        "מחקר של MIT Media Lab בנושא",
        "טלפון: 03-1234567",
        "מחיר: 100 ₪, הנחה של 15%",
        "البريد: info@example.org",
        "أ) الهدف الأول",
        "• النقطة الأولى",
        "«نعم» ثم (لا)",
    ],
)
def test_a_line_from_right_to_left_is_read(text: str) -> None:
    assert as_read(as_it_stands(text), right_to_left=True) == text
    # Some files have brackets as they are meant, not as they look.
    turned = str.maketrans("()[]{}\xab\xbb", ")(][}{\xbb\xab")
    assert as_read([each.translate(turned) for each in as_it_stands(text)], right_to_left=True) == text


@pytest.mark.parametrize(
    "text", ["A line (with 12.5%)", "The word שלום means peace", "The word كتاب (kitab) means book", "x < y > z"]
)
def test_a_line_from_left_to_right_is_read(text: str) -> None:
    assert as_read(as_it_stands(text, right_to_left=False), right_to_left=False) == text


@given(LINES, st.booleans())
def test_what_is_read_stands_as_it_stood(words: list[tuple[str, str]], right_to_left: bool) -> None:
    line = as_it_stands("".join(map("".join, words)).strip(), right_to_left)
    assert as_it_stands(as_read(line, right_to_left), right_to_left) == line


@given(st.lists(st.text(min_size=1, max_size=3), max_size=100), st.booleans())
def test_no_cluster_is_lost(line: list[str], right_to_left: bool) -> None:
    read = as_read(line, right_to_left)
    brackets = str.maketrans(")]}\xbb\u203a\u27e9", "([{\xab\u2039\u27e8")
    assert sorted(read.translate(brackets)) == sorted("".join(line).translate(brackets))


def test_clusters_stay_together() -> None:
    line = ["ن", "دًا", "ب", " ", "ص", "لا", "خ"]
    assert as_read(line, right_to_left=True) == "خلاص بدًان"


def test_forms_of_letters_become_letters() -> None:
    assert plain_letters("\ufefb \ufedb\ufe98\ufe8e\ufe8f \ufb2a \ufb01 ½") == "لا كتاب ש\u05c1 \ufb01 ½"
    assert {"لا", "لأ", "لإ", "لآ"} < ligatures()


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        (["A line.", ".NGO", "היעבה"], ["A line.", ".NGO", "הבעיה"]),
        (["היעבה .1", ".NGO", "12.5%"], ["1. הבעיה", "NGO.", "12.5%"]),
    ],
)
def test_a_line_without_a_direction_has_the_pages(lines: Sequence[str], read: Sequence[str]) -> None:
    assert lines_as_read([list(line) for line in lines]) == list(read)


def test_text_is_in_unicodes_composed_form() -> None:
    assert lines_as_read([["ة", "\u0627\u0653"]]) == [unicodedata.normalize("NFC", "آة")]
