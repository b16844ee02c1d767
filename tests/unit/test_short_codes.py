"""The codes of short links: made of ids, and read as people write them."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import SeminarId
from mediasvc.domain.short_code import DIGITS, LENGTH, checked_code, code_of, ids_of

IDS = st.integers(0, 2**128 - 1).map(lambda number: SeminarId(f"{number:032x}"))
CODES = st.text(DIGITS, min_size=LENGTH, max_size=LENGTH)


@given(IDS)
def test_a_code_names_its_id(seminar_id: SeminarId) -> None:
    code = code_of(seminar_id)
    assert checked_code(code) == code
    first, last = ids_of(code)
    assert first <= seminar_id <= last


@given(CODES)
def test_every_id_between_has_the_code_and_the_next_one_another(code: str) -> None:
    first, last = ids_of(code)
    assert code_of(first) == code_of(last) == code
    if int(last, 16) < 2**128 - 1:
        assert code_of(SeminarId(f"{int(last, 16) + 1:032x}")) != code


def test_a_code_never_changes() -> None:
    """Posters have it: this code was printed."""
    assert code_of(SeminarId("3b1f8c52e7a94d06b2c4f19a7d3e5068")) == "7cfrrmq7n"


def test_ids_as_they_are_made_differ_in_what_codes_are_made_of() -> None:
    assert len({code_of(SeminarId(uuid.uuid4().hex)) for _ in range(2_000)}) == 2_000


@given(CODES)
def test_capitals_hyphens_and_likenesses_do_not_matter(code: str) -> None:
    for written in (code.upper(), f"{code[:3]}-{code[3:6]}-{code[6:]}", f" {code} "):
        assert checked_code(written) == code
    for likeness in ("il", "IL", "o", "O"):
        for letter in likeness:
            assert checked_code(code.replace("1" if letter in "ilIL" else "0", letter)) == code


@pytest.mark.parametrize(
    "text", ["", "1", "1" * 8, "1" * 10, "u" * 9, "\u0661" * 9, "é" * 9, "1" * 8 + "/", "1" * 100_000]
)
def test_what_is_no_code_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        checked_code(text)
