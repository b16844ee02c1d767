"""Series, which seminars belong to."""

from dataclasses import dataclass
from typing import NewType

from mediasvc.domain.characters import readable
from mediasvc.domain.errors import Failure, Usage
from mediasvc.domain.job import Job, JobKind

SeriesId = NewType("SeriesId", str)

MAX_DESCRIPTION_CHARACTERS = 20_000


@dataclass(frozen=True)
class Series:
    """Seminars that belong together. `slug` never changes, and no two series have the same title.

    `feed_name` is the name in the address of its podcast, where that is another one than its title: a series that gets
    another title keeps its subscribers.
    """

    id: SeriesId
    slug: str
    title: str
    feed_name: str | None = None

    @property
    def feed(self) -> str:
        """The name in the address of its podcast. No two series have the same."""
        return self.feed_name or self.title


@dataclass(frozen=True)
class SeriesPicture:
    """The picture of a series, and what was uploaded to become one.

    `shown` is where the picture is kept in storage, `given` where an upload is that a worker is still to read;
    `failure` says why the last upload became none. While a new one is read, and where it cannot be used, the one before
    stays.
    """

    shown: str | None = None
    given: str | None = None
    failure: Failure | None = None


@dataclass(frozen=True)
class SeriesSize:
    """The numbers of a series' talks, drafts among them, of its members, and of its talks that were removed."""

    talks: int = 0
    members: int = 0
    removed: int = 0


def checked_description(text: str) -> str:
    """Return the description as plain text without blank lines at its ends, in which lines end in \\n.

    Raises:
        Usage: it is too long.
    """
    tidy = readable(text).strip()
    if len(tidy) > MAX_DESCRIPTION_CHARACTERS:
        detail = f"the description has {len(tidy)} characters, {MAX_DESCRIPTION_CHARACTERS} are allowed"
        raise Usage(detail).because("description_too_long")
    return tidy


def picture_job(series_id: SeriesId) -> Job:
    """Return the job that makes the series' picture of what was uploaded."""
    return Job(JobKind.PICTURE, series_id)
