"""The organiser's captions: WebVTT or SubRip (SRT), whoever wrote them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from mediasvc.domain.build import BuildWarning
from mediasvc.domain.captions import Caption, Said
from mediasvc.domain.errors import CaptionsInvalid
from workers.timed_text.blocks import WEBVTT, blocks, line_of_words_above
from workers.timed_text.decode import REPLACEMENT, decoded_if_damaged
from workers.timed_text.joined import rows_apart
from workers.timed_text.markup import named, read_lines
from workers.timed_text.placing import placed, written
from workers.timed_text.repairs import Oddity, Repair, in_order, warnings_of, with_lengths
from workers.timed_text.rolling import unrolled
from workers.timed_text.spoken import Spoken

LINE_END = "\n"
# A text of more NULs than this is none: UTF-16 and UTF-32 have them between their letters.
ONE_NUL_IN = 10
# How often rolling captions say a line at most: they show up to four rows.
ROLLED = 5


@dataclass(frozen=True)
class ReadCaptions:
    """The captions of a talk, and warnings about the file that they were read from.

    Where that was a `manuscript`, its sentences have no times yet; later on `is_estimated` says that those of the
    captions are estimates.
    """

    said: Said
    warnings: tuple[BuildWarning, ...] = ()
    manuscript: tuple[str, ...] = ()
    is_estimated: bool = False


@dataclass(frozen=True)
class CaptionsFromFile:
    """ReadCaptions, as they leave the sandbox."""

    captions: tuple[Caption, ...]
    voices: tuple[str, ...] = ()
    warnings: tuple[BuildWarning, ...] = ()
    manuscript: tuple[str, ...] = ()


def read_captions(raw: bytes, duration_ms: int, most: int) -> ReadCaptions:
    """Return what is said in a talk of this length, as plain text, and a warning where odd captions were put right.

    In this order:
        Words above the first times are left out, since nothing says when they are said.
        A caption without words is left out.
        A time that is damaged is read as far as it can be; for one that cannot be, the caption stands between those
        above and below it in the file. What is before the recording's start or past its end is left out; what is
        longer than the talk ends with it.
        Captions are sorted by their start, and one that stands there twice is left out (`in_order`).
        Rolling captions are kept once (`unrolled`).
        One of no length, or too short to be seen, is shown as long as it takes to read (`with_lengths`).

    Raises:
        CaptionsInvalid: it is no captions file, or most of it is of another talk. It names the line, from 1.
    """
    text, is_damaged = decoded_if_damaged(raw, CaptionsInvalid)
    text = _without_marks(text)
    is_webvtt = WEBVTT.match(text) is not None
    read = islice(blocks(text), most * ROLLED + 1)
    found = [written(block, read_lines(block.lines, is_webvtt=is_webvtt)) for block in read]
    if len(found) > most * ROLLED:
        raise CaptionsInvalid(f"line {found[-1].block.line}: {most} captions are allowed")
    worded = [each for each in found if each.lines]
    if not worded:
        raise _not_captions(text)
    captions, odd_times = placed(worded, duration_ms)
    captions, misplaced = in_order(captions)
    captions, rolling = unrolled(rows_apart(captions))
    captions, lengths = with_lengths(captions, duration_ms)
    if len(captions) > most:
        raise CaptionsInvalid(f"line {captions[most].line}: {most} captions are allowed")
    untimed = line_of_words_above(text)
    retimed = {repair.line for repair in odd_times}
    repairs = [
        *(Repair(Oddity.NO_TIMES, line) for line in (untimed,) if line is not None),
        *(Repair(Oddity.NO_WORDS, each.block.line) for each in found if not each.lines),
        *odd_times,
        *misplaced,
        *(Repair(Oddity.ROLLING, line) for line in rolling),
        *(repair for repair in lengths if repair.line not in retimed),
        *(Repair(Oddity.DAMAGED, line) for line in _damaged(captions) if is_damaged),
    ]
    texts, voices = named([caption.lines for caption in captions])
    said = (Caption(each.start_ms, each.last_ms, text) for each, text in zip(captions, texts, strict=True))
    return ReadCaptions(Said(tuple(said), voices), warnings_of(repairs))


def _without_marks(text: str) -> str:
    """Return the text without NULs, which a loss of power leaves, and byte order marks, which are left between files.

    Raises CaptionsInvalid for what is no text at all.
    """
    text = text.rstrip("\0")
    if text.count("\0") * ONE_NUL_IN > len(text):
        line = text[: text.index("\0")].count(LINE_END) + 1
        raise CaptionsInvalid(f"line {line}: it is not text")
    return text.replace("\0", "").replace("\ufeff", "")


def _not_captions(text: str) -> CaptionsInvalid:
    begun = text.lstrip()
    begins = begun.partition(LINE_END)[0].strip()
    if not begins:
        return CaptionsInvalid("line 1: the file is empty")
    if WEBVTT.match(text) or begins.isdecimal():
        return CaptionsInvalid("line 1: there is no caption in it")
    line = text[: -len(begun)].count(LINE_END) + 1
    return CaptionsInvalid(f"line {line}: it begins neither as WebVTT nor as SRT, and there is no caption in it")


def _damaged(captions: Sequence[Spoken]) -> Iterator[int]:
    return (caption.line for caption in captions if any(REPLACEMENT in line.text for line in caption.lines))
