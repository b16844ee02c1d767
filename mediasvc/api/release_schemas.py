"""Schemas of requests and answers about releases, for OpenAPI."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from mediasvc.api.schemas import WarningOut
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


class ReleaseOut(BaseModel):
    """One immutable set of files."""

    number: int
    created_at: datetime
    build: str
    published: bool
    waits: bool = Field(description="Whether it waits to be published.")
    publish_at: datetime | None = Field(description="When it is published, where it waits for a time.")
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
