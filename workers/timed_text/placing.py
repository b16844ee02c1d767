"""Where captions lie in a recording: which of them do, and when those begin whose times are odd."""

from collections.abc import Sequence
from dataclasses import dataclass

from mediasvc.domain.clock import milliseconds
from mediasvc.domain.errors import CaptionsInvalid
from workers.timed_text.blocks import Block
from workers.timed_text.markup import Line
from workers.timed_text.repairs import Oddity, Repair, reading_ms
from workers.timed_text.spoken import Spoken
from workers.timed_text.times import odd_milliseconds

MOST_SHOWN = 40


@dataclass(frozen=True)
class Written:
    """A caption as it stands in the file. A time that cannot be read is None; one may be below zero."""

    block: Block
    start_ms: int | None
    end_ms: int | None
    lines: tuple[Line, ...]


def written(block: Block, lines: tuple[Line, ...]) -> Written:
    """Return the block's caption, its times read as far as they can be."""
    return Written(block, odd_milliseconds(block.start), odd_milliseconds(block.end), lines)


def placed(captions: Sequence[Written], duration_ms: int) -> tuple[list[Spoken], list[Repair]]:
    """Return the captions that lie within the recording, in the file's order; and which do not, or had odd times.

    One that begins before the recording begins with it. Raises CaptionsInvalid where most of them lie outside, as those
    of another talk do, or where most have no time that can be read.
    """
    _refuse_untimed(captions)
    within: list[Spoken] = []
    repairs: list[Repair] = []
    outside: list[Block] = []
    above_ms = 0
    for each in captions:
        start_ms = _start_ms(each, above_ms)
        oddity = _oddity(each, start_ms, duration_ms)
        if oddity is not None:
            repairs.append(Repair(oddity, each.block.line))
        if oddity in (None, Oddity.ODD_TIME):
            within.append(Spoken(each.block.line, start_ms, each.end_ms, each.lines))
            above_ms = within[-1].last_ms
        else:
            outside.append(each.block)
    if len(outside) > len(within):
        raise _another_talk(outside, len(captions), duration_ms)
    return within, repairs


def _oddity(caption: Written, start_ms: int, duration_ms: int) -> Oddity | None:
    if start_ms >= duration_ms:
        return Oddity.PAST_THE_END
    if _is_before(caption):
        return Oddity.BEFORE_THE_START
    if milliseconds(caption.block.start) is None or milliseconds(caption.block.end) is None:
        return Oddity.ODD_TIME
    return None


def _start_ms(caption: Written, above_ms: int) -> int:
    """Return when a caption begins: if that is unknown, when the one above ends, or in time to be read to its end."""
    if caption.start_ms is not None:
        return max(0, caption.start_ms)
    if caption.end_ms is None:
        return above_ms
    readable_ms = max(0, caption.end_ms - reading_ms(caption.lines))
    return max(above_ms, readable_ms) if above_ms < caption.end_ms else readable_ms


def _refuse_untimed(captions: Sequence[Written]) -> None:
    untimed = [each.block for each in captions if each.start_ms is None and each.end_ms is None]
    if len(untimed) * 2 > len(captions):
        block = untimed[0]
        raise CaptionsInvalid(f"line {block.line}: {block.start[:MOST_SHOWN]!r} is not a time such as 00:01:35.500")


def _another_talk(outside: Sequence[Block], count: int, duration_ms: int) -> CaptionsInvalid:
    first = outside[0]
    return CaptionsInvalid(
        f"line {first.line}: {(first.start or first.end)[:MOST_SHOWN]} is outside the recording, as {len(outside)} of "
        f"{count} captions are; it lasts {duration_ms / 1000:.1f} s. Are they another talk's?"
    )


def _is_before(caption: Written) -> bool:
    return caption.start_ms is not None and caption.start_ms < 0 and (caption.end_ms or 0) <= 0
