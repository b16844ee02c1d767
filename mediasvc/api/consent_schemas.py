"""Consents of speakers as the API takes and gives them, in JSON. Names and meanings are the public contract."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, Field

from mediasvc.api.schemas import Day, Name, Taken
from mediasvc.domain.consent import MOST_CONSENTS, Consent, ConsentMethod
from mediasvc.domain.seminar import MAX_NAME_CHARACTERS
from mediasvc.usecases.consents import Consents, SpeakerConsent

_NAMESAKE = "Which one of several speakers of this name, counted from 1."


class ConsentIn(Taken):
    """A speaker's consent: on which day and how it was given."""

    speaker: Name = Field(examples=["Hana Tesfaye"])
    namesake: int = Field(default=1, ge=1, le=MOST_CONSENTS, description=_NAMESAKE)
    given_on: Day = Field(examples=["2026-06-18"])
    method: ConsentMethod
    note: str = Field(default="", max_length=MAX_NAME_CHARACTERS, description="Such as where it is kept.")

    @property
    def consent(self) -> Consent:
        return Consent(self.speaker, self.given_on, self.method, self.note, self.namesake)


class ConsentsIn(Taken):
    """All consents of a talk. What is not among them is taken away."""

    consents: list[ConsentIn] = Field(max_length=MOST_CONSENTS)


class ConsentOut(BaseModel):
    """A consent as it is recorded; `recorded_by` is the name of the one who did it."""

    given_on: date
    method: ConsentMethod
    note: str
    recorded_by: str
    recorded_at: datetime


class SpeakerOut(BaseModel):
    """A speaker, and the consent that is recorded of them, if one is."""

    speaker: str
    namesake: int = Field(description=_NAMESAKE)
    is_named: bool = Field(description="Whether the talk still names this speaker.")
    consent: ConsentOut | None

    @classmethod
    def of(cls, each: SpeakerConsent) -> Self:
        recorded = each.recorded
        consent = recorded and ConsentOut(
            given_on=recorded.consent.given_on,
            method=recorded.consent.method,
            note=recorded.consent.note,
            recorded_by=each.recorded_by or "",
            recorded_at=recorded.recorded_at,
        )
        return cls(speaker=each.speaker, namesake=each.namesake, is_named=each.is_named, consent=consent)


class ConsentsOut(BaseModel):
    """The speakers of a talk, then those whom it does not name any more; `missing` are without a consent."""

    speakers: list[SpeakerOut]
    missing: int

    @classmethod
    def of(cls, found: Consents) -> Self:
        return cls(speakers=[SpeakerOut.of(each) for each in found.speakers], missing=found.missing)
