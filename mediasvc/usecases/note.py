"""Note in the audit log who changed what."""

from datetime import UTC, datetime

from mediasvc.domain.access import Actor, identity_of
from mediasvc.domain.audit import Action, AuditEntry, Kind
from mediasvc.domain.build import Build
from mediasvc.domain.person import Person
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.series import Series
from mediasvc.domain.token import Token
from mediasvc.ports import Catalogue

# Who does what was planned, or asked for beforehand.
SERVICE = "service"

Changed = Seminar | Series | Person | Token


def note(catalogue: Catalogue, actor: Actor, action: Action, to: Changed, detail: str = "") -> None:
    """Keep an entry of the audit log, in the transaction of the change. `detail` is short, and never a secret."""
    note_of(catalogue, identity_of(actor), action, to, detail)


def note_build(catalogue: Catalogue, who: str, build: Build, to: Seminar) -> None:
    """Keep an entry of a build that `who` asked for, with the choice when viewers see its release."""
    note_of(catalogue, who, Action.BUILD_STARTED, to, f"publish {build.request.publishing}")


def note_of(catalogue: Catalogue, who: str, action: Action, to: Changed, detail: str = "") -> None:
    """Keep an entry of something that was asked for by `who`, as `identity_of` names them."""
    match to:
        case Seminar():
            kind, what = Kind.SEMINAR, to.slug
        case Series():
            kind, what = Kind.SERIES, to.slug
        case Person():
            kind, what = Kind.PERSON, to.id
        case Token():
            kind, what = Kind.TOKEN, to.name
    catalogue.audit.add(AuditEntry(datetime.now(UTC), who, action, kind, what, detail))
