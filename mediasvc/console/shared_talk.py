"""The fields of forms about a talk, which several people may have open at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from mediasvc.console.merging import SharedForm, There
from mediasvc.console.typed import fields_of, language_name, typed_of
from mediasvc.console.visit import Visit
from mediasvc.delivery.figures import day
from mediasvc.domain.access import identity_of
from mediasvc.domain.merge import Fields
from mediasvc.domain.seminar import SeminarState
from mediasvc.domain.stage import Stage
from mediasvc.usecases.browse import read_announced
from mediasvc.usecases.changers import STATE, WORK, Changer, changers_of_talk
from mediasvc.usecases.my_talks import MyTalk, my_talk
from mediasvc.usecases.versions import read_version

_STAGES: Mapping[str, Stage] = {
    SeminarState.DRAFT: Stage.PREPARING,
    SeminarState.PUBLISHED: Stage.PUBLIC,
    SeminarState.WITHDRAWN: Stage.WITHDRAWN,
}


def details_there(visit: Visit, slug: str) -> There:
    """Return the details of the talk, and where it stands, with their version. Raises NotFound."""
    version = _version(visit, slug)
    return There(details_now(visit, my_talk(visit.service, visit.actor, slug)), version)


def order_there(visit: Visit, slug: str) -> There:
    """Return the same, with what somebody else asked to be made of the talk. Raises NotFound."""
    version = _version(visit, slug)
    return There(order_now(visit, my_talk(visit.service, visit.actor, slug)), version)


def details_now(visit: Visit, talk: MyTalk) -> Fields:
    """Return the details that the talk has once all that is on its way is published, and where it stands."""
    details = typed_of(read_announced(visit.service, visit.actor, talk.seminar.slug))
    return {**fields_of(details), STATE: talk.seminar.state}


def order_now(visit: Visit, talk: MyTalk) -> Fields:
    """Return the same, with what somebody else asked to be made of the talk, by a name that each has of its own."""
    return {**details_now(visit, talk), WORK: _work_of_others(visit, talk)}


def _version(visit: Visit, slug: str) -> str:
    """Return the version, before anything else is read: what is changed in between has another one."""
    return read_version(visit.service, visit.actor, slug) or ""


def _work_of_others(visit: Visit, talk: MyTalk) -> str:
    """Return which build somebody else asked for last, or which order of theirs waits; nothing where none does."""
    me = identity_of(visit.actor)
    if talk.order is not None and talk.order.asked_by != me:
        return talk.order.asked_at.isoformat()
    is_mine = talk.newest is None or talk.newest.ordered_by == me
    return "" if talk.newest is None or is_mine else talk.newest.id


def _label(visit: Visit, name: str) -> str:
    words = visit.reader.language.words
    if name in (STATE, WORK):
        return str(words["merging"][name])
    return str(words["draft" if name == "series" else "changes"][name])


def _values(visit: Visit, name: str, value: str) -> Sequence[str]:
    language = visit.reader.language
    match name:
        case _ if not value:
            return ()
        case "speakers":
            return [line for line in value.splitlines() if line.strip()]
        case "held_on":
            return [_day(visit, value)]
        case "language":
            return [language_name(language.locale, value)]
        case "state":
            return [str(language.words["stage"][_STAGES[value]])] if value in _STAGES else ()
        case "work":
            return ()
        case _:
            return [value]


def _day(visit: Visit, value: str) -> str:
    try:
        return day(date.fromisoformat(value), visit.reader.language.locale)
    except ValueError:
        return value


def _changers(visit: Visit, names: Collection[str]) -> Mapping[str, Changer]:
    return changers_of_talk(visit.service, visit.actor, visit.slug, names)


DETAILS = SharedForm(_label, _values, _changers, lists=frozenset({"speakers"}))
# Before a talk is made anew of other files, people hear that somebody else has asked for that, too.
ORDER = replace(DETAILS, asks=frozenset({WORK}))
