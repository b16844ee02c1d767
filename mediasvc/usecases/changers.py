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


def changer_of_person(parts: Parts, actor: Actor, person_id: PersonId) -> Changer | None:
    """Return who changed the person last, where that is known."""
    check(actor, Right.ADMINISTER)
    with parts.database.reading() as catalogue:
        entries = catalogue.audit.of(Kind.PERSON, person_id, MOST_ENTRIES)
        changed = next((entry for entry in entries if entry.action is Action.PERSON_CHANGED), None)
        return None if changed is None else _changer(catalogue, changed)


def _last_change(entries: Sequence[AuditEntry], detail: str) -> AuditEntry | None:
    """Return the newest entry that names the detail, or does not say what it is about; else of another change."""
    if causes := _CAUSES.get(detail):
        return next((entry for entry in entries if entry.action in causes), None)
    changes = [entry for entry in entries if entry.action is Action.SEMINAR_CHANGED]
    naming = [entry for entry in changes if not entry.detail or detail in entry.detail.split(", ")]
    others = [entry for entry in entries if entry.action in _OTHER_CHANGES]
    return next(iter([*naming, *others]), None)


def _changer(catalogue: Catalogue, entry: AuditEntry) -> Changer:
    return Changer(named(catalogue, entry.who), entry.at)
