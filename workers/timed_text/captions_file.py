"""The organiser's captions: WebVTT or SubRip (SRT), whoever wrote them."""

from collections.abc import Iterator

from mediasvc.domain.captions import Caption, Said
from mediasvc.domain.errors import CaptionsInvalid
from workers.timed_text.blocks import ARROW, WEBVTT, Block, blocks
from workers.timed_text.decode import decoded
from workers.timed_text.markup import Plain
from workers.timed_text.times import milliseconds

LINE_END = "\n"


def read_captions(raw: bytes, duration_ms: int, most: int) -> Said:
    """What is said in a talk of this length, as plain text; captions that show nothing are left out.

    One that is longer than the talk ends with it. Raises CaptionsInvalid with the line, from 1, and what is wrong.
    """
    text = decoded(raw, CaptionsInvalid)
    _refuse_other_files(text)
    plain = Plain()
    captions = tuple(_captions(text, plain, duration_ms, most))
    if not captions:
        raise CaptionsInvalid("line 1: there is no caption in it")
    return Said(captions, frozenset(plain.voices))


def _refuse_other_files(text: str) -> None:
    above, nul, _ = text.partition("\0")
    if nul:
        raise CaptionsInvalid(f"line {above.count(LINE_END) + 1}: it is not text")
    begun = text.lstrip()
    begins = begun.partition(LINE_END)[0].strip()
    if begins and not (WEBVTT.match(text) or begins.isdecimal() or ARROW in begins):
        line = text[: -len(begun)].count(LINE_END) + 1
        raise CaptionsInvalid(f"line {line}: it begins neither as WebVTT nor as SRT")


def _captions(text: str, plain: Plain, duration_ms: int, most: int) -> Iterator[Caption]:
    before_ms = 0
    for count, block in enumerate(blocks(text), start=1):
        if count > most:
            raise CaptionsInvalid(f"line {block.line}: {most} captions are allowed")
        start_ms, end_ms = _times(block, duration_ms)
        if start_ms < before_ms:
            raise CaptionsInvalid(f"line {block.line}: {block.start} is before the caption above it")
        before_ms = start_ms
        if said := plain.text_of(block.lines):
            yield Caption(start_ms, min(end_ms, duration_ms), said)


def _times(block: Block, duration_ms: int) -> tuple[int, int]:
    where = f"line {block.line}"
    start_ms, end_ms = (_time(where, time) for time in (block.start, block.end))
    if end_ms <= start_ms:
        raise CaptionsInvalid(f"{where}: it ends at {block.end}, not after its start at {block.start}")
    if start_ms >= duration_ms:
        raise CaptionsInvalid(f"{where}: {block.start} is past the end of the recording")
    return start_ms, end_ms


def _time(where: str, time: str) -> int:
    found = milliseconds(time)
    if found is None:
        raise CaptionsInvalid(f"{where}: {time[:40]!r} is not a time such as 00:01:35.500")
    return found
