"""Read who changed what."""

from collections.abc import Sequence
from dataclasses import dataclass

from mediasvc.domain.access import Actor, Right, check
from mediasvc.domain.audit import AuditEntry, Kind
from mediasvc.ports import Parts

MOST_AT_ONCE = 200
_PERSON = "person:"


@dataclass(frozen=True)
class AuditLine:
    """An entry, with people by their e-mail addresses: who did it, and to what."""

    entry: AuditEntry
    who: str
    what: str


def read(parts: Parts, actor: Actor, limit: int, before: int | None = None) -> Sequence[AuditLine]:
    """Return up to `limit` entries, newest first; of those whose number is below `before`, where it is given."""
    check(actor, Right.ADMINISTER)
    with parts.database.reading() as catalogue:
        entries = catalogue.audit.some(min(limit, MOST_AT_ONCE), before)
        emails: dict[str, str] = {person.id: person.email for person in catalogue.people.all()}
    return [_line(entry, emails) for entry in entries]


def _line(entry: AuditEntry, emails: dict[str, str]) -> AuditLine:
    who = emails.get(entry.who.removeprefix(_PERSON), entry.who)
    what = emails.get(entry.what, entry.what) if entry.kind is Kind.PERSON else entry.what
    return AuditLine(entry, who, what)
