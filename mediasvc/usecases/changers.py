"""Find out from the audit log who changed something last."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mediasvc.domain.access import Actor, Right, check
from mediasvc.domain.audit import Action, AuditEntry, Kind
from mediasvc.domain.person import PersonId
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.identities import named
from mediasvc.usecases.series import find_series

# What is further back has not been changed while somebody filled in a form.
MOST_ENTRIES = 50
# A build can be ordered with new details, and a release brings its own.
_OTHER_CHANGES = (Action.BUILD_STARTED, Action.RELEASE_PUBLISHED, Action.SEMINAR_CREATED)
# Beside its details: where the talk stands, and what somebody asked to be made of it.
STATE, WORK = "state", "work"
_CAUSES: Mapping[str, Collection[Action]] = {
    STATE: (Action.RELEASE_PUBLISHED, Action.SEMINAR_WITHDRAWN),
    WORK: (Action.BUILD_STARTED,),
}
_OF_PEOPLE = (Action.PERSON_CHANGED,)
_OF_SERIES = (Action.SERIES_CHANGED,)
_OF_ACCOUNTS = (Action.PERSON_DISABLED, Action.PERSON_ENABLED)


@dataclass(frozen=True)
class Changer:
    """Somebody who changed something, as `named` names them, and when that was."""

    who: str
    at: datetime


def changers_of_talk(parts: Parts, actor: Actor, slug: str, details: Collection[str]) -> Mapping[str, Changer]:
    """Return who changed each of these details of the talk last, STATE and WORK among them, where that is known.

    Raises:
        NotFound: no such seminar.
    """
    with parts.database.reading() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.HAND_IN, slug)
        # An earlier talk may have had the slug.
        found = catalogue.audit.of(Kind.SEMINAR, seminar.slug, MOST_ENTRIES)
        entries = [entry for entry in found if entry.at >= seminar.created_at]
        changes = {name: _last_change(entries, name) for name in details}
        return {name: _changer(catalogue, entry) for name, entry in changes.items() if entry is not None}


def changers_of_person(
    parts: Parts, actor: Actor, person_id: PersonId, details: Collection[str]
) -> Mapping[str, Changer]:
    """Return who changed each of these details of the person last, STATE among them, where that is known."""
    check(actor, Right.ADMINISTER)
    with parts.database.reading() as catalogue:
        entries = catalogue.audit.of(Kind.PERSON, person_id, MOST_ENTRIES)
        found = {name: _first(entries, _OF_ACCOUNTS if name == STATE else _OF_PEOPLE) for name in details}
        return {name: _changer(catalogue, entry) for name, entry in found.items() if entry is not None}


def changers_of_series(parts: Parts, actor: Actor, slug: str, details: Collection[str]) -> Mapping[str, Changer]:
    """Return who changed each of these details of the series last, where that is known.

    Raises:
        NotFound: no such series.
    """
    with parts.database.reading() as catalogue:
        series = find_series(catalogue, actor, Right.ORGANISE, slug)
        entries = catalogue.audit.of(Kind.SERIES, series.slug, MOST_ENTRIES)
        found = {name: _first([each for each in entries if _names(each, name)], _OF_SERIES) for name in details}
        return {name: _changer(catalogue, entry) for name, entry in found.items() if entry is not None}


def _first(entries: Sequence[AuditEntry], actions: Collection[Action]) -> AuditEntry | None:
    return next((entry for entry in entries if entry.action in actions), None)


def _last_change(entries: Sequence[AuditEntry], detail: str) -> AuditEntry | None:
    """Return the newest entry that names the detail, or does not say what it is about; else of another change."""
    if causes := _CAUSES.get(detail):
        return _first(entries, causes)
    changes = [entry for entry in entries if entry.action is Action.SEMINAR_CHANGED]
    naming = [entry for entry in changes if not entry.detail or _names(entry, detail)]
    others = [entry for entry in entries if entry.action in _OTHER_CHANGES]
    return next(iter([*naming, *others]), None)


def _names(entry: AuditEntry, detail: str) -> bool:
    return detail in entry.detail.split(", ")


def _changer(catalogue: Catalogue, entry: AuditEntry) -> Changer:
    return Changer(named(catalogue, entry.who), entry.at)
