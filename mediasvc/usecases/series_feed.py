"""A series as viewers see it: its podcast, with the description and the picture of its own."""

from dataclasses import dataclass

from mediasvc.domain.access import Actor, Right, check
from mediasvc.domain.errors import NotFound
from mediasvc.domain.series import Series
from mediasvc.ports import Parts


@dataclass(frozen=True)
class SeriesFeed:
    """A series, as its podcast tells of it. `picture` is where its picture is kept in storage, if it has one."""

    series: Series
    description: str
    picture: str | None


def read_series_feed(parts: Parts, actor: Actor, name: str) -> SeriesFeed:
    """Return the series whose podcast has this name in its address, or else this title.

    Whether viewers may know that it is there, its talks decide. Raises NotFound.
    """
    check(actor, Right.WATCH)
    with parts.database.reading() as catalogue:
        try:
            series = catalogue.series.by_feed(name)
        except NotFound:
            series = catalogue.series.by_title(name)
        description, picture = catalogue.series.description(series.id), catalogue.series.picture(series.id)
    return SeriesFeed(series, description, picture.shown)
