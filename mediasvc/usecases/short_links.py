"""Find the talk that a short link leads to."""

from mediasvc.domain.access import Actor, Right, check
from mediasvc.domain.errors import NotFound, Withdrawn
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.short_code import ids_of
from mediasvc.ports import Parts


def find_by_code(parts: Parts, actor: Actor, code: str) -> Seminar:
    """Return the seminar of this code, whose public release the actor may watch. Raises NotFound, Withdrawn."""
    check(actor, Right.WATCH)
    with parts.database.reading() as catalogue:
        try:
            seminar = catalogue.seminars.first_between(*ids_of(code))
        except NotFound:
            if (slug := catalogue.removals.gone_between(*ids_of(code))) is None:
                raise
            raise Withdrawn(slug) from None
    check(actor, Right.WATCH, seminar)
    return seminar
