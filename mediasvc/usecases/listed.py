"""List talks for viewers, those that were held last first, with what a list shows of each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mediasvc.domain.access import Actor, Right, check
from mediasvc.domain.excerpt import Excerpt, excerpt_of
from mediasvc.domain.listing import Card
from mediasvc.domain.seminar import Seminar, SeminarState, Visibility
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.ports import Parts


@dataclass(frozen=True)
class Listed:
    """A public talk, its place on the list, its card, and where in it the words were found, if they were there."""

    seminar: Seminar
    place: str
    card: Card | None
    excerpt: Excerpt | None


def listed(parts: Parts, actor: Actor, limit: int, after: str | None, words: Collection[str]) -> Sequence[Listed]:
    """Return the first `limit` public talks in which all of these folded words are found, those held last first.

    Where `after` is given, a place on the list, they are those behind it. It costs as many queries whatever is found.
    """
    check(actor, Right.WATCH)
    wanted = SeminarFilter(SeminarState.PUBLISHED, Visibility.PUBLIC, words=words)
    with parts.database.reading() as catalogue:
        found = catalogue.seminars.by_day(limit, after, wanted)
        ids = [each.seminar.id for each in found]
        cards = catalogue.releases.cards(ids)
        passages = catalogue.releases.passages(ids if words else ())
    return [
        Listed(
            each.seminar,
            each.place,
            cards.get(each.seminar.id),
            excerpt_of(passages.get(each.seminar.id, ()), tuple(words)),
        )
        for each in found
    ]
