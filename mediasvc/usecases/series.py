"""Look at series."""

from collections.abc import Sequence

from mediasvc.domain.access import Actor, Right, may, reach, refusal
from mediasvc.domain.series import Series
from mediasvc.ports import Parts


def list_series(parts: Parts, actor: Actor) -> Sequence[Series]:
    """Return the series that the actor may read talks of, or hand talks in to, by title."""
    rights = [right for right in (Right.READ, Right.HAND_IN) if may(actor, right)]
    if not rights:
        raise refusal(actor)
    known = [reach(actor, right) for right in rights]
    with parts.database.reading() as catalogue:
        return [each for each in catalogue.series.all() if any(seen.reaches(each.id) for seen in known)]
