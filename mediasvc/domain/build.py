"""The work from sources to a release: what a build is, its steps, and which step needs which."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from mediasvc.domain.errors import Failure
from mediasvc.domain.seminar import SeminarDetails, SeminarId
from mediasvc.domain.timeline import TimingMethod
from mediasvc.domain.variants import Picture, Sound, Variant

BuildId = NewType("BuildId", str)
Digest = NewType("Digest", str)

MAX_ATTEMPTS = 5


class BuildState(StrEnum):
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
class BuildRequest:
    """What a build is made from. `files` are decks and recordings together, in the order they were handed in.

    `also` names the variants that are made on demand. `clean_up` takes hum and hiss out of the sound. `track` is the
    audio track to use, counted from 1; None leaves the choice to the build. `cues`, `captions` and `track` belong to
    the recordings among `cues_with`, `captions_with` and `track_with`, the files that they were given for; builds of
    earlier versions name none of these, and theirs belong to `files`. `first_files` are the files of the seminar's
    first build; builds of earlier versions have none.
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

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every file that the build may read."""
        beside = (each for each in (self.cues, self.captions) if each is not None)
        with_others = (*self.cues_with, *self.captions_with, *self.track_with, *self.first_files)
        return tuple(dict.fromkeys((*self.files, *beside, *with_others)))


@dataclass(frozen=True)
class BuildWarning:
    """Something people should know about a talk that was published all the same."""

    code: str
    message: str


@dataclass(frozen=True)
class Build:
    """One build. `progress` holds each begun step's share done, 0 to 1; `attempts` counts how often it was begun.

    `number` counts all builds in the order in which they were handed in; it is 0 for one that is not kept.
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


class Step(StrEnum):
    INGEST = "ingest"
    READ_SLIDES = "read_slides"
    RENDER_SLIDES = "render_slides"
    BIND_SLIDES = "bind_slides"
    MEASURE_SOUND = "measure_sound"
    MASTER_AUDIO = "master_audio"
    PLAN_TIMELINE = "plan_timeline"
    READ_CAPTIONS = "read_captions"
    ENCODE_TRACK = "encode_track"
    MUX = "mux"
    PUBLISH = "publish"


STEP_SENTENCES = {
    Step.INGEST: "Looking at the files",
    Step.READ_SLIDES: "Reading the slides",
    Step.RENDER_SLIDES: "Drawing the slides",
    Step.BIND_SLIDES: "Binding the slides",
    Step.MEASURE_SOUND: "Listening to the recording",
    Step.MASTER_AUDIO: "Levelling the sound",
    Step.PLAN_TIMELINE: "Finding the slide times",
    Step.READ_CAPTIONS: "Reading the captions",
    Step.ENCODE_TRACK: "Encoding sound and pictures",
    Step.MUX: "Putting the files together",
    Step.PUBLISH: "Publishing",
}

# About the share of a build's time that each step takes, in percent. Captions take next to none of it.
_STEP_WEIGHTS = {
    Step.INGEST: 1,
    Step.READ_SLIDES: 6,
    Step.RENDER_SLIDES: 7,
    Step.BIND_SLIDES: 1,
    Step.MEASURE_SOUND: 6,
    Step.MASTER_AUDIO: 19,
    Step.PLAN_TIMELINE: 1,
    Step.ENCODE_TRACK: 53,
    Step.MUX: 4,
    Step.PUBLISH: 2,
}


def percentage(build: Build) -> int:
    """How far the build is, 0 to 100; 100 is a published one."""
    if build.state is BuildState.PUBLISHED:
        return 100
    done = sum(weight * build.progress.get(step, 0.0) for step, weight in _STEP_WEIGHTS.items())
    return min(99, int(done))


def sentence(build: Build) -> str:
    """What happens with the build, for people."""
    match build.state:
        case BuildState.QUEUED:
            return "Waiting for a worker"
        case BuildState.PUBLISHED:
            return "Published"
        case BuildState.FAILED:
            return "Failed" if build.failure is None else build.failure.message
        case BuildState.RUNNING:
            begun = [step for step in Step if 0 <= build.progress.get(step, -1) < 1]
            return ", ".join(STEP_SENTENCES[step] for step in begun) or "Beginning"


@dataclass(frozen=True)
class Node:
    """One unit of work of a build: a step, and what it makes where a step makes several things."""

    step: Step
    of: Sound | Picture | Variant | None = None


def build_graph(variants: Sequence[Variant], captioned: bool = False) -> dict[Node, frozenset[Node]]:
    """Each node of a build of these variants, with the nodes that it needs. Variants of equal tracks share them.

    Only a `captioned` build has captions to read.
    """
    ingest, slides, rendered = Node(Step.INGEST), Node(Step.READ_SLIDES), Node(Step.RENDER_SLIDES)
    bound, timeline = Node(Step.BIND_SLIDES), Node(Step.PLAN_TIMELINE)
    sound, master = Node(Step.MEASURE_SOUND), Node(Step.MASTER_AUDIO)
    graph = {
        ingest: frozenset[Node](),
        slides: frozenset({ingest}),
        rendered: frozenset({slides}),
        bound: frozenset({slides}),
        sound: frozenset({ingest}),
        master: frozenset({sound}),
        timeline: frozenset({slides, sound}),
    }
    for variant in variants:
        tracks = {Node(Step.ENCODE_TRACK, variant.sound)}
        graph[Node(Step.ENCODE_TRACK, variant.sound)] = frozenset({master})
        if variant.picture is not None:
            tracks.add(Node(Step.ENCODE_TRACK, variant.picture))
            graph[Node(Step.ENCODE_TRACK, variant.picture)] = frozenset({slides, timeline})
        graph[Node(Step.MUX, variant)] = frozenset(tracks | ({rendered, timeline} if variant.chaptered else set()))
    graph[Node(Step.PUBLISH)] = frozenset(
        {rendered, bound, master, timeline} | {Node(Step.MUX, variant) for variant in variants}
    )
    if captioned:
        captions = Node(Step.READ_CAPTIONS)
        graph[captions] = frozenset({sound})
        graph[Node(Step.PUBLISH)] |= {captions}
    return graph


def artifact_key(step: Step, version: int, parameters: Mapping[str, Any], inputs: Sequence[str]) -> Digest:
    """The name of what a step makes: SHA-256 over the step, its version, its parameters and its inputs' digests."""
    told = json.dumps([step, version, parameters, list(inputs)], sort_keys=True, ensure_ascii=True)
    return Digest(hashlib.sha256(told.encode()).hexdigest())
