"""Lists of talks by their addresses: filters, places, states, and cells of a table."""

import csv
from datetime import date
from io import StringIO
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.console.list_filters import STATES, ListFilters, address, counted, filters_in
from mediasvc.console.table import FORMULA, cell
from mediasvc.domain.errors import NotFound, Usage
from mediasvc.domain.listed_talk import LAST_NUMBER, TITLE_CHARACTERS, Place, TalkCounts, TalkOrder, place_in
from mediasvc.domain.search import words_of
from mediasvc.domain.stage import Stage

NUMBERS = st.integers(0, LAST_NUMBER)
KEYS = {
    TalkOrder.CHANGED: NUMBERS.map(str),
    TalkOrder.NEWEST: NUMBERS.map(str),
    TalkOrder.HELD: st.just("") | st.dates().map(date.isoformat),
    TalkOrder.TITLE: st.text().map(lambda text: " ".join(words_of([text]))[:TITLE_CHARACTERS]),
}
DAYS = st.just("") | st.dates().map(date.isoformat)
FILTERS = st.builds(
    ListFilters,
    q=st.just("") | st.text(st.characters(categories=("L", "Nd")), min_size=1, max_size=20),
    state=st.sampled_from(["", *STATES]),
    series=st.text(max_size=20).map(str.strip),
    person=st.text(max_size=20).map(str.strip),
    since=DAYS,
    until=DAYS,
    sort=st.sampled_from(["", *TalkOrder]),
)


@given(st.data(), NUMBERS, st.sampled_from(TalkOrder))
def test_a_place_comes_back_from_its_address(data: st.DataObject, number: int, order: TalkOrder) -> None:
    place = Place(data.draw(KEYS[order]), number)
    assert place_in(order, str(place)) == place


@pytest.mark.parametrize("order", TalkOrder)
@pytest.mark.parametrize(
    "text", ["", "x.1", "-1.1", f"{LAST_NUMBER + 1}.1", "9" * 5_000, "\u0661.1", "1.a\0b", "1. 1\n"]
)
def test_what_is_no_place_is_refused(order: TalkOrder, text: str) -> None:
    with pytest.raises(NotFound):
        place_in(order, text)


@pytest.mark.parametrize(
    ("order", "text"),
    [
        (TalkOrder.CHANGED, "1"),
        (TalkOrder.CHANGED, "1.2026-11-21"),
        (TalkOrder.NEWEST, f"1.{LAST_NUMBER + 1}"),
        (TalkOrder.HELD, "1.1"),
        (TalkOrder.HELD, "1.20261121"),
        (TalkOrder.HELD, "1.2026-11-31"),
        (TalkOrder.TITLE, "1." + "a" * (TITLE_CHARACTERS + 1)),
    ],
)
def test_a_place_in_a_list_of_another_order_is_refused(order: TalkOrder, text: str) -> None:
    with pytest.raises(NotFound):
        place_in(order, text)


@given(FILTERS)
def test_filters_come_back_from_their_address(filters: ListFilters) -> None:
    sent = dict(parse_qsl(urlsplit(address("/console/", filters.given)).query, keep_blank_values=True))
    assert filters_in(sent) == filters
    assert filters_in(sent).request("").order == (filters.sort or TalkOrder.CHANGED)


def test_what_cannot_be_understood_is_not_passed_over() -> None:
    """Something would be done to every talk."""
    for sent in ({"state": "gone"}, {"state": "failed\0"}, {"sort": "size"}):
        with pytest.raises(NotFound):
            filters_in(sent)
    for sent in ({"since": "yesterday"}, {"until": "2026-02-30"}, {"since": "9" * 500}):
        with pytest.raises(Usage):
            filters_in(sent)


def test_every_stage_is_one_of_one_state() -> None:
    stages = [stage for state in STATES.values() for stage in state]
    assert sorted(stages) == sorted(Stage)
    counts = TalkCounts(9, dict.fromkeys(Stage, 1))
    assert counted(counts) == {state: len(stages) for state, stages in STATES.items()}


@given(st.text())
def test_no_cell_is_a_formula_and_none_loses_a_character(text: str) -> None:
    safe = cell(text)
    assert not any(part.lstrip(" ").startswith(FORMULA) for part in safe.split(";"))
    assert safe.replace("'", "") == text.replace("'", "")
    assert safe == text or any(begin in text for begin in FORMULA)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\uff1d1+1"])
def test_what_programs_take_for_a_formula_is_text(text: str) -> None:
    assert cell(text) == f"'{text}"
    line = StringIO()
    assert cell(f"a;{text}; {text} b") == f"a;'{text};' {text} b"
    csv.writer(line).writerow([cell(f'{text}",=1'), cell("مرحبا, a")])
    assert next(csv.reader(StringIO(line.getvalue(), newline=""))) == [f"'{text}\",=1", "مرحبا, a"]
