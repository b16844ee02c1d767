"""Forms that two people may have open at once: the later one sees what the other changed, and both changes are kept.

Such a form holds the fields that it was opened with, in a field of its own (`merging.html`). Where it is sent,
`save_merged` brings what was typed together with what is there; where both changed a field, nothing is saved, and the
form is shown once more with what both have. Then it also holds what of the other's was shown, against which the next
attempt is compared. Both are the sender's own word: whoever forges them overwrites what they may change anyway.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from pydantic import TypeAdapter, ValidationError

from mediasvc.console.identity_words import words_of_identity
from mediasvc.console.visit import Visit
from mediasvc.domain.errors import VersionChanged
from mediasvc.domain.merge import Fields, Merge, merge
from mediasvc.usecases.changers import Changer

BASE_FIELD, SEEN_FIELD, CHOICE, THEIRS = "base", "seen", "choose:", "theirs"
# In an address, the names of the fields that somebody else changed while a form was filled in.
TAKEN = "taken"
_FIELDS = TypeAdapter(dict[str, str])


@dataclass(frozen=True)
class There:
    """The stored fields that a form is about, and their version."""

    fields: Fields
    version: str


@dataclass(frozen=True)
class SharedForm:
    """Labels, stored values and authors of the fields of such a form.

    `lists` are fields with one thing on each line, `texts` those that are kept as they are typed. Where somebody else
    has changed one of those that it `asks` about, nothing is saved before that was shown. `label` names a field,
    `values` tells what stands in it, and `changers` who changed fields last.
    """

    label: Callable[[Visit, str], str]
    values: Callable[[Visit, str, str], Sequence[str]]
    changers: Callable[[Visit, Collection[str]], Mapping[str, Changer]]
    lists: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    asks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ShownChange:
    """A field that somebody else changed, with what stands in it now; `by` is empty where nobody knows who it was."""

    name: str
    label: str
    values: Sequence[str]
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class ShownClash:
    """A field that both changed, each to something else, and what the sender has chosen so far."""

    theirs: ShownChange
    mine: Sequence[str]
    takes_theirs: bool


@dataclass(frozen=True)
class Opened:
    """Hidden fields of a form, and the changes of somebody else that its page shows."""

    base: str
    seen: str = ""
    clashes: Sequence[ShownClash] = ()
    taken: Sequence[ShownChange] = ()


@dataclass(frozen=True)
class Outcome:
    """The outcome of a form: all fields as they are to be. Where `asks` is not None, nothing is saved.

    It is then what the form holds, that is shown once more.
    """

    found: Merge
    asks: Opened | None


def opened(visit: Visit, shared: SharedForm, now: Fields, mine: Fields) -> Opened:
    """Return what the form holds on a page that shows it.

    Where the page answers the form, that is what it held when it was sent. Else it is what is there `now`, and the
    address may say which of it somebody else changed.
    """
    base, seen = _unpacked(visit, BASE_FIELD), _unpacked(visit, SEEN_FIELD)
    if base is None:
        names = visit.request.query_params.get(TAKEN, "").split(",")
        return Opened(_packed(now), taken=_changes(visit, shared, now, [name for name in now if name in names]))
    return Opened(visit.text(BASE_FIELD)) if seen is None else _met(visit, shared, base, seen, mine)


def save_merged(
    visit: Visit, shared: SharedForm, mine: Fields, read: Callable[[], There], save: Callable[[Merge, str], bool]
) -> Outcome:
    """Save what was typed, brought together with what is there, and return what has come of it.

    `save` makes the change in one transaction, which is refused with VersionChanged where the version is not the one
    that it is called with; then, or where it returns False, everything is looked at once more. It is not called where
    somebody is to choose first.
    """
    chosen, base = chosen_in(visit, mine), _base(visit)
    while True:
        there = read()
        found = merge(there.fields if base is None else base, there.fields, chosen, shared.lists, shared.texts)
        if found.clashes or not shared.asks.isdisjoint(found.taken):
            return Outcome(found, _met(visit, shared, base or {}, there.fields, chosen))
        with suppress(VersionChanged):
            if save(found, there.version):
                return Outcome(found, None)


def with_taken(path: str, found: Merge | None, **asked: str) -> str:
    """Return the path of the page that says which changes of somebody else are kept beside one's own."""
    given = {**asked, **({TAKEN: ",".join(found.taken)} if found is not None and found.taken else {})}
    return f"{path}?{urlencode(given, safe=',', quote_via=quote)}" if given else path


def chosen_in(visit: Visit, mine: Fields) -> Fields:
    """Return what was typed, with what of somebody else's was chosen instead."""
    seen = _unpacked(visit, SEEN_FIELD) or {}
    return {
        name: seen.get(name, value) if visit.text(f"{CHOICE}{name}") == THEIRS else value
        for name, value in mine.items()
    }


def _met(visit: Visit, shared: SharedForm, base: Fields, seen: Fields, mine: Fields) -> Opened:
    found = merge(base, seen, mine, shared.lists, shared.texts)
    names = [clash.name for clash in found.clashes]
    theirs = {each.name: each for each in _changes(visit, shared, seen, names)}
    clashes = [
        ShownClash(
            theirs[clash.name],
            shared.values(visit, clash.name, clash.mine),
            visit.text(f"{CHOICE}{clash.name}") == THEIRS,
        )
        for clash in found.clashes
    ]
    return Opened(_packed(base), _packed(seen), clashes, _changes(visit, shared, seen, found.taken))


def _changes(visit: Visit, shared: SharedForm, fields: Fields, names: Sequence[str]) -> Sequence[ShownChange]:
    changers: Mapping[str, Changer] = shared.changers(visit, names) if names else {}
    return [_change(visit, shared, name, fields.get(name, ""), changers.get(name)) for name in names]


def _change(visit: Visit, shared: SharedForm, name: str, value: str, changer: Changer | None) -> ShownChange:
    label, values = shared.label(visit, name), shared.values(visit, name, value)
    if changer is None:
        return ShownChange(name, label, values)
    return ShownChange(name, label, values, words_of_identity(changer.who, visit.reader.language), changer.at)


def _base(visit: Visit) -> Fields | None:
    """Return what the form is to be compared with: what of somebody else's was shown, or what it was opened with."""
    seen = _unpacked(visit, SEEN_FIELD)
    return _unpacked(visit, BASE_FIELD) if seen is None else seen


def _packed(fields: Fields) -> str:
    return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)


def _unpacked(visit: Visit, field: str) -> Fields | None:
    """Return the fields that were packed; None where there are none. Of what nobody can read, all are empty."""
    text = visit.text(field)
    if not text:
        return None
    try:
        return _FIELDS.validate_json(text)
    except ValidationError:
        return {}
