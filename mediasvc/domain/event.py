"""Events that others want to hear of: mail and other services, which may be slow or away for a while."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mediasvc.domain.build import BuildId
from mediasvc.domain.errors import Failure
from mediasvc.domain.person import PersonId
from mediasvc.domain.seminar import SeminarId


class EventKind(StrEnum):
    BUILD_FAILED = "build_failed"
    BUILD_PUBLISHED = "build_published"
    """A build has made a release, which viewers may not see yet."""
    RELEASE_PUBLISHED = "release_published"
    """Viewers see a release from now on."""
    SENT_BACK = "sent_back"
    """Somebody who may publish a release does not, and says why."""


@dataclass(frozen=True)
class Event:
    """One event. It holds all that is said of it: a draft can be gone together with its failed build.

    `release` is the number of the release that it is about, `failure` the reason why it made none. `ordered_by` is who
    ordered the build, as `identity_of` names them, `by` the person who has done now what the event tells of; None where
    it was nobody in particular, or the service by itself. `sentence` is what that person says of it. `number` counts
    all events in the order in which they were written; it is 0 for one that is not kept.
    """

    kind: EventKind
    occurred_at: datetime
    build_id: BuildId
    seminar_id: SeminarId
    slug: str
    release: int | None = None
    failure: Failure | None = None
    ordered_by: str | None = None
    by: PersonId | None = None
    sentence: str = ""
    number: int = 0
