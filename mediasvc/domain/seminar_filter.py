"""Filters, by which somebody looks for seminars."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from mediasvc.domain.person import PersonId
from mediasvc.domain.seminar import Seminar, SeminarId, SeminarState, Visibility
from mediasvc.domain.series import SeriesId
from mediasvc.domain.stage import Stage


@dataclass(frozen=True)
class Reach:
    """Seminars that somebody has a right to: every one; or those in `series`, and in `own_in` those of `owner`."""

    is_everything: bool = False
    series: frozenset[SeriesId] = frozenset()
    own_in: frozenset[SeriesId] = frozenset()
    owner: PersonId | None = None

    @property
    def is_nothing(self) -> bool:
        return not (self.is_everything or self.series or self.own_in)

    def reaches(self, series: SeriesId) -> bool:
        """Return whether some seminars of this series can be among these."""
        return self.is_everything or series in self.series or series in self.own_in

    def holds(self, seminar: Seminar) -> bool:
        """Return whether the seminar is one of these."""
        if self.is_everything or seminar.series is None:
            return self.is_everything
        is_own = seminar.owner is not None and seminar.owner == self.owner
        return seminar.series.id in self.series or (is_own and seminar.series.id in self.own_in)

    def within(self, series: SeriesId) -> "Reach":
        """Return those of these seminars that are in this series."""
        only = frozenset({series})
        if self.is_everything:
            return Reach(series=only)
        return Reach(series=self.series & only, own_in=self.own_in & only, owner=self.owner)


@dataclass(frozen=True)
class SeminarFilter:
    """Seminars that have all of these; None stands for any.

    `series` is a series' title. Where there are `words`, folded as domain/search.py does, each of them stands in a word
    of the seminar's details, of the release that it points to (Releases.add_listing) or of its series' title, or is a
    part of one. Seminars that were removed are found by that `state` alone. `stages` holds stages of which a seminar is
    at one at least, `ids` those seminars that alone are looked at. One that was held on a day that is not known was
    held neither from nor to any. `reach` is what the one who looks has a right to.
    """

    state: SeminarState | None = None
    visibility: Visibility | None = None
    series: str | None = None
    language: str | None = None
    words: Collection[str] = ()
    stages: Collection[Stage] | None = None
    owner: PersonId | None = None
    held_from: date | None = None
    held_to: date | None = None
    ids: Collection[SeminarId] | None = None
    streaming_only: bool | None = None
    reach: Reach | None = None


EVERY = SeminarFilter()
