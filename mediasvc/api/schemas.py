"""What the API takes and gives, as JSON. Names and meanings are the public contract."""

import re
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from mediasvc.domain.build import Build, BuildState, BuildWarning, Notes, Source
from mediasvc.domain.detail_changes import DETAILS, NO_CHANGES, DetailChanges
from mediasvc.domain.errors import Failure, hint_of
from mediasvc.domain.limits import MOST_FILES
from mediasvc.domain.order import CLEARABLE, Order
from mediasvc.domain.progress import progress_of, sentence
from mediasvc.domain.publishing import Publishing
from mediasvc.domain.release import Release
from mediasvc.domain.remedies import Remedy, remedy_of
from mediasvc.domain.seminar import (
    MAX_NAME_CHARACTERS,
    MAX_SPEAKERS,
    Seminar,
    SeminarState,
    Visibility,
)
from mediasvc.domain.steps import Step
from mediasvc.domain.timeline import ASKED_FOR, Finding, TimingMethod, checked_method
from mediasvc.domain.timeline_summary import TimelineSummary
from mediasvc.domain.translations import MOST_LANGUAGES
from mediasvc.domain.upload import Upload
from mediasvc.domain.variants import ON_DEMAND
from mediasvc.usecases.waiting import Awaited


def _named(kind: type[StrEnum], offered: Sequence[str]) -> AfterValidator:
    """Return a check that makes a value of this kind of its name; one that is not offered is refused by the order."""

    def check(name: str) -> StrEnum:
        if name not in list(kind):
            raise ValueError(f"it is not known; available: {', '.join(offered)}")
        return kind(name)

    return AfterValidator(check)


def _offering(names: Sequence[str]) -> Any:
    return Field(json_schema_extra={"enum": list(names)})


Timing = Annotated[str, AfterValidator(checked_method), _named(TimingMethod, ASKED_FOR), _offering(ASKED_FOR)]
Seen = Annotated[str, _named(Visibility, [Visibility.PUBLIC]), _offering([Visibility.PUBLIC])]
OnDemand = Annotated[str, _offering(list(ON_DEMAND))]
Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME_CHARACTERS)]
MOST_TRACKS = 1_000
# Fields of an order that JSON writes in another form.
NAMED_OTHERWISE = ("details", "cleared", "publishing")


def _written_as_a_date(value: object) -> object:
    """By itself the framework takes numbers for seconds since 1970."""
    if value is not None and not (isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII)):
        raise ValueError("a date is expected, such as 2026-06-18")
    return value


Day = Annotated[date, BeforeValidator(_written_as_a_date)]


def _written_as_a_time(value: object) -> object:
    if value is not None and not (isinstance(value, str) and "T" in value):
        raise ValueError("a time with its zone is expected, such as 2026-06-18T18:00:00Z")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_written_as_a_time)]


class Taken(BaseModel):
    """What the API takes: a misspelt field is an error, not nothing."""

    model_config = ConfigDict(extra="forbid")


class Changes(Taken):
    """What is to change about a seminar. A field that is not given stays as it is."""

    title: Name = Field(default_factory=str, examples=["Savings groups that last"])
    speakers: list[Name] = Field(default_factory=list[str], max_length=MAX_SPEAKERS, examples=[["Hana Tesfaye"]])
    held_on: Day | None = Field(default=None, examples=["2026-06-18"])
    language: str | None = Field(default=None, max_length=35, description="As BCP 47 has it.", examples=["en"])
    series: Name | None = Field(default=None, examples=["Microfinance seminars"])
    visibility: Seen = Visibility.PUBLIC
    license: str | None = Field(default=None, max_length=100, description="As SPDX has it.", examples=["CC-BY-4.0"])
    streaming_only: StrictBool = Field(
        default=False, description="Whether the talk is played only: no downloads, no zips, not in podcasts."
    )

    @property
    def changes(self) -> DetailChanges:
        """The changes to a seminar's details; null takes a detail away."""
        given: dict[str, Any] = {name: getattr(self, name) for name in DETAILS if name in self.model_fields_set}
        if "speakers" in given:
            given["speakers"] = tuple(given["speakers"])
        return DetailChanges(**given, cleared=frozenset(name for name, value in given.items() if value is None))


class NewSeminar(Changes):
    """A seminar that is to be."""

    title: Name = Field(default=..., examples=["Savings groups that last"])
    slug: str | None = Field(
        default=None, max_length=200, description="Its name in links; made of the title where it is not given."
    )


class PublishingIn(Taken):
    """When viewers see a release: as soon as it is built, where nothing else is said."""

    hold: StrictBool = Field(default=False, description="Whether it waits until somebody publishes it.")
    at: Moment | None = Field(default=None, description="The time from which on viewers see it.")

    @property
    def publishing(self) -> Publishing:
        """The value as the use cases take it. Raises Usage."""
        return Publishing(is_held=self.hold, at=self.at)


class Plan(Taken):
    """When a release that waits is published."""

    at: Moment = Field(examples=["2026-06-18T18:00:00Z"])


class Withdrawal(Taken):
    """How a talk is withdrawn. A notice that is not given stays as it was; null takes it away."""

    notice: Annotated[str, Field(max_length=MAX_NAME_CHARACTERS)] | None = Field(
        default=None,
        description="A sentence that viewers read in its place.",
        examples=["The speaker has taken back her consent."],
    )

    @property
    def told(self) -> str | None:
        """The notice as the use case takes it."""
        return self.notice or "" if "notice" in self.model_fields_set else None


class BuildOrder(Taken):
    """What to build. What is not given is as it was for the release that viewers see; at first it is all files.

    Cues and captions belong to their recording: where that is replaced, they are left out with a warning.
    """

    files: list[Name] | None = Field(
        default=None, min_length=1, max_length=MOST_FILES, description="Decks and recordings by name, in their order."
    )
    timing: Timing | None = Field(default=None, description="Where slide times come from.")
    cues: Name | None = Field(default=None, description="The uploaded file that has the slide times.")
    no_cues: StrictBool = Field(default=False, description="Whether the cues file of the last build is taken away.")
    keep_cues: StrictBool = Field(
        default=False, description="Whether the cues of the last build fit another recording, too."
    )
    captions: Name | None = Field(
        default=None, description="The uploaded captions: WebVTT, SRT, or a manuscript (text, DOCX, PDF)."
    )
    captions_in: dict[str, Name | None] | None = Field(
        default=None,
        max_length=MOST_LANGUAGES,
        description=(
            "Uploaded captions by their languages, as BCP 47 has them; null takes those of a language away. Those of "
            "other languages stay."
        ),
        examples=[{"fr": "talk.fr.vtt", "sw": None}],
    )
    no_captions: StrictBool = Field(
        default=False, description="Whether the captions of the last build are taken away, in all languages."
    )
    keep_captions: StrictBool = Field(
        default=False, description="Whether the captions of the last build fit another recording, too."
    )
    automatic_captions: StrictBool | None = Field(
        default=None,
        description=(
            "Whether words that are recognised are the talk's captions, marked as automatic, where it has no others in "
            "its language."
        ),
    )
    notes: Notes | None = Field(
        default=None, description="Whether viewers may read the speaker's notes; at first they are private."
    )
    track: int | None = Field(
        default=None, ge=1, le=MOST_TRACKS, description="The audio track to use in every recording, counted from 1."
    )
    no_track: StrictBool = Field(
        default=False, description="Whether the build chooses the audio track by itself again."
    )
    also: list[OnDemand] | None = Field(
        default=None,
        max_length=MOST_FILES,
        description="All variants that are made on demand; an empty list takes them away.",
    )
    clean_up: StrictBool | None = Field(default=None, description="Whether hum and hiss are taken out of the sound.")
    publishing: PublishingIn | None = Field(
        default=None,
        description=(
            "When viewers see the release. Where it is not given, that is as for the release that still waits, or else "
            "at once; for one who may not publish, it is held."
        ),
    )
    details: Changes | None = Field(default=None, description="What the release says that the seminar does not yet.")

    @property
    def order(self) -> Order[str]:
        """The order as the use cases take it. Raises Usage, NotSupported."""
        given: dict[str, Any] = {
            field.name: getattr(self, field.name) for field in fields(Order) if field.name not in NAMED_OTHERWISE
        }
        for name in ("files", "also"):
            given[name] = None if given[name] is None else tuple(given[name])
        details = NO_CHANGES if self.details is None else self.details.changes
        return Order(
            **given,
            details=details,
            publishing=self.publishing and self.publishing.publishing,
            cleared=frozenset(name for name in CLEARABLE if getattr(self, f"no_{name}")),
        )


class SourceOut(BaseModel):
    """One uploaded file. `sha256` is lower-case hex."""

    name: str
    sha256: str
    size_bytes: int

    @classmethod
    def of(cls, source: Source) -> Self:
        return cls(name=source.name, sha256=source.digest, size_bytes=source.size_bytes)


class Problem(BaseModel):
    """An error as RFC 9457 tells it, with the contract's `code` and what to do about it."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    hint: str
    reason: str | None = Field(default=None, description="What exactly is wrong, by a name, where it has one.")
    notice: str | None = Field(
        default=None,
        description="What the organisers of a talk that was withdrawn have written for viewers, if anything.",
    )


class FailureOut(BaseModel):
    """Error, and what helps with it.

    `source` is the name of the file that it is about, where it is about one, and `language` that of captions: `und` for
    those of a talk whose language is not known.
    """

    code: str
    message: str
    hint: str
    source: str | None
    language: str | None
    remedy: Remedy

    @classmethod
    def of(cls, failure: Failure) -> Self:
        return cls(
            code=failure.code,
            message=failure.message,
            hint=hint_of(failure),
            source=failure.source,
            language=failure.language,
            remedy=remedy_of(failure.code),
        )


class WarningOut(BaseModel):
    """Something people should know about a talk that was published all the same.

    `slides` are the numbers of the slides that it is about; none where it is about the whole talk. `language` is that
    of the captions that it is about, where it is about some.
    """

    code: str
    message: str
    slides: list[int]
    language: str | None

    @classmethod
    def of(cls, warning: BuildWarning) -> Self:
        return cls(code=warning.code, message=warning.message, slides=list(warning.slides), language=warning.language)


class StepOut(BaseModel):
    """How far one step of a build is."""

    step: Step
    percent: int


class FindingOut(BaseModel):
    """The answer of a timing method about the talk. One that did not apply says why, and has no confidence."""

    method: TimingMethod
    sentence: str
    confidence: float | None

    @classmethod
    def of(cls, finding: Finding) -> Self:
        return cls(**asdict(finding))


class TimelineInShort(BaseModel):
    """A timeline in short: its method, its mean confidence over the time (0 to 1), and how many cues are doubtful."""

    method: str
    confidence: float
    cues: int
    doubtful: int = Field(description="How many cues are as likely wrong as right: their confidence is below 0.5.")
    findings: list[FindingOut] = Field(description="None of a release of an earlier version, or of what viewers see.")

    @classmethod
    def of(cls, summary: TimelineSummary) -> Self:
        return cls(
            method=summary.method,
            confidence=summary.confidence,
            cues=summary.cues,
            doubtful=summary.doubtful,
            findings=[FindingOut.of(finding) for finding in summary.findings],
        )


class BuildOut(BaseModel):
    """The work from sources to a release. `percent` is of the whole, `sentence` is for people."""

    id: str
    state: BuildState
    created_at: datetime
    attempts: int
    percent: int
    sentence: str
    step: Step | None = Field(description="What happens now.")
    count: int | None = Field(description="The slide, or the minute of sound, that this step is at.")
    of: int | None = Field(description="How many slides, or minutes of sound, this step goes through.")
    remaining_ms: int | None = Field(description="About how long the build still takes.")
    queue_place: int | None = Field(description="How many builds come before this one, while it waits.")
    steps: list[StepOut]
    files: list[SourceOut]
    timing: TimingMethod
    cues: SourceOut | None
    captions: SourceOut | None = Field(description="Those in the talk's language.")
    captions_in: dict[str, SourceOut] = Field(description="Those in other languages, by their BCP 47 tags.")
    automatic_captions: bool
    notes: Notes
    track: int | None
    also: list[str]
    clean_up: bool
    failure: FailureOut | None
    warnings: list[WarningOut]
    slug: str
    release: int | None = Field(description="The number of the release that it made.")
    waits: bool = Field(description="Whether that release waits to be published.")
    publish_at: datetime | None = Field(description="When it is published, where it waits for a time.")
    awaits_words: bool = Field(
        description="Whether words are still being recognised. Another build follows where they change something."
    )
    timeline: TimelineInShort | None = Field(
        description="Its slide times, once they are known; null of a build of an earlier version: its seminar has them."
    )

    @classmethod
    def of_build(
        cls,
        build: Build,
        slug: str,
        release: Release | None = None,
        place: int | None = None,
        *,
        waits: bool = False,
    ) -> Self:
        progress = progress_of(build)
        return cls(
            id=build.id,
            state=build.state,
            created_at=build.created_at,
            attempts=build.attempts,
            percent=progress.percent,
            sentence=sentence(build),
            step=progress.step,
            count=progress.count,
            of=progress.of,
            remaining_ms=progress.left_ms,
            queue_place=place,
            steps=[
                StepOut(step=step, percent=int(100 * build.progress[step])) for step in Step if step in build.progress
            ],
            files=[SourceOut.of(source) for source in build.request.files],
            timing=build.request.timing,
            cues=build.request.cues and SourceOut.of(build.request.cues),
            captions=build.request.captions and SourceOut.of(build.request.captions),
            captions_in={each.language: SourceOut.of(each.source) for each in build.request.translations},
            automatic_captions=build.request.automatic_captions,
            notes=build.request.notes,
            track=build.request.track,
            also=list(build.request.also),
            clean_up=build.request.clean_up,
            failure=build.failure and FailureOut.of(build.failure),
            warnings=[WarningOut.of(warning) for warning in build.warnings],
            slug=slug,
            release=None if release is None else release.number,
            waits=waits,
            publish_at=release.publish_at if release is not None and waits else None,
            awaits_words=build.awaits_words is not None,
            timeline=build.timeline and TimelineInShort.of(build.timeline),
        )


class WaitingOut(BaseModel):
    """The newest release that waits to be published: until this time, or else until somebody does it."""

    release: int
    publish_at: datetime | None
    preview_url: str

    @classmethod
    def of(cls, release: Release, watch_url: str) -> Self:
        preview_url = f"{watch_url}/preview/{release.number}"
        return cls(release=release.number, publish_at=release.publish_at, preview_url=preview_url)


class RemovalOut(BaseModel):
    """When a seminar was removed, and until when that can be undone."""

    at: datetime
    until: datetime


class SeminarOut(BaseModel):
    """A seminar's permanent page. `release` is the number of the published one.

    `waiting` is told to those who may read everything of the seminar.
    """

    id: str
    slug: str
    title: str
    speakers: list[str]
    held_on: date | None
    language: str | None
    series: str | None
    visibility: Seen
    license: str | None
    streaming_only: bool = Field(
        description="Whether the talk is played only. Files of its manifest that no player reads are refused."
    )
    state: SeminarState
    release: int | None
    created_at: datetime
    withdrawn_at: datetime | None
    withdrawal_notice: str | None = Field(description="What viewers read while it is withdrawn, if anything.")
    removed: RemovalOut | None
    watch_url: str
    waiting: WaitingOut | None
    timeline: TimelineInShort | None = Field(
        default=None,
        description="The slide times of the newest release that the asker may see, where one seminar is read.",
    )

    @classmethod
    def of(cls, seminar: Seminar, watch_url: str, waiting: Release | None = None) -> Self:
        details: dict[str, Any] = asdict(seminar.details)
        return cls(
            **details,
            id=seminar.id,
            slug=seminar.slug,
            series=seminar.series and seminar.series.title,
            visibility=seminar.visibility,
            streaming_only=seminar.streaming_only,
            withdrawal_notice=seminar.withdrawal_notice,
            state=seminar.state,
            release=seminar.release,
            created_at=seminar.created_at,
            withdrawn_at=seminar.withdrawn_at,
            removed=seminar.removal and RemovalOut(at=seminar.removal.at, until=seminar.removal.until),
            watch_url=watch_url,
            waiting=waiting and WaitingOut.of(waiting, watch_url),
        )


class SeminarProblem(Problem):
    """The refusal of a change for a seminar that has been changed since it was read, with what is there now."""

    now: SeminarOut | None = Field(default=None, description="The seminar as it is now; its ETag is the answer's.")


class ChangedSeminar(BaseModel):
    """A seminar, and the build that brings the change to viewers, where they see something that is to change."""

    seminar: SeminarOut
    build: BuildOut | None


class SeminarPage(BaseModel):
    """Some seminars, newest first. `next` is the address of those that come behind them, if there are more."""

    seminars: list[SeminarOut]
    next: str | None


class UploadOut(BaseModel):
    """An upload that is not finished. `id` names it to those who may hand in; it does not open the upload."""

    id: str
    name: str
    length_bytes: int
    offset_bytes: int
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, upload: Upload) -> Self:
        return cls(
            id=upload.id,
            name=upload.name,
            length_bytes=upload.length_bytes,
            offset_bytes=upload.offset_bytes,
            created_at=upload.created_at,
            expires_at=upload.expires_at,
        )


class OrderState(StrEnum):
    """What has become of an order: its build has begun, it waits for files, or no build could begin."""

    BEGUN = "begun"
    WAITING = "waiting"
    FAILED = "failed"


class OrderOut(BaseModel):
    """An order that waits for its files. Those of `uploading` are on their way, those of `missing` are not."""

    state: OrderState
    build: BuildOut | None = None
    awaits: list[str] = Field(default_factory=list[str])
    uploading: list[str] = Field(default_factory=list[str])
    missing: list[str] = Field(default_factory=list[str])
    failure: FailureOut | None = None

    @classmethod
    def of(cls, awaited: Awaited) -> Self:
        failure = awaited.waiting.failure
        return cls(
            state=OrderState.WAITING if failure is None else OrderState.FAILED,
            awaits=list(awaited.waiting.awaits),
            uploading=list(awaited.uploading),
            missing=list(awaited.missing),
            failure=failure and FailureOut.of(failure),
        )


def sources_out(sources: Sequence[Source]) -> list[SourceOut]:
    return [SourceOut.of(source) for source in sources]
