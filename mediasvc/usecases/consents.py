"""Record what the speakers of a talk have consented to."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mediasvc.domain.access import Actor, Right, identity_of
from mediasvc.domain.audit import Action
from mediasvc.domain.consent import Consent, RecordedConsent, checked_consents, numbered, version_of
from mediasvc.domain.detail_changes import NO_CHANGES, DetailChanges
from mediasvc.domain.errors import ConsentsChanged, QueueUnavailable
from mediasvc.domain.seminar import Seminar
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.describe import describe_found
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.hand_in import announced_details
from mediasvc.usecases.identities import named
from mediasvc.usecases.note import note

# An entry of the audit log is short.
NAMES_IN_LOG = 5


@dataclass(frozen=True)
class SpeakerConsent:
    """A speaker, and what is recorded of their consent, if anything is.

    `namesake` counts speakers of the same name from 1. One that is not `is_named` was a speaker of the talk earlier.
    `recorded_by` is the name of the one who has recorded it.
    """

    speaker: str
    namesake: int
    is_named: bool
    recorded: RecordedConsent | None
    recorded_by: str | None


@dataclass(frozen=True)
class Consents:
    """Consents of the speakers that a seminar names, then those of others, as of this version."""

    seminar: Seminar
    speakers: Sequence[SpeakerConsent]
    version: str

    @property
    def missing(self) -> int:
        """Return how many speakers there are of whom no consent is recorded."""
        return sum(each.is_named and each.recorded is None for each in self.speakers)


@dataclass(frozen=True)
class ConsentEdit:
    """All consents of a talk as they are to be, and the versions that may be replaced; None stands for any."""

    versions: Collection[str] | None
    consents: Sequence[Consent]


def read_consents(parts: Parts, actor: Actor, slug: str) -> Consents:
    """Return the consents of the talk's speakers. Raises NotFound."""
    with parts.database.reading() as catalogue:
        return _read(catalogue, find_seminar(catalogue, actor, Right.READ, slug))


def edit_consents(
    parts: Parts, actor: Actor, slug: str, edit: ConsentEdit, changes: DetailChanges = NO_CHANGES
) -> Consents:
    """Let these be the consents of the talk's speakers, and make the changes with them: all of it, or nothing.

    Raises:
        NotFound: no such seminar.
        Usage: a consent cannot be as it is.
        ConsentsChanged: there are other consents than in these versions.
        NotAllowed: as `describe`.
    """
    with parts.database.transaction() as catalogue:
        seminar = find_seminar(catalogue, actor, Right.HAND_IN, slug)
        _replace(catalogue, actor, seminar, edit)
        described, build = describe_found(catalogue, actor, seminar, changes)
        read = _read(catalogue, described)
    if build is not None:
        # Where the queue is away, the build is put into it when it is back.
        with suppress(QueueUnavailable):
            parts.queue.enqueue(build.job)
    return read


def _replace(catalogue: Catalogue, actor: Actor, seminar: Seminar, edit: ConsentEdit) -> None:
    now = datetime.now(UTC)
    before = catalogue.consents.of_seminar(seminar.id)
    consents = checked_consents(edit.consents, now)
    known = {each.consent: each for each in before}
    if {*consents} == known.keys():
        return
    if edit.versions is not None and version_of(known) not in edit.versions:
        raise ConsentsChanged().because("consents_changed")
    added = [each for each in consents if each not in known]
    gone = {each.key for each in known} - {each.key for each in consents}
    identity = identity_of(actor)
    catalogue.consents.replace(
        seminar.id, [known.get(each) or RecordedConsent(each, identity, now) for each in consents]
    )
    lines = [f"{each.speaker}: {each.method}, {each.given_on}" for each in added]
    lines += [f"{speaker}: taken away" for speaker, _ in sorted(gone)]
    more = [f"{len(lines) - NAMES_IN_LOG} more"] if len(lines) > NAMES_IN_LOG else []
    note(catalogue, actor, Action.CONSENTS_RECORDED, seminar, "; ".join([*lines[:NAMES_IN_LOG], *more]))


def _read(catalogue: Catalogue, seminar: Seminar) -> Consents:
    seminar = replace(seminar, details=announced_details(catalogue, seminar))
    found = {each.consent.key: each for each in catalogue.consents.of_seminar(seminar.id)}
    recorders = {each.recorded_by for each in found.values()}
    names = {identity: named(catalogue, identity) for identity in recorders}
    speakers = numbered(seminar.details.speakers)
    keys = [*speakers, *(key for key in found if key not in speakers)]
    return Consents(
        seminar,
        [
            SpeakerConsent(
                speaker,
                namesake,
                is_named=(speaker, namesake) in speakers,
                recorded=(recorded := found.get((speaker, namesake))),
                recorded_by=recorded and names[recorded.recorded_by],
            )
            for speaker, namesake in keys
        ],
        version_of([each.consent for each in found.values()]),
    )
