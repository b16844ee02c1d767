"""The audit log: who changed what, and when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Action(StrEnum):
    """A change that is worth knowing of later."""

    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    SIGNED_OUT_EVERYWHERE = "signed out everywhere"
    PASSWORD_CHOSEN = "password chosen"  # noqa: S105 - no password
    PASSWORD_CHANGED = "password changed"  # noqa: S105 - no password
    PERSON_INVITED = "person invited"
    PERSON_CHANGED = "person changed"
    PERSON_DISABLED = "person disabled"
    PERSON_ENABLED = "person enabled"
    LINK_MADE = "link made"
    TOKEN_CREATED = "token created"  # noqa: S105 - no password
    TOKEN_REVOKED = "token revoked"  # noqa: S105 - no password
    SERIES_CREATED = "series created"
    SERIES_CHANGED = "series changed"
    SERIES_REMOVED = "series removed"
    SEMINAR_CREATED = "seminar created"
    SEMINAR_CHANGED = "seminar changed"
    SEMINAR_REMOVED = "seminar removed"
    SEMINAR_BROUGHT_BACK = "seminar brought back"
    SEMINAR_PURGED = "seminar purged"
    SOURCE_ADDED = "source added"
    SOURCE_REMOVED = "source removed"
    BUILD_STARTED = "build started"
    BUILD_CANCELLED = "build cancelled"
    RELEASE_PUBLISHED = "release published"
    RELEASE_PLANNED = "release planned"
    RELEASE_HELD = "release held back"
    RELEASE_SENT_BACK = "release sent back"
    SEMINAR_WITHDRAWN = "seminar withdrawn"
    NOTICE_CHANGED = "withdrawal notice changed"
    CONSENTS_RECORDED = "consents recorded"


class Kind(StrEnum):
    """What a change was made to."""

    PERSON = "person"
    TOKEN = "token"  # noqa: S105 - no password
    SERIES = "series"
    SEMINAR = "seminar"


@dataclass(frozen=True)
class AuditEntry:
    """One change. `who` is as `identity_of` names the actor; `what` is a person's id, a token's name, or the slug
    of a seminar or a series.

    It holds all that is said of the change, as what it was made to can be gone, and never a secret. `number` counts all
    entries in the order in which they were written; it is 0 for one that is not kept.
    """

    at: datetime
    who: str
    action: Action
    kind: Kind
    what: str
    detail: str = ""
    number: int = 0
