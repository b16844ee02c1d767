"""What the API gives of readings, as JSON. Names and meanings are the public contract."""

from datetime import date
from typing import Self

from pydantic import BaseModel, Field

from mediasvc.api.schemas import FailureOut, WarningOut
from mediasvc.domain.reading import ReadingState, SourceKind
from mediasvc.usecases.readings import ReadSource, ReadSources


class ReadingOut(BaseModel):
    """What was found in one uploaded file. `kind` is null until it is known."""

    name: str
    sha256: str
    state: ReadingState
    kind: SourceKind | None
    slides: int | None = Field(description="How many visible slides a deck has, as soon as that is known.")
    narrated: int | None = Field(
        description="How many of these slides bring their own sound; null until that is known, and of what an earlier "
        "version has read."
    )
    is_narrated: bool = Field(
        description="Whether these are known to be so many that a talk of such decks needs no recording."
    )
    pictures: int = Field(description="How many of these slides have a picture already.")
    warnings: list[WarningOut]
    failure: FailureOut | None

    @classmethod
    def of(cls, read: ReadSource) -> Self:
        reading = read.reading
        return cls(
            name=read.source.name,
            sha256=read.source.digest,
            state=reading.state,
            kind=reading.kind,
            slides=reading.slides,
            narrated=reading.narrated,
            is_narrated=reading.is_narrated,
            pictures=len(reading.thumbnails),
            warnings=[WarningOut.of(warning) for warning in reading.warnings],
            failure=reading.failure and FailureOut.of(reading.failure),
        )


class GuessesOut(BaseModel):
    """What the files let guess of a seminar's details; null where they tell nothing."""

    title: str | None
    speakers: list[str]
    held_on: date | None
    language: str | None
    series: str | None


class ReadingsOut(BaseModel):
    """What was found in the uploaded files, in the order of arrival."""

    readings: list[ReadingOut]
    guesses: GuessesOut

    @classmethod
    def of(cls, read: ReadSources) -> Self:
        guessed = read.guesses
        return cls(
            readings=[ReadingOut.of(each) for each in read.sources],
            guesses=GuessesOut(
                title=guessed.title,
                speakers=list(guessed.speakers),
                held_on=guessed.held_on,
                language=guessed.language,
                series=guessed.series,
            ),
        )
