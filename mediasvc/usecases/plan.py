"""Plan when viewers see a release that waits."""

from dataclasses import dataclass
from datetime import UTC, datetime

from mediasvc.domain.access import Actor, Right
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import Conflict
from mediasvc.domain.publishing import checked_time, planned
from mediasvc.domain.release import Release
from mediasvc.ports import Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.note import note
from mediasvc.usecases.send_back import sent_back_before
from mediasvc.usecases.versions import Versions, check_version


@dataclass(frozen=True)
class ReleasePlan:
    """The number of a release, and the time from which on viewers see it; without one, somebody publishes it."""

    number: int
    at: datetime | None = None


def plan(parts: Parts, actor: Actor, slug: str, planned_release: ReleasePlan, versions: Versions = None) -> Release:
    """Let viewers see the release from the planned time on; without one, hold it back until somebody publishes it.

    Only the newest release that waits can be planned: a version that was corrected since does not come out by itself.

    Raises:
        NotFound: no such seminar, or no such release of it.
        Conflict: the release does not wait, as viewers see it, or a newer one was chosen; a newer one waits, too; or
            somebody has sent it back.
        VersionChanged: the seminar has none of these versions.
        Usage: the time has passed, or has no time zone.
    """
    number, at = planned_release.number, planned_release.at
    publishing = checked_time(planned(at), datetime.now(UTC))
    with parts.database.transaction() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.PUBLISH, slug)
        check_version(catalogue, seminar, versions)
        catalogue.releases.by_number(seminar.id, number)
        waiting = catalogue.releases.waiting([seminar.id])
        if number not in [release.number for release in waiting]:
            raise Conflict(f"release {number} of {slug} does not wait to be published")
        if publishing.at is None:
            note(catalogue, actor, Action.RELEASE_HELD, seminar, str(number))
        elif number != waiting[0].number:
            newer = waiting[0].number
            raise Conflict(f"release {newer} of {slug} is newer: plan that one, or publish release {number} at once")
        elif waiting[0].sent_back is not None:
            told = sent_back_before(catalogue, seminar, waiting[0], waiting[0].sent_back)
            raise Conflict(told, "It can be published at once all the same.").because("was_sent_back")
        else:
            note(catalogue, actor, Action.RELEASE_PLANNED, seminar, f"{number}, {publishing.at:%Y-%m-%d %H:%M} UTC")
        catalogue.releases.plan(seminar.id, number, publishing.at)
        return catalogue.releases.by_number(seminar.id, number)
