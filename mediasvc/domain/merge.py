"""Bring together what two people made of the same fields, at the same time."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from mediasvc.domain.seminar import tidy

# Fields of a form by their names; one that is not among them is empty.
Fields = Mapping[str, str]


@dataclass(frozen=True)
class Clash:
    """A field that both changed, each to something else."""

    name: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Merge:
    """The outcome for the fields of two people who began with the same `base`.

    `fields` have what is in both; where there is a clash, what is mine. Those of `changed` are to be saved: they are
    other than what is there. Those of `taken` have something of theirs that was not in the base.
    """

    fields: Fields
    changed: frozenset[str]
    taken: Sequence[str]
    clashes: Sequence[Clash]


def merge(
    base: Fields, theirs: Fields, mine: Fields, lists: Collection[str] = (), texts: Collection[str] = ()
) -> Merge:
    """Return what becomes of the fields that somebody opened as `base` and sends as `mine`, where `theirs` are there.

    Fields that are not among `mine` were not asked for, and are theirs. Those of `lists` hold one thing on each line:
    what one of the two adds and the other takes away is brought together, where it is clear how. In those of `texts`
    every space and every blank line counts.
    """
    fields, changed, taken, clashes = dict(theirs), set[str](), list[str](), list[Clash]()
    for name in dict.fromkeys([*theirs, *mine]):
        before, there = base.get(name, ""), theirs.get(name, "")
        sent = mine.get(name, before)
        is_same = _equals if name in texts else _is_same
        found = _merged(before, there, sent, is_same, is_list=name in lists)
        if found is None:
            clashes.append(Clash(name, there, sent))
        elif not is_same(found, sent) and not is_same(there, before):
            taken.append(name)
        fields[name] = sent if found is None else found
        if not is_same(fields[name], there):
            changed.add(name)
    return Merge(fields, frozenset(changed), taken, clashes)


def _merged(base: str, theirs: str, mine: str, is_same: Callable[[str, str], bool], *, is_list: bool) -> str | None:
    """Return what one field has in the end; None where the two do not go together."""
    if is_same(theirs, mine) or is_same(theirs, base):
        return mine
    if is_same(mine, base):
        return theirs
    both = _merged_lists(_lines(base), _lines(theirs), _lines(mine)) if is_list else None
    return None if both is None else "\n".join(both)


def _merged_lists(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> Sequence[str] | None:
    """Return the list with what both added and without what one of them took away.

    It is None where that is not clear: one has put the list into another order, has something twice, or both have put
    something else in the place of the same.
    """
    kept = [each for each in base if each in theirs and each in mine]
    for side in (base, theirs, mine):
        if len({*side}) < len(side) or [each for each in side if each in kept] != kept:
            return None
    added = [[each for each in side if each not in base] for side in (theirs, mine)]
    if {*base} - {*theirs} - {*mine} and added[0] != added[1]:
        return None
    both = [each for each in mine if each in kept or each in added[1]]
    for place, each in enumerate(theirs):
        if each in added[0] and each not in both:
            before = [other for other in theirs[:place] if other in both]
            both.insert(both.index(before[-1]) + 1 if before else 0, each)
    return both


def _lines(text: str) -> Sequence[str]:
    return [line for line in map(tidy, text.splitlines()) if line]


def _equals(one: str, other: str) -> bool:
    return one == other


def _is_same(one: str, other: str) -> bool:
    """Return whether two texts are kept as the same one."""
    return one == other or _lines(one) == _lines(other)
