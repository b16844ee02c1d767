"""Put a seminar's sources in order."""

from collections.abc import Sequence

from mediasvc.domain.access import Actor, Right
from mediasvc.ports import Parts
from mediasvc.usecases.find import find_seminar


def arrange(parts: Parts, actor: Actor, slug: str, names: Sequence[str]) -> None:
    """Put the sources of these names first on the seminar's list, in this order. Raises NotFound.

    Decks and recordings are used in this order by builds that name no files.
    """
    with parts.database.transaction() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.HAND_IN, slug)
        catalogue.sources.arrange(seminar.id, names)
