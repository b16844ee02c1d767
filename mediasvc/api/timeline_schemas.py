"""Timelines as the API takes and gives them, in JSON. Names and meanings are the public contract."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from mediasvc.api.schemas import FindingOut, Problem
from mediasvc.domain.timeline import Candidate, Cue
from mediasvc.domain.timeline_edit import SentCue
from mediasvc.usecases.timeline_base import ReadTimeline

Confidence = Annotated[float, Field(ge=0, le=1, description="How likely this slide is the right one.")]
Number = Annotated[int, Field(description="The slide's number, counted from 1.")]


class CandidateOut(BaseModel):
    """Another slide that may be the right one."""

    number: Number
    confidence: Confidence

    @classmethod
    def of(cls, candidate: Candidate) -> Self:
        return cls(number=candidate.slide + 1, confidence=candidate.confidence)


class CueOut(BaseModel):
    """From `start_ms` up to, not including, `end_ms` the slide of this number is shown."""

    number: Number
    title: str
    start_ms: int
    end_ms: int
    confidence: Confidence
    reason: str = Field(description="Where this time comes from, in words.")
    candidates: list[CandidateOut] = Field(description="Where it is doubtful, other slides; the most likely first.")

    @classmethod
    def of(cls, cue: Cue, title: str) -> Self:
        return cls(
            number=cue.slide + 1,
            title=title,
            start_ms=cue.start_ms,
            end_ms=cue.end_ms,
            confidence=cue.confidence,
            reason=cue.reason,
            candidates=[CandidateOut.of(candidate) for candidate in cue.candidates],
        )


class TimelineOut(BaseModel):
    """The cues of a talk, from 0 to `duration_ms` without a gap, and the answer of each timing method."""

    duration_ms: int
    method: str
    confidence: Confidence
    cues: list[CueOut]
    findings: list[FindingOut]

    @classmethod
    def of(cls, read: ReadTimeline) -> Self:
        timeline, titles = read.timeline, [slide.title for slide in read.slides]
        return cls(
            duration_ms=timeline.duration_ms,
            method=timeline.method,
            confidence=timeline.confidence,
            cues=[CueOut.of(cue, titles[cue.slide]) for cue in timeline.cues],
            findings=[FindingOut.of(finding) for finding in timeline.findings],
        )


class CueIn(BaseModel):
    """A cue that is sent. Other fields of a cue that was read may stay in it, and are ignored."""

    # What is read can be sent back as it is.
    model_config = ConfigDict(extra="ignore")

    number: int = Field(strict=True, description="The slide's number, counted from 1.")
    start_ms: int = Field(strict=True, description="From when on it is shown.")
    confidence: Confidence | None = Field(
        default=None,
        strict=True,
        description="As it was read; 1, or nothing, for a cue that somebody knows to be right.",
    )
    title: str = Field(default="", description="As it was read: errors name the cue by it.")

    @property
    def sent(self) -> SentCue:
        return SentCue(self.number, self.start_ms, self.confidence, self.title)


class TimelineIn(BaseModel):
    """All cues of a talk, in order. A cue that is new or was moved is sure; one that was not, as sure as it was."""

    model_config = ConfigDict(extra="ignore")

    cues: list[CueIn]


class DifferenceOut(BaseModel):
    """From `start_ms` to `end_ms` slide `before` was shown, and now it is `now`; null stands for no slide."""

    start_ms: int
    end_ms: int
    before: int | None
    now: int | None


class TimelineProblem(Problem):
    """The refusal of cues for a version that was replaced, with what was changed since, where that is still known."""

    changes: list[DifferenceOut]
