"""The work from sources to a release: what it is made from, and how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from mediasvc.domain.errors import Failure
from mediasvc.domain.job import Job, JobKind
from mediasvc.domain.publishing import AT_ONCE, Publishing
from mediasvc.domain.seminar import SeminarDetails, SeminarId
from mediasvc.domain.timeline import TimingMethod
from mediasvc.domain.timeline_summary import TimelineSummary

BuildId = NewType("BuildId", str)
Digest = NewType("Digest", str)


class BuildState(StrEnum):
    """How far a build is. One that is `PUBLISHED` has ended well: it made a release, which viewers may not see yet."""

    QUEUED = "queued"
    RUNNING = "running"
    PUBLISHED = "published"
    FAILED = "failed"

    @property
    def is_final(self) -> bool:
        return self in (BuildState.PUBLISHED, BuildState.FAILED)


@dataclass(frozen=True)
class Source:
    """One uploaded file, kept for ever under its SHA-256 (lower-case hex). `name` is what its owner called it."""

    digest: Digest
    name: str
    size_bytes: int

    @property
    def key(self) -> str:
        return source_key(self.digest)


def source_key(digest: Digest) -> str:
    """Where a source is kept in storage."""
    return f"sources/{digest}"


class Notes(StrEnum):
    """Whether viewers may read the speaker's notes."""

    PUBLISH = "publish"
    PRIVATE = "private"


@dataclass(frozen=True)
class Translation:
    """Captions in another language (canonical BCP 47) than the talk's, and the files that they were given for."""

    language: str
    source: Source
    given_with: tuple[Source, ...] = ()


@dataclass(frozen=True)
class BuildRequest:
    """What a build is made from. `files` are decks and recordings together, in the order they were handed in.

    `also` names the variants that are made on demand. `clean_up` takes hum and hiss out of the sound. `track` is the
    audio track to use, counted from 1; None leaves the choice to the build. `captions` are in the talk's language, and
    `translations` in others, at most one in each. `cues`, `captions` and `track` belong to the recordings among
    `cues_with`, `captions_with` and `track_with`, the files that they were given for; builds of earlier versions name
    none of these, and theirs belong to `files`. Cues that are `cues_kept` were given for other recordings, and somebody
    said that they fit those among `cues_with`, too. `first_files` are the files of the seminar's first build; builds of
    earlier versions have none. `publishing` says when viewers see the release. With `automatic_captions` the words that
    are recognised are its captions, unless it has others in its language.
    """

    files: tuple[Source, ...]
    details: SeminarDetails
    timing: TimingMethod = TimingMethod.AUTO
    cues: Source | None = None
    also: tuple[str, ...] = ()
    clean_up: bool = False
    captions: Source | None = None
    cues_with: tuple[Source, ...] = ()
    captions_with: tuple[Source, ...] = ()
    notes: Notes = Notes.PRIVATE
    track: int | None = None
    track_with: tuple[Source, ...] = ()
    first_files: tuple[Source, ...] = ()
    publishing: Publishing = AT_ONCE
    translations: tuple[Translation, ...] = ()
    cues_kept: bool = False
    automatic_captions: bool = False

    @property
    def has_cues_of_others(self) -> bool:
        """Whether its cues were given for other files, so that some may be of what these do not have."""
        return self.cues is not None and (self.cues_kept or self.cues_with not in ((), self.files))

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every file that the build may read."""
        beside = [each for each in (self.cues, self.captions) if each is not None]
        beside += [each.source for each in self.translations]
        with_others = [*self.cues_with, *self.captions_with, *self.track_with, *self.first_files]
        with_others += [source for each in self.translations for source in each.given_with]
        return tuple(dict.fromkeys((*self.files, *beside, *with_others)))


@dataclass(frozen=True)
class BuildWarning:
    """Something people should know about a talk that was published all the same.

    `slides` are the numbers of the slides that it is about, as people see them; none where it is about the whole talk,
    or nobody knows which slides. `language` is that of the captions that it is about.
    """

    code: str
    message: str
    slides: tuple[int, ...] = ()
    language: str | None = None


@dataclass(frozen=True)
class Pace:
    """How fast the last attempt at a build goes, by its worker's own clock: that of no other host is compared with it.

    `left_ms` is None until there is something to estimate it from. `slides` and `duration_ms` say how many visible
    slides the talk has and how long it is, as soon as that is known.
    """

    elapsed_ms: int = 0
    left_ms: int | None = None
    slides: int | None = None
    duration_ms: int | None = None


AT_FIRST = Pace()


@dataclass(frozen=True)
class Build:
    """One build. `progress` holds each begun step's share done, 0 to 1; `attempts` counts how often it was begun.

    `number` counts all builds in the order in which they were handed in; it is 0 for one that is not kept. `timeline`
    is None until it is known, and for builds of earlier versions. `ordered_by` is who did that, as `identity_of` names
    them; None for builds of earlier versions. Its release `needs_approval` where that one could not publish it.
    `awaits_words` is the recognition that it was published without, until a build with its words has followed.
    """

    id: BuildId
    seminar_id: SeminarId
    request: BuildRequest
    created_at: datetime
    state: BuildState = BuildState.QUEUED
    attempts: int = 0
    progress: Mapping[str, float] = field(default_factory=dict[str, float])
    failure: Failure | None = None
    warnings: tuple[BuildWarning, ...] = ()
    number: int = 0
    pace: Pace = AT_FIRST
    timeline: TimelineSummary | None = None
    ordered_by: str | None = None
    needs_approval: bool = False
    awaits_words: Digest | None = None

    @property
    def job(self) -> Job:
        """The work of building it, as the queue carries it."""
        return Job(JobKind.BUILD, self.id)
