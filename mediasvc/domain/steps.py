"""The steps of a build: what each needs, what it weighs, and what people read while it runs. To add one, add a row."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mediasvc.domain.build import BuildRequest, Digest, Translation
from mediasvc.domain.timeline import TimingMethod
from mediasvc.domain.variants import Picture, Sound, Variant, wanted


class Step(StrEnum):
    INGEST = "ingest"
    READ_SLIDES = "read_slides"
    RENDER_SLIDES = "render_slides"
    BIND_SLIDES = "bind_slides"
    READ_PICTURES = "read_pictures"
    MEASURE_SOUND = "measure_sound"
    MASTER_AUDIO = "master_audio"
    READ_CAPTIONS = "read_captions"
    HEAR_SPEECH = "hear_speech"
    WATCH_VIDEO = "watch_video"
    TIME_CAPTIONS = "time_captions"
    HEAR_WORDS = "hear_words"
    PLAN_TIMELINE = "plan_timeline"
    ENCODE_TRACK = "encode_track"
    MUX = "mux"
    TAG = "tag"
    PUBLISH = "publish"


# The step after which the talk's duration is known.
DURATION_KNOWN_AFTER = Step.MEASURE_SOUND

# What a node makes where its step makes several things.
Part = Sound | Picture | Variant | Translation


@dataclass(frozen=True)
class Node:
    """One unit of work of a build: a step, and the part that it makes where a step makes several."""

    step: Step
    of: Part | None = None


# A step stands for all its nodes in the build; where it has none, it is not waited for.
Needs = tuple[Step | Node, ...]


class Counted(StrEnum):
    """What a step goes through, one after the other: slides of the talk, or minutes of its sound."""

    SLIDES = "slides"
    MINUTES = "minutes"


@dataclass(frozen=True)
class StepRow:
    """One step of a build.

    `sentence` is for people. `weight` is about the step's share of a build's time, in percent. `parts` returns what
    the step makes for a request, with what each of these parts needs; the part of a step that makes one thing is None.
    Where what the step goes through is `counted`, `counting` is the sentence with the number that it is at.
    """

    sentence: str
    weight: int
    parts: Callable[[BuildRequest], Mapping[Part | None, Needs]]
    counted: Counted | None = None
    counting: str = ""


def _once(*needs: Step) -> Callable[[BuildRequest], Mapping[Part | None, Needs]]:
    return lambda _: {None: needs}


def _captioned(request: BuildRequest) -> list[Translation | None]:
    """Return the captions that the talk has: None stands for those in its own language."""
    return [*(() if request.captions is None else (None,)), *request.translations]


def _captions(request: BuildRequest) -> Mapping[Part | None, Needs]:
    return dict.fromkeys(_captioned(request), (DURATION_KNOWN_AFTER,))


def looks_at_sound(request: BuildRequest) -> bool:
    """Return whether slide times may come from the recording. Not where cues are given for sure: others win or lose."""
    if request.timing in (TimingMethod.AUTO, TimingMethod.CUES, TimingMethod.EDITED):
        return request.cues is None or request.cues_with not in ((), request.files)
    return request.timing in (TimingMethod.TRANSCRIPT, TimingMethod.PAUSES)


def looks_at_words(request: BuildRequest) -> bool:
    """Return whether slide times may come from words that are recognised, where no captions and no cues are given."""
    return looks_at_sound(request) and request.timing is not TimingMethod.PAUSES


def _words(request: BuildRequest) -> Mapping[Part | None, Needs]:
    is_needed = request.automatic_captions or looks_at_words(request)
    return {None: (Step.HEAR_SPEECH,)} if is_needed else {}


def looks_at_video(request: BuildRequest) -> bool:
    """Return whether slide times may come from what a video shows."""
    return request.timing is TimingMethod.VIDEO or (
        looks_at_sound(request) and request.timing not in (TimingMethod.TRANSCRIPT, TimingMethod.PAUSES)
    )


def _seen(request: BuildRequest) -> Mapping[Part | None, Needs]:
    return {None: (Step.RENDER_SLIDES, Step.MEASURE_SOUND)} if looks_at_video(request) else {}


def _speech(request: BuildRequest) -> Mapping[Part | None, Needs]:
    """Return the step that hears when somebody speaks. What is given as captions may have no times."""
    is_needed = looks_at_sound(request) or bool(_captioned(request)) or request.automatic_captions
    return {None: (Step.MASTER_AUDIO, Step.READ_CAPTIONS)} if is_needed else {}


def _timed_captions(request: BuildRequest) -> Mapping[Part | None, Needs]:
    return {captions: (Node(Step.READ_CAPTIONS, captions), Step.HEAR_SPEECH) for captions in _captioned(request)}


def _timeline(request: BuildRequest) -> Mapping[Part | None, Needs]:
    heard: Needs = (Step.HEAR_SPEECH, Step.READ_PICTURES) if looks_at_sound(request) else ()
    if looks_at_words(request):
        heard = (*heard, Step.HEAR_WORDS)
    if heard and request.captions is not None:
        heard = (*heard, Node(Step.TIME_CAPTIONS))
    return {None: (Step.READ_SLIDES, DURATION_KNOWN_AFTER, Step.WATCH_VIDEO, *heard)}


def _tracks(request: BuildRequest) -> Mapping[Part | None, Needs]:
    """Return the tracks of all variants. Variants of equal tracks share them."""
    tracks: dict[Part | None, Needs] = {}
    for variant in wanted(request.also):
        tracks[variant.sound] = (Step.MASTER_AUDIO,)
        if variant.picture is not None:
            tracks[variant.picture] = (Step.READ_SLIDES, Step.PLAN_TIMELINE)
    return tracks


def _renditions(request: BuildRequest) -> Mapping[Part | None, Needs]:
    return {variant: _needs_of_rendition(variant) for variant in wanted(request.also)}


def _needs_of_rendition(variant: Variant) -> Needs:
    tracks = (track for track in (variant.sound, variant.picture) if track is not None)
    contents = (Step.RENDER_SLIDES, Step.PLAN_TIMELINE) if variant.chaptered else ()
    return (*(Node(Step.ENCODE_TRACK, track) for track in tracks), *contents)


def _tagged(request: BuildRequest) -> Mapping[Part | None, Needs]:
    return {variant: (Node(Step.MUX, variant),) for variant in wanted(request.also)}


STEPS: Mapping[Step, StepRow] = {
    Step.INGEST: StepRow("Looking at the files", 1, _once()),
    Step.READ_SLIDES: StepRow("Reading the slides", 6, _once(Step.INGEST)),
    Step.RENDER_SLIDES: StepRow(
        "Drawing the slides", 7, _once(Step.READ_SLIDES), Counted.SLIDES, "Drawing slide {count} of {of}"
    ),
    Step.BIND_SLIDES: StepRow("Binding the slides", 1, _once(Step.READ_SLIDES)),
    Step.READ_PICTURES: StepRow(
        "Reading the words in pictures",
        2,
        _once(Step.READ_SLIDES),
        Counted.SLIDES,
        "Reading the words in pictures, slide {count} of {of}",
    ),
    Step.MEASURE_SOUND: StepRow("Listening to the recording", 6, _once(Step.INGEST)),
    Step.MASTER_AUDIO: StepRow(
        "Levelling the sound",
        18,
        _once(Step.MEASURE_SOUND),
        Counted.MINUTES,
        "Levelling the sound, minute {count} of {of}",
    ),
    Step.READ_CAPTIONS: StepRow("Reading the captions", 1, _captions),
    Step.HEAR_SPEECH: StepRow("Listening for speech", 1, _speech),
    Step.WATCH_VIDEO: StepRow("Looking for the slides in the video", 3, _seen),
    Step.TIME_CAPTIONS: StepRow("Placing the captions", 1, _timed_captions),
    Step.HEAR_WORDS: StepRow("Waiting for the words", 1, _words),
    Step.PLAN_TIMELINE: StepRow("Finding the slide times", 1, _timeline),
    Step.ENCODE_TRACK: StepRow(
        "Encoding sound and pictures",
        53,
        _tracks,
        Counted.MINUTES,
        "Encoding sound and pictures, minute {count} of {of}",
    ),
    Step.MUX: StepRow("Putting the files together", 3, _renditions),
    Step.TAG: StepRow("Writing the title into the files", 1, _tagged),
    Step.PUBLISH: StepRow(
        "Publishing",
        2,
        _once(
            *(Step.RENDER_SLIDES, Step.BIND_SLIDES, Step.READ_PICTURES),
            *(Step.MASTER_AUDIO, Step.PLAN_TIMELINE, Step.TIME_CAPTIONS, Step.HEAR_WORDS, Step.TAG),
        ),
    ),
}


def build_graph(request: BuildRequest, *, recognises: bool = False) -> dict[Node, frozenset[Node]]:
    """Return each node of the build that the request asks for, with the nodes that it needs.

    Where nothing `recognises` words, nobody waits for them.
    """
    rows = {step: row for step, row in STEPS.items() if recognises or step is not Step.HEAR_WORDS}
    needs = {Node(step, of): need for step, row in rows.items() for of, need in row.parts(request).items()}

    def nodes_of(need: Step | Node) -> list[Node]:
        return [need] if isinstance(need, Node) else [node for node in needs if node.step is need]

    return {node: frozenset(found for need in needed for found in nodes_of(need)) for node, needed in needs.items()}


def artifact_key(step: Step, version: int, parameters: Mapping[str, Any], inputs: Sequence[str]) -> Digest:
    """Return the name of what a step makes: the SHA-256 of step, version, parameters and its inputs' digests."""
    told = json.dumps([step, version, parameters, list(inputs)], sort_keys=True, ensure_ascii=True)
    return Digest(hashlib.sha256(told.encode()).hexdigest())
