"""Send a release back to who handed it in."""

from datetime import UTC, datetime

from mediasvc.domain.access import Actor, person_of
from mediasvc.domain.event import Event, EventKind
from mediasvc.domain.release import Release
from mediasvc.ports import Catalogue


def note_sent_back(catalogue: Catalogue, actor: Actor, release: Release, sentence: str) -> None:
    """Keep the event that the actor does not publish this release, in the transaction in which they decide so.

    Who handed it in is mailed the sentence.
    """
    seminar, build = catalogue.seminars.by_id(release.seminar_id), catalogue.builds.by_id(release.build_id)
    person = person_of(actor)
    event = Event(
        EventKind.SENT_BACK,
        datetime.now(UTC),
        build.id,
        seminar.id,
        seminar.slug,
        release=release.number,
        ordered_by=build.ordered_by,
        by=None if person is None else person.id,
        sentence=sentence,
    )
    catalogue.events.add(event)
