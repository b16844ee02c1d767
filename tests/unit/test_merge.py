"""What becomes of fields that two people change at the same time."""

from collections.abc import Mapping
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.merge import Clash, Merge, merge

BASE = {"title": "Savings", "speakers": "Ann\nBen\nCarl", "held_on": "2026-11-21"}
NAMES = ("Ann", "Ben", "Carl", "أمينة", "Eve", "Finn")
VALUES = st.sampled_from(["", "one", "two", "ثلاثة"])
FIELDS = st.fixed_dictionaries(dict.fromkeys(("a", "b", "c"), VALUES))
PEOPLE = st.lists(st.sampled_from(NAMES), unique=True)


def merged(theirs: Mapping[str, str], mine: Mapping[str, str]) -> Merge:
    return merge(BASE, {**BASE, **theirs}, {**BASE, **mine}, {"speakers"})


def test_what_only_one_changed_is_kept_of_both() -> None:
    found = merged({"title": "Savings groups"}, {"held_on": ""})
    assert found == Merge({**BASE, "title": "Savings groups", "held_on": ""}, frozenset({"held_on"}), ["title"], [])


def test_what_both_changed_to_the_same_is_no_conflict() -> None:
    assert merged({"title": "Groups"}, {"title": " Groups\t"}).clashes == []
    assert merged({"title": "Caf\u00e9"}, {"title": "Cafe\u0301"}).changed == frozenset()


def test_what_both_changed_otherwise_is_shown_and_stays_mine() -> None:
    found = merged({"title": "Theirs"}, {"title": "Mine"})
    assert (found.clashes, found.fields["title"]) == ([Clash("title", "Theirs", "Mine")], "Mine")


def test_a_form_sent_twice_meets_nobody() -> None:
    mine = {"title": "Groups", "speakers": "Ann\r\nBen"}
    found = merged(mine, mine)
    assert (found.changed, found.taken, found.clashes) == (frozenset(), [], [])


def test_fields_that_a_form_does_not_have_are_theirs() -> None:
    found = merge(BASE, {**BASE, "series": "Friday", "title": "Theirs"}, {"held_on": ""})
    assert (found.fields["series"], found.fields["title"]) == ("Friday", "Theirs")
    assert (found.changed, found.taken) == (frozenset({"held_on"}), ["title", "series"])


def test_a_base_that_is_lost_overwrites_nothing() -> None:
    found = merge({}, BASE, {**BASE, "title": "Mine", "held_on": ""})
    assert [clash.name for clash in found.clashes] == ["title"]
    assert found.fields["held_on"] == BASE["held_on"]


@pytest.mark.parametrize(
    ("theirs", "mine", "both"),
    [
        ("Ann\nBen\nCarl\nDora", "Zoe\nAnn\nBen\nCarl", "Zoe\nAnn\nBen\nCarl\nDora"),
        ("Ann\nCarl", "Ann\nBen\nEve\nCarl", "Ann\nEve\nCarl"),
        ("Ann\nBen", "Ben\nCarl", "Ben"),
        ("Ann\nDora\nBen\nCarl", "Ann\nBen\nCarl\nDora", "Ann\nBen\nCarl\nDora"),
        ("", "Ann\nBen\nCarl\nEve", "Eve"),
    ],
)
def test_what_two_add_to_a_list_and_take_away_is_brought_together(theirs: str, mine: str, both: str) -> None:
    found = merged({"speakers": theirs}, {"speakers": mine.replace("\n", "\r\n")})
    assert (found.clashes, found.fields["speakers"]) == ([], both)


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        # One corrects a name, the other writes it otherwise, or takes it away.
        ("Anne\nBen\nCarl", "Anna\nBen\nCarl"),
        ("Ben\nCarl", "Anna\nBen\nCarl"),
        ("Carl\nBen\nAnn", "Ann\nBen\nCarl\nEve"),
        ("Ann\nAnn\nBen\nCarl", "Ann\nBen"),
    ],
)
def test_a_list_is_one_field_where_it_is_not_clear_what_both_want(theirs: str, mine: str) -> None:
    assert merged({"speakers": theirs}, {"speakers": mine}).clashes == [Clash("speakers", theirs, mine)]


@given(FIELDS, FIELDS, FIELDS)
def test_no_change_that_only_one_made_is_lost_whoever_saves_first(
    base: dict[str, str], one: dict[str, str], other: dict[str, str]
) -> None:
    for theirs, mine in ((one, other), (other, one)):
        found = merge(base, theirs, mine)
        clashing = {clash.name for clash in found.clashes}
        for name, before in base.items():
            changes = {value for value in (theirs[name], mine[name]) if value != before}
            assert (name in clashing) == (len(changes) > 1)
            expected = mine[name] if name in clashing else next(iter(changes), before)
            assert found.fields[name] == expected
            assert (name in found.changed) == (expected != theirs[name])
            assert (name in found.taken) == (theirs[name] != before and mine[name] == before)
    first, second = merge(base, one, other), merge(base, other, one)
    assert {clash.name for clash in first.clashes} == {clash.name for clash in second.clashes}


@given(PEOPLE, PEOPLE, PEOPLE)
def test_lists_lose_nobody_who_was_added_and_bring_back_nobody_who_was_taken_away(
    base: list[str], one: list[str], other: list[str]
) -> None:
    found, reverse = (
        merge({"l": "\n".join(base)}, {"l": "\n".join(theirs)}, {"l": "\n".join(mine)}, {"l"})
        for theirs, mine in ((one, other), (other, one))
    )
    assert bool(found.clashes) == bool(reverse.clashes)
    if found.clashes:
        assert found.fields["l"] == "\n".join(other)
        return
    both = found.fields["l"].split("\n") if found.fields["l"] else []
    added = {each for each in chain(one, other) if each not in base}
    assert {*both} == added | ({*base} & {*one} & {*other})
    assert len({*both}) == len(both)
    assert {*reverse.fields["l"].split()} == {*both}
