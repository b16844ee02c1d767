"""Schemas of requests and answers about releases, for OpenAPI."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from mediasvc.api.schemas import WarningOut
from mediasvc.domain.approval import MOST_SENTENCE_CHARACTERS, Approval, SentBack
from mediasvc.domain.release_changes import Change, Changed


class ChangeOut(BaseModel):
    """Difference between a release and the one before it.

    `before` is what is not there any more, `now` what was not there: names of files, or values as they are written in
    orders. Where both are equal, another file of the same name was given, or other times were found in the same way.
    """

    what: Changed
    before: list[str]
    now: list[str]
    language: str | None = Field(description="That of captions that are not in the talk's, as BCP 47 writes it.")

    @classmethod
    def of(cls, change: Change) -> Self:
        return cls(what=change.what, before=list(change.before), now=list(change.now), language=change.language)


class AskedChange(BaseModel):
    """Change that somebody asks for, in plain text."""

    sentence: str = Field(
        description=f"What is to be changed, in {MOST_SENTENCE_CHARACTERS} characters at most.",
        examples=["The title on slide 3 is misspelt."],
    )


class SentBackOut(BaseModel):
    """When somebody asked for a change of a release, and the sentence in which they did."""

    at: datetime
    by: str = Field(description="Who did, such as `person:Hana`, `token:portal` or `operator`.")
    sentence: str

    @classmethod
    def of(cls, sent_back: SentBack, by: str | None) -> Self:
        return cls(at=sent_back.at, by=by or sent_back.by, sentence=sent_back.sentence)


class ReleaseOut(BaseModel):
    """One immutable set of files."""

    number: int
    created_at: datetime
    build: str
    published: bool
    waits: bool = Field(description="Whether it waits to be published.")
    publish_at: datetime | None = Field(description="When it is published, where it waits for a time.")
    approval: Approval | None = Field(
        description="Where it stands, if it was handed in by somebody who may not publish: it waits, or was sent back."
    )
    sent_back: SentBackOut | None
    ordered_by: str | None = Field(
        description="Who ordered it, such as `person:Amina`, `token:portal` or `operator`, where that is known."
    )
    duration_ms: int | None = Field(description="How long the talk is, where that is known.")
    changes: list[ChangeOut] | None = Field(
        description="What it has otherwise than the release before it; null for the first one."
    )
    warnings: list[WarningOut]
    manifest_url: str
    preview_url: str
