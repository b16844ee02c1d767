"""Filters, by which somebody looks for seminars."""

from collections.abc import Collection
from dataclasses import dataclass

from mediasvc.domain.seminar import SeminarState, Visibility


@dataclass(frozen=True)
class SeminarFilter:
    """Seminars that have all of these; None stands for any.

    `series` is a series' title. Where there are `words`, folded as domain/search.py does, each of them stands in a word
    of the seminar's details, of the release that it points to (Releases.add_words) or of its series' title, or is a
    part of one.
    """

    state: SeminarState | None = None
    visibility: Visibility | None = None
    series: str | None = None
    language: str | None = None
    words: Collection[str] = ()


EVERY = SeminarFilter()
