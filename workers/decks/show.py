"""PowerPoint's slide show as it runs by itself: each slide's times, and the sounds that begin without a click.

Recorded narration is a sound or a video on the slide that the slide's timing starts "with previous" or "after
previous" (ECMA-376 part 1, 19.5; `nodeType` 19.7.20). Sounds on click, of transitions and of animations are none, nor
is what loops, plays over several slides, or is muted. Runs inside the sandbox.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from workers.decks.markup import READ, attribute, child, every, local, parse, resolve
from workers.decks.package import Package, Relation

# Python refuses to read longer numbers; such a time is none, and the deck is still a deck.
MOST_DIGITS = 4_300
LONGEST_MS = 24 * 3_600_000
MOST_CLIPS_A_SLIDE = 20
# PowerPoint's durations of effects that name none of their own, by their speed.
SPEEDS_MS = {"slow": 1_000, "med": 750, "fast": 500}
NO_EFFECTS = ("sndAc", "extLst")
SHAPES = ("nvPicPr", "nvSpPr", "nvGraphicFramePr")
FILES = ("audioFile", "videoFile", "quickTimeFile", "wavAudioFile")
AFTER, ON_CLICK = "afterEffect", "clickEffect"
EFFECTS = (AFTER, "withEffect", ON_CLICK)
_NUMBER = re.compile(r"(\d{1,12})(?:\.\d{1,12})?")


@dataclass(frozen=True)
class Clip:
    """A sound or a video that begins by itself: the name of its part in the package, its CRC-32 and its size.

    So much is cut off at its start and its end (ms). `is_narration` where PowerPoint recorded it as such.
    """

    part: str
    checksum: int
    size_bytes: int
    cut_start_ms: int = 0
    cut_end_ms: int = 0
    is_narration: bool = False


@dataclass(frozen=True)
class ShowSlide:
    """A slide of the show: its `clips` in the order in which they begin, and its times (ms).

    `advance_ms` is how long the deck shows it before it goes on by itself, `transition_ms` how long it takes to appear.
    `lost` counts clips that are not in the deck. `has_traces` where ink or a laser pointer was recorded.
    """

    hidden: bool = False
    advance_ms: int | None = None
    transition_ms: int = 0
    clips: tuple[Clip, ...] = ()
    lost: int = 0
    has_traces: bool = False


@dataclass
class _Started:
    """The shapes that the slide's timing starts by itself, in order; `others` of them play for another purpose."""

    shapes: list[str] = field(default_factory=list[str])
    narrations: set[str] = field(default_factory=set[str])
    others: set[str] = field(default_factory=set[str])

    @property
    def heard(self) -> list[str]:
        """The shapes whose sound is the slide's, each once."""
        return [shape for shape in dict.fromkeys(self.shapes) if shape not in self.others]


def show_slide(package: Package, part: str) -> ShowSlide:
    """Return the slide of this part's name as the show runs. Raises what a package that is broken raises."""
    root = parse(package.read(part))
    has_traces = any(True for _ in every(root, "contentPart", "tracePt"))
    resolve(root, READ)
    clips, lost = _clips(root, package, package.relations(part))
    advances_ms = advance_ms(root)
    return ShowSlide(
        hidden=root.get("show") in ("0", "false"),
        advance_ms=None if advances_ms is None or advances_ms > LONGEST_MS else advances_ms,
        transition_ms=_transition_ms(root),
        clips=tuple(clips[:MOST_CLIPS_A_SLIDE]),
        lost=lost,
        has_traces=has_traces,
    )


def advance_ms(slide: Element) -> int | None:
    """Return after how long a slide, whose alternates are resolved, is followed by the next one; None without a time.

    Where only what was done in a recorded show is there, that is as long as the last of it.
    """
    for transition in every(slide, "transition"):
        value = transition.get("advTm", "")
        if value.isdecimal() and len(value) <= MOST_DIGITS:
            return int(value)
    events = [_milliseconds(event.get("time", "")) for shown in every(slide, "showEvtLst") for event in shown]
    return max(events, default=0) or None


def _transition_ms(slide: Element) -> int:
    for transition in every(slide, "transition"):
        if all(local(each) in NO_EFFECTS for each in transition):
            return 0
        own = _milliseconds(attribute(transition, "dur"))
        return own or SPEEDS_MS.get(transition.get("spd", "fast"), SPEEDS_MS["fast"])
    return 0


def _clips(root: Element, package: Package, relations: Mapping[str, Relation]) -> tuple[list[Clip], int]:
    """Return the slide's clips, and how many others are not in the deck."""
    timing = child(root, "timing")
    if timing is None:
        return [], 0
    media = dict(_media(root))
    started = _started(timing)
    clips: list[Clip] = []
    lost = 0
    for shape in started.heard:
        if shape not in media:
            continue
        clip = _clip(media[shape], package, relations, shape in started.narrations)
        clips += [] if clip is None else [clip]
        lost += clip is None
    return clips, lost


def _media(root: Element) -> Iterator[tuple[str, Element]]:
    """Yield the number of each shape that plays something, with the element that says what."""
    for properties in every(root, *SHAPES):
        own, holder = child(properties, "cNvPr"), child(properties, "nvPr")
        if own is not None and holder is not None and any(True for _ in every(holder, "media", *FILES)):
            yield own.get("id", ""), holder


def _clip(holder: Element, package: Package, relations: Mapping[str, Relation], is_narration: bool) -> Clip | None:
    """Return what the shape plays; None where that is not in the deck."""
    names = [attribute(each, "embed") for each in every(holder, "media", *FILES)]
    names += [attribute(each, "link") for each in every(holder, "media", *FILES)]
    found = (relations[name] for name in names if name in relations)
    part = next((each.target for each in found if not each.external and each.target in package), None)
    if part is None:
        return None
    trim = next(every(holder, "trim"), None)
    start, end = ("", "") if trim is None else (trim.get("st", ""), trim.get("end", ""))
    entry = package.entry(part)
    return Clip(part, entry.CRC, entry.file_size, _milliseconds(start), _milliseconds(end), is_narration)


def _started(timing: Element) -> _Started:
    found = _Started()
    for step in _steps(timing):
        is_clicked = any(node.get("nodeType") == ON_CLICK for node in every(step, "cTn"))
        _add_commands(step, is_clicked, found)
    for node in every(timing, "audio", "video"):
        _add_player(node, found)
    return found


def _steps(timing: Element) -> Iterator[Element]:
    """Yield what the slide's main sequence does before the first click, and after each one."""
    for node in every(timing, "cTn"):
        if node.get("nodeType") == "mainSeq":
            for steps in (each for each in node if local(each) == "childTnLst"):
                yield from steps


def _add_commands(step: Element, is_clicked: bool, found: _Started) -> None:
    """Add what the step plays by itself; after a click that is what follows another effect, not what comes with one."""
    for command, kind in _commands(step, ""):
        if kind == AFTER or not (is_clicked or kind == ON_CLICK):
            found.shapes += _targets(command)


def _commands(element: Element, kind: str) -> Iterator[tuple[Element, str]]:
    """Yield each command to play something below the element, with the kind of the effect that it is part of."""
    for each in element:
        if local(each) == "cmd" and each.get("cmd", "").startswith("play"):
            yield each, kind
        node = each.get("nodeType", "") if local(each) == "cTn" else ""
        yield from _commands(each, node if node in EFFECTS else kind)


def _add_player(node: Element, found: _Started) -> None:
    """Add what the player of a sound or a video says of its shape: how it plays, and whether by itself."""
    player, shapes = child(node, "cMediaNode"), _targets(node)
    time = None if player is None else child(player, "cTn")
    if player is None or time is None:
        return
    is_narration = node.get("isNarration") in ("1", "true")
    begins = [each.get("delay", "") for conditions in _starts(time) for each in conditions if not each.get("evt")]
    if is_narration or any(_NUMBER.fullmatch(delay) for delay in begins):
        found.shapes += shapes
    if is_narration:
        found.narrations.update(shapes)
    elif _plays_for_itself(player, time):
        found.others.update(shapes)


def _starts(time: Element) -> Iterator[Element]:
    return (each for each in time if local(each) == "stCondLst")


def _plays_for_itself(player: Element, time: Element) -> bool:
    """Whether it loops, plays over several slides, or cannot be heard."""
    is_looped = time.get("repeatCount", "1000") != "1000"
    is_long = player.get("numSld", "1") != "1"
    return is_looped or is_long or player.get("mute") in ("1", "true") or player.get("vol") in ("0", "0%")


def _targets(element: Element) -> list[str]:
    return [target.get("spid", "") for target in every(element, "spTgt")]


def _milliseconds(written: str) -> int:
    found = _NUMBER.fullmatch(written)
    return min(int(found[1]), LONGEST_MS) if found else 0
