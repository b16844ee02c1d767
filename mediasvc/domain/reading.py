"""The reading of a source before anything is built of it: what it is, what its slides show, what is wrong with it."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from mediasvc.domain.build import BuildWarning, Digest
from mediasvc.domain.errors import Failure
from mediasvc.domain.guesses import Properties
from mediasvc.domain.job import Job, JobKind
from mediasvc.domain.narration import is_narrated
from mediasvc.domain.seminar import SeminarId

# A source whose reading ended its worker so often is not read again before it is built.
MOST_ATTEMPTS = 3


class ReadingState(StrEnum):
    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    FAILED = "failed"

    @property
    def is_final(self) -> bool:
        return self in (ReadingState.READ, ReadingState.FAILED)


class SourceKind(StrEnum):
    """What a source is by its content; captions and slide times are neither deck nor recording."""

    DECK = "deck"
    RECORDING = "recording"
    NEITHER = "neither"


@dataclass(frozen=True)
class Reading:
    """The reading of one source of a seminar.

    `slides` counts the visible slides of a deck, as soon as they are known; `thumbnails` are the keys in storage of a
    small picture of each, JPEG, once all are drawn; `narrated` counts those that bring their own sound; None is not
    known, as earlier versions did not count them. `attempts` counts how often the reading was begun.
    """

    digest: Digest
    state: ReadingState = ReadingState.WAITING
    attempts: int = 0
    kind: SourceKind | None = None
    slides: int | None = None
    narrated: int | None = None
    thumbnails: tuple[str, ...] = ()
    warnings: tuple[BuildWarning, ...] = ()
    failure: Failure | None = None
    properties: Properties = field(default_factory=Properties)

    @property
    def is_narrated(self) -> bool:
        """Return whether it is a deck that brings the sound of its talk."""
        return self.kind is SourceKind.DECK and is_narrated(self.narrated or 0, self.slides or 0)

    @property
    def may_be_narrated(self) -> bool:
        """Return whether it is a deck that brings the sound of its talk, or may bring it, for all that is known."""
        return self.is_narrated or (self.kind is SourceKind.DECK and self.narrated is None)

    def begun(self) -> "Reading":
        """Return the reading as one that has begun once more."""
        return replace(self, state=ReadingState.READING, attempts=self.attempts + 1)

    def failed(self, failure: Failure) -> "Reading":
        """Return the reading as one that has failed."""
        return replace(self, state=ReadingState.FAILED, failure=failure)


def reading_job(seminar_id: SeminarId) -> Job:
    """Return the work of reading the seminar's sources, as the queue carries it."""
    return Job(JobKind.READ, seminar_id)
