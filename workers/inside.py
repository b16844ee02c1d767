"""Calls our own functions that read uploads inside the sandbox, as if they were called here.

The program is `python -m workers.inside MODULE FUNCTION ARGUMENTS`, with arguments and answer as JSON.
"""

import importlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, get_type_hints

from pydantic import TypeAdapter, validate_call

from mediasvc.domain.errors import (
    CaptionsInvalid,
    ConversionFailed,
    ConverterOverLimit,
    CuesInvalid,
    DeckEmpty,
    DeckEncrypted,
    DeckTooLarge,
    DeckUnreadable,
    DeckUnsupported,
    PermanentError,
    by_code,
)
from workers import heartbeat
from workers.process import Finished, Limits, run_python, sentence_of
from workers.sandbox.bounds import MEGABYTE
from workers.sandbox.room import Room

# For real PDFs, on the slower of our machines, a reader takes 0.6 CPU-s to start, and then less than 0.8 a page and 1.6
# a megabyte. It gets five times that, and what one odd page may need.
QUIET_CPU_S, START_CPU_S, MEGABYTE_CPU_S = 10.0, 8.0, 8.0
LIMITS = Limits(
    seconds=3_600,
    cpu_seconds=600,
    quiet_cpu_s=QUIET_CPU_S,
    idle_s=20,
    memory_mb=1_024,
    file_mb=2_048,
    written_mb=4_096,
    printed_mb=32,
)
# What our readers find wrong with a file. What is wrong with a request or a build is not theirs to say.
FOUND_WRONG = {
    *(DeckEmpty, DeckEncrypted, DeckTooLarge, DeckUnreadable, DeckUnsupported),
    *(CaptionsInvalid, CuesInvalid, ConversionFailed),
}
# So much memory is there for all readers of a worker together. Honest pages take 160 MB at most.
READERS_MB, LEAST_MB = 1_536, 256
LONGEST_DETAIL = 500
# Objects, lists and commas. 20,000 captions with a voice each have 100,000; 1,000 slides, four times as many hidden
# ones and their fonts have fewer. A value costs us a kilobyte where it is not what was asked for.
MOST_VALUES = 200_000

_room = Room(READERS_MB)

P = ParamSpec("P")
R = TypeVar("R")


def limits_of(document: Path, pages: int, page_cpu_s: float) -> Limits:
    """Return what a reader may take for so many pages of the document, of which an honest one takes a fifth of this."""
    megabytes = document.stat().st_size / MEGABYTE
    return replace(LIMITS, cpu_seconds=START_CPU_S + page_cpu_s * pages + MEGABYTE_CPU_S * megabytes)


def share_mb(cores: int) -> int:
    """Return how much memory a reader has where as many may run as there are cores."""
    return min(max(READERS_MB // cores, LEAST_MB), LIMITS.memory_mb)


def inside(
    function: Callable[P, R],
    *,
    folder: Path,
    reads: Sequence[Path],
    makes: Sequence[Path] = (),
    limits: Limits = LIMITS,
    most_bytes: int | None = None,
) -> Callable[P, R]:
    """`function`, run in the sandbox: it may read `reads`, and write `makes`, files in `folder` of `most_bytes` each.

    Its arguments and its result are values that pydantic knows. What it raises of FOUND_WRONG is raised here;
    a crash, as of a native library on a hostile file, is ConversionFailed. It gives a sign of life after each page or
    slide (`heartbeat.py`). The answer is a stranger's: its types are checked here, and what it means is for the caller
    to check.
    """
    limits = with_files_of(most_bytes, limits)

    def call(*arguments: P.args, **named: P.kwargs) -> R:
        told = json.dumps([arguments, named], default=str)
        names = (function.__module__, function.__name__)

        def run(memory_mb: int) -> Finished:
            within = replace(limits, memory_mb=memory_mb)
            with _room.taken(memory_mb):
                return run_python(__name__, *names, told, folder=folder, reads=reads, makes=makes, limits=within)

        share = share_mb(os.cpu_count() or 1)
        try:
            done = run(share)
        except ConverterOverLimit:
            if share == limits.memory_mb:
                raise
            # What needs more than its share waits until there is room for it.
            done = run(limits.memory_mb)
        kind: TypeAdapter[R] = TypeAdapter(get_type_hints(function)["return"])
        return _answer(done.stdout, kind, done.last_words)

    return call


def with_files_of(most_bytes: int | None, limits: Limits) -> Limits:
    """The limits for a run whose files have `most_bytes` each, rounded up to a megabyte, where that is known."""
    if most_bytes is None:
        return limits
    return replace(limits, file_mb=min(limits.file_mb, -(-most_bytes // MEGABYTE)))


def read_json(printed: bytes) -> Any:
    """Return what a stranger's JSON says. Raises ValueError where it is none, or holds more than MOST_VALUES."""
    unescaped = printed.replace(rb"\\", b"").replace(rb"\"", b"")
    # A value, or the name of one, is a string at most.
    if unescaped.count(b'"') > 4 * MOST_VALUES:
        raise ValueError("it holds too many strings")
    structure = b"".join(unescaped.split(b'"')[::2])
    if sum(map(structure.count, (b"{", b"[", b","))) > MOST_VALUES:
        raise ValueError("it holds too many values")
    # Of bytes alone, `json` would guess the encoding.
    return json.loads(printed.decode(errors="surrogatepass"))


def _answer(printed: bytes, kind: TypeAdapter[R], last_words: str) -> R:
    """Return the result, or raise the error, that was printed: ConversionFailed where it is neither."""
    try:
        answer = read_json(printed)
        if "error" not in answer:
            return kind.validate_python(answer["result"])
        code, detail = str(answer["error"]["code"]), str(answer["error"]["detail"])
        found = by_code(code)
        if found not in FOUND_WRONG:
            raise KeyError(code)
        error = found(" ".join(detail.split())[:LONGEST_DETAIL])
    except (ValueError, KeyError, TypeError, RecursionError) as broken:
        raise ConversionFailed(sentence_of(last_words)) from broken
    raise error


def main(module: str, name: str, told: str) -> None:
    """Call the function. Native libraries that print on standard output do not mix with the answer."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace")
    os.dup2(2, 1)
    heartbeat.listen(answers)
    function = validate_call(getattr(importlib.import_module(module), name))
    arguments, named = json.loads(told)
    answer: dict[str, Any]
    try:
        answer = {"result": function(*arguments, **named)}
    except PermanentError as error:
        answer = {"error": {"code": error.code, "detail": error.detail}}
    with answers:
        json.dump(answer, answers, default=asdict)


if __name__ == "__main__":
    main(*sys.argv[1:])
