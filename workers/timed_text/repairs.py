"""Odd captions put right: which rules, and a sentence that says what they did to which lines."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from mediasvc.domain.build import BuildWarning
from workers.timed_text.markup import Line
from workers.timed_text.spoken import Spoken

# Netflix' Timed Text Style Guide: a subtitle is shown for 5/6 s at least and 7 s at most (General Requirements), and
# adults read 17 characters a second (English Template).
LEAST_SHOWN_MS, MOST_SHOWN_MS = 833, 7_000
CHARACTERS_A_SECOND = 17
# What is shown for less than one fixation of an eye is not seen. Captions of single words are not much longer.
GLIMPSE_MS = 200
# A frame or two of a film. No word is as short as this: one that has no more room is shown over the next one.
UNSEEN_MS = 50
LINES_NAMED = 5


class Oddity(Enum):
    """An oddity of a caption for which the file is not refused, in the words of the warning."""

    NO_LENGTH = "no length"
    TOO_SHORT = "too short to be read"
    ODD_TIME = "a missing or malformed time"
    NOT_IN_ORDER = "not in order"
    ROLLING = "rolling, each line is kept once"
    DAMAGED = "characters that cannot be read"
    PAST_THE_END = "past the end of the recording"
    BEFORE_THE_START = "before its start"
    TWICE = "there twice"
    NO_WORDS = "no words"
    NO_TIMES = "above the first times"


LEFT_OUT = (Oddity.PAST_THE_END, Oddity.BEFORE_THE_START, Oddity.TWICE, Oddity.NO_WORDS, Oddity.NO_TIMES)


@dataclass(frozen=True)
class Repair:
    """An oddity of the caption on this line of the file, from 1, which was put right or for which it was left out."""

    oddity: Oddity
    line: int


def warnings_of(repairs: Sequence[Repair]) -> tuple[BuildWarning, ...]:
    """Return the warning that says how many captions were repaired or left out, why, and where some of them stand."""
    kept = [repair for repair in repairs if repair.oddity not in LEFT_OUT]
    gone = [repair for repair in repairs if repair.oddity in LEFT_OUT]
    parts = [(kept, "repaired"), (gone, "left out")]
    sentences = [f"{_captions(some)} {done}: {_places(some)}." for some, done in parts if some]
    return (BuildWarning("captions_repaired", " ".join(sentences)),) if sentences else ()


def _captions(repairs: Sequence[Repair]) -> str:
    count = len({repair.line for repair in repairs})
    return "1 caption was" if count == 1 else f"{count} captions were"


def _places(repairs: Sequence[Repair]) -> str:
    lines: defaultdict[Oddity, list[int]] = defaultdict(list)
    for repair in repairs:
        lines[repair.oddity].append(repair.line)
    return ", ".join(f"{_listed(sorted(lines[oddity]))} ({oddity.value})" for oddity in Oddity if oddity in lines)


def _listed(lines: Sequence[int]) -> str:
    if len(lines) == 1:
        return f"line {lines[0]}"
    named = [str(line) for line in lines]
    if len(lines) > LINES_NAMED + 1:
        named = [*named[:LINES_NAMED], f"{len(lines) - LINES_NAMED} more"]
    return f"lines {', '.join(named[:-1])} and {named[-1]}"


def in_order(captions: Sequence[Spoken]) -> tuple[list[Spoken], list[Repair]]:
    """Return the captions ordered by their start, those of one start as they stand, and which begin before an earlier.

    One that begins when another does and says the same is left out; the other lasts as long as the longer of them.
    """
    repairs: list[Repair] = []
    latest_ms = 0
    for caption in captions:
        if caption.start_ms < latest_ms:
            repairs.append(Repair(Oddity.NOT_IN_ORDER, caption.line))
        latest_ms = max(latest_ms, caption.start_ms)
    once: dict[tuple[int, tuple[Line, ...]], Spoken] = {}
    for caption in sorted(captions, key=lambda caption: caption.start_ms):
        first = once.setdefault((caption.start_ms, caption.lines), caption)
        if first is not caption:
            repairs.append(Repair(Oddity.TWICE, caption.line))
            end_ms = max(first.end_ms or 0, caption.end_ms or 0)
            once[caption.start_ms, caption.lines] = replace(first, end_ms=end_ms)
    return list(once.values()), repairs


def with_lengths(captions: Sequence[Spoken], duration_ms: int) -> tuple[list[Spoken], list[Repair]]:
    """Return the captions, ordered by their start, each with an end after it, and which had none that can be seen.

    One of no length is shown until the next one begins, and no longer than it takes to read (LEAST_SHOWN_MS to
    MOST_SHOWN_MS); so is one that is shorter than GLIMPSE_MS. Where it would still be shown for UNSEEN_MS or less, it
    is shown for LEAST_SHOWN_MS, over the next one. None outlasts the talk.
    """
    repaired: list[Spoken] = []
    repairs: list[Repair] = []
    for caption, next_ms in zip(captions, _next_starts(captions, duration_ms), strict=True):
        length_ms = caption.last_ms - caption.start_ms
        end_ms = min(caption.last_ms, duration_ms)
        if length_ms < GLIMPSE_MS:
            seen_ms = min(caption.start_ms + _seen_ms(caption, next_ms), duration_ms)
            if seen_ms > end_ms:
                repairs.append(Repair(Oddity.TOO_SHORT if length_ms else Oddity.NO_LENGTH, caption.line))
                end_ms = seen_ms
        repaired.append(replace(caption, end_ms=end_ms))
    return repaired, repairs


def _seen_ms(caption: Spoken, next_ms: int) -> int:
    room_ms = next_ms - caption.start_ms
    return LEAST_SHOWN_MS if room_ms <= UNSEEN_MS else min(reading_ms(caption.lines), room_ms)


def reading_ms(lines: Sequence[Line]) -> int:
    """Return how long it takes to read these lines, within what is usual for a caption."""
    characters = sum(len(line.text) for line in lines)
    return min(max(characters * 1000 // CHARACTERS_A_SECOND, LEAST_SHOWN_MS), MOST_SHOWN_MS)


def _next_starts(captions: Sequence[Spoken], duration_ms: int) -> Iterator[int]:
    """Yield for each caption when the first one begins that begins later; the talk's end is the last of them."""
    later_ms = [duration_ms]
    for caption in reversed(captions):
        if caption.start_ms < later_ms[-1]:
            later_ms.append(caption.start_ms)
    for caption in captions:
        while later_ms and later_ms[-1] <= caption.start_ms:
            later_ms.pop()
        yield later_ms[-1]
