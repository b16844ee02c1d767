"""Series, which seminars belong to."""

from dataclasses import dataclass
from typing import NewType

SeriesId = NewType("SeriesId", str)


@dataclass(frozen=True)
class Series:
    """Seminars that belong together. `slug` never changes, and no two series have the same title."""

    id: SeriesId
    slug: str
    title: str
    description: str = ""
