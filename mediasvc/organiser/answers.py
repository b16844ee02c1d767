"""What a service elsewhere answers, as values; or that it is no service of ours."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, TypeVar

import httpx

from mediasvc.domain.build import BuildState, BuildWarning
from mediasvc.domain.errors import Failure, ServiceUnavailable
from mediasvc.domain.manifest import Manifest, manifest_of_json
from mediasvc.domain.seminar import SeminarState
from mediasvc.domain.timeline import Candidate, Cue, Finding, Timeline
from mediasvc.domain.timeline_summary import TimelineSummary
from mediasvc.organiser.desk import RefusedError, Talk, TalkTimeline

Json = dict[str, Any]
Told = TypeVar("Told")

# No name begins with a dot, and none is a drive's.
NAME = r"[^/\\:.\x00-\x1f][^/\\:\x00-\x1f]*"
HREF = re.compile(rf"{NAME}(/{NAME})*")


def refuse(answer: httpx.Response) -> None:
    """Raises RefusedError with what the service says is wrong; ServiceUnavailable where that is no service of ours."""
    if answer.status_code >= HTTPStatus.BAD_REQUEST:
        raise RefusedError(read_as(answer, lambda told: Failure(told["code"], told["detail"], told["hint"])))


def read_as(answer: httpx.Response, read: Callable[[Json], Told]) -> Told:
    """What `read` makes of the answer. Raises ServiceUnavailable where it is no answer of such a service."""
    try:
        return read(answer.json())
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ServiceUnavailable(f"{answer.url} answers {answer.status_code}, not as mediasvc does") from error


@dataclass(frozen=True)
class BuildTold:
    """What is told about a build; `progress` holds each begun step's share done.

    `waits` tells whether its release waits to be published, `publish_at` until when, where that is planned, and
    `awaits_words` whether another one follows by itself, once the words are recognised.
    """

    id: str
    state: BuildState
    progress: Mapping[str, float]
    failure: Failure | None
    warnings: Sequence[BuildWarning]
    release: int | None
    waits: bool
    publish_at: datetime | None
    timeline: TimelineSummary | None
    awaits_words: bool = False


def build_of(told: Json) -> BuildTold:
    return BuildTold(
        id=str(told["id"]),
        state=BuildState(told["state"]),
        progress={step["step"]: step["percent"] / 100 for step in told["steps"]},
        failure=None if told["failure"] is None else _failure(told["failure"]),
        warnings=[_warning(each) for each in told["warnings"]],
        release=told["release"],
        # Earlier services publish every release at once.
        waits=told.get("waits", False),
        publish_at=_moment(told.get("publish_at")),
        timeline=_summary(told.get("timeline")),
        # Earlier services recognise none.
        awaits_words=told.get("awaits_words", False),
    )


def _moment(told: str | None) -> datetime | None:
    return None if told is None else datetime.fromisoformat(told)


def _warning(told: Json) -> BuildWarning:
    return BuildWarning(told["code"], told["message"], language=told.get("language"))


def _failure(told: Json) -> Failure:
    return Failure(told["code"], told["message"], told["hint"], language=told.get("language"))


def talk_of(told: Json) -> Talk:
    return Talk(told["slug"], told["title"], SeminarState(told["state"]), told["release"], told["watch_url"])


def shown_of(told: Json) -> tuple[Talk, TimelineSummary | None]:
    """Return the talk, and the timeline of its newest release in short, where the service tells of one."""
    # Earlier services tell of none.
    return talk_of(told), _summary(told.get("timeline"))


def _summary(told: Json | None) -> TimelineSummary | None:
    if told is None:
        return None
    findings = tuple(_finding(each) for each in told["findings"])
    return TimelineSummary(told["method"], float(told["confidence"]), told["cues"], told["doubtful"], findings)


def timeline_of(slug: str, version: str, told: Json) -> TalkTimeline:
    """Return the timeline of the talk of this slug, and its version."""
    cues = tuple(_cue(each) for each in told["cues"])
    findings = tuple(_finding(each) for each in told["findings"])
    timeline = Timeline(cues, told["method"], float(told["confidence"]), findings)
    return TalkTimeline(slug, timeline, version, {each["number"] - 1: str(each["title"]) for each in told["cues"]})


def _cue(told: Json) -> Cue:
    return Cue(
        slide=int(told["number"]) - 1,
        start_ms=int(told["start_ms"]),
        end_ms=int(told["end_ms"]),
        confidence=float(told["confidence"]),
        reason=str(told["reason"]),
        candidates=tuple(Candidate(int(each["number"]) - 1, float(each["confidence"])) for each in told["candidates"]),
    )


def _finding(told: Json) -> Finding:
    return Finding(told["method"], str(told["sentence"]), told["confidence"])


def page_of(told: Json) -> tuple[list[Talk], str | None]:
    """The talks of one page, and the address of the next one."""
    return [talk_of(seminar) for seminar in told["seminars"]], told["next"]


def manifest_of(told: Json) -> Manifest:
    """Return the manifest. Raises NotSupported where the service is later than this command."""
    manifest = manifest_of_json(told)
    if not all(HREF.fullmatch(file.href) for file in manifest.files):
        raise ValueError("a file outside of the release")
    return manifest
