"""Consents: what speakers have agreed to, as organisers record it. No viewer ever sees any of it."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from mediasvc.domain.errors import Usage
from mediasvc.domain.seminar import MAX_SPEAKERS, checked_name

# Each speaker, and as many again who are not named any more.
MOST_CONSENTS = 2 * MAX_SPEAKERS
# East of all others the day begins so much earlier than in UTC.
_FIRST_MIDNIGHT = timedelta(hours=14)


class ConsentMethod(StrEnum):
    """A way in which a speaker has consented."""

    SIGNED = "signed"
    """On a paper or a file with a signature."""
    WRITTEN = "written"
    """By mail or by a message."""
    RECORDED = "recorded"
    """Aloud, on the recording itself."""
    SPOKEN = "spoken"
    """Aloud, to somebody who remembers it."""


@dataclass(frozen=True)
class Consent:
    """A speaker's consent. `namesake` counts speakers of the same name from 1. `note` may be empty."""

    speaker: str
    given_on: date
    method: ConsentMethod
    note: str = ""
    namesake: int = 1

    @property
    def key(self) -> tuple[str, int]:
        """Return what names the speaker within a talk."""
        return self.speaker, self.namesake


@dataclass(frozen=True)
class RecordedConsent:
    """A consent, and by whom, as `identity_of` names them, and when it was recorded as it is."""

    consent: Consent
    recorded_by: str
    recorded_at: datetime


def checked_consent(consent: Consent, now: datetime) -> Consent:
    """Return the consent in tidy form.

    Raises:
        Usage: a text is too long or unusable, the day is still to come, or `namesake` cannot be.
    """
    if consent.given_on > (now.astimezone(UTC) + _FIRST_MIDNIGHT).date():
        raise Usage(f"the consent of {consent.speaker} is of {consent.given_on}, which is still to come").because(
            "consent_to_come"
        )
    if not 1 <= consent.namesake <= MOST_CONSENTS:
        raise Usage(f"namesake is {consent.namesake}; speakers of the same name are counted from 1")
    return Consent(
        speaker=checked_name("speaker's name", consent.speaker),
        given_on=consent.given_on,
        method=consent.method,
        note=checked_name("note", consent.note) if consent.note.strip() else "",
        namesake=consent.namesake,
    )


def checked_consents(consents: Sequence[Consent], now: datetime) -> Sequence[Consent]:
    """Return the consents of a talk in tidy form, in the order of names.

    Raises:
        Usage: as `checked_consent`; there are too many; or two are of the same speaker.
    """
    if len(consents) > MOST_CONSENTS:
        raise Usage(f"{len(consents)} consents, {MOST_CONSENTS} are allowed").because("consents_too_many")
    checked = {each.key: each for each in (checked_consent(consent, now) for consent in consents)}
    if len(checked) < len(consents):
        raise Usage("two consents are of the same speaker; namesake tells speakers of one name apart")
    return [checked[key] for key in sorted(checked)]


def numbered(names: Sequence[str]) -> Sequence[tuple[str, int]]:
    """Return each name with its count among equal ones, from 1."""
    return [(name, names[: place + 1].count(name)) for place, name in enumerate(names)]


def version_of(consents: Collection[Consent]) -> str:
    """Return what is another text whenever a consent is another one."""
    fields = sorted(
        (each.speaker, each.namesake, each.given_on.isoformat(), each.method, each.note) for each in consents
    )
    return hashlib.sha256(repr(fields).encode()).hexdigest()[:16]
