"""When viewers see a release that is built."""

from dataclasses import dataclass
from datetime import UTC, datetime

from mediasvc.domain.errors import Usage


@dataclass(frozen=True)
class Publishing:
    """When viewers see a release: as soon as it is built, not before the time `at`, or, where it `is_held`, on request.

    `at` is in UTC.

    Raises:
        Usage: a release that is held has a time, or a time has no time zone.
    """

    is_held: bool = False
    at: datetime | None = None

    def __post_init__(self) -> None:
        if self.at is None:
            return
        if self.is_held:
            raise Usage("a release that is held, and a time to publish it, exclude each other")
        if self.at.tzinfo is None:
            raise Usage(f"the time to publish, {self.at.isoformat()}, has no time zone; an example: 2026-11-21T18:00Z")
        object.__setattr__(self, "at", _in_utc(self.at))

    def __str__(self) -> str:
        if self.at is not None:
            return f"at {self.at:%Y-%m-%d %H:%M} UTC"
        return "on request" if self.is_held else "at once"

    def is_due(self, now: datetime) -> bool:
        """Return whether viewers are to see the release at this moment, if nobody has decided otherwise."""
        return not self.is_held and (self.at is None or self.at <= now)


AT_ONCE, ON_REQUEST = Publishing(), Publishing(is_held=True)


def planned(at: datetime | None) -> Publishing:
    """Return how a release is published that waits until this time, or, without one, for somebody's request."""
    return ON_REQUEST if at is None else Publishing(at=at)


def checked_time(publishing: Publishing, now: datetime) -> Publishing:
    """Return the value. Raises Usage where its time has passed."""
    if publishing.at is not None and publishing.at <= now:
        raise Usage(f"the time to publish, {publishing.at.isoformat()}, has passed; leave it out to publish at once")
    return publishing


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise Usage(f"the time to publish, {at.isoformat()}, is outside of the calendar") from error
