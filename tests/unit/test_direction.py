"""Lines of Arabic and Hebrew, from left to right as they stand, back to text as it is read."""

import unicodedata
from collections.abc import Sequence

import pytest
from bidi import get_display  # pyright: ignore[reportMissingTypeStubs] - it ships none
from hypothesis import given
from hypothesis import strategies as st

from workers.decks.direction import as_read, ligatures, plain_letters
from workers.decks.lines import Line
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


def line_of(text: str, left: float = 0.0, right: float = 100.0) -> Line:
    return Line(list(text), left, right, size=20.0)


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
        "سعة الذاكرة 16 GB وسرعة المعالج 3.5 GHz",
        "المسافة 10 km والسرعة 120 km/h",
        "درجة الحرارة -5 إلى +3 °C",
        "قرص SSD 512 GB جديد",
        "الجمعية (ML) ثم",
    ],
)
def test_a_line_from_right_to_left_is_read(text: str) -> None:
    assert as_read(as_it_stands(text), right_to_left=True) == text
    # Some files have brackets as they are meant, not as they look.
    turned = str.maketrans("()[]{}\xab\xbb", ")(][}{\xbb\xab")
    assert as_read([each.translate(turned) for each in as_it_stands(text)], right_to_left=True) == text


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("ملعت وه Machine Learning (ML)", "Machine Learning (ML) هو تعلم"),
        ("يأ ,Machine Learning (ML) ملعت", "تعلم Machine Learning (ML), أي"),
        ("(WHO) (Health) نع", "عن (Health) (WHO)"),
    ],
)
def test_brackets_stand_as_programs_put_them(line: str, read: str) -> None:
    # By Unicode's rule for pairs of them, which the library is without.
    assert as_read(list(line), right_to_left=True) == read


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
        (["היעבה", "3.5%-", "4567 123 50 966+", "MB 5"], ["הבעיה", "-3.5%", "+966 50 123 4567", "5 MB"]),
        # Of these it cannot be seen.
        (["היעבה", "20% - 10%", "C-", "-5"], ["הבעיה", "20% - 10%", "C-", "-5"]),
    ],
)
def test_a_line_without_a_direction_has_the_pages(lines: Sequence[str], read: Sequence[str]) -> None:
    assert lines_as_read([line_of(line) for line in lines]) == list(read)


@pytest.mark.parametrize(
    ("left", "right", "read"),
    [
        # It ends where lines from right to left begin; it begins where one ends; it stands alone.
        (60.0, 100.0, "PDF \u05d5 Word"),
        (0.0, 100.0, "Word \u05d5 PDF"),
        (20.0, 60.0, "Word \u05d5 PDF"),
    ],
)
def test_a_mostly_latin_line_belongs_to_those_that_it_stands_with(left: float, right: float, read: str) -> None:
    others = [line_of("היעבה הזו", 40.0, 100.0), line_of("היעבה הזו תרחא", 0.0, 100.0)]
    assert lines_as_read([*others, line_of("Word \u05d5 PDF", left, right)])[-1] == read


def test_text_is_in_unicodes_composed_form() -> None:
    assert lines_as_read([Line(["ة", "\u0627\u0653"], 0.0, 20.0, 20.0)]) == [unicodedata.normalize("NFC", "آة")]
