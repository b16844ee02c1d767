"""Runs an engine over chunks of a talk, in a process of its own, in the sandbox.

The program is `python -m workers.recognition.listen JOB`; its answers are lines of JSON, as `heard.Line` says.
"""

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from workers.media.peaks import Samples
from workers.media.rate import OUTPUTS, RATE_HZ, at_16_khz
from workers.recognition.chunks import Chunk
from workers.recognition.engine import Engine, ModelError
from workers.recognition.faster_whisper import FasterWhisper
from workers.recognition.heard import LONGEST_REASON, Line

# Of a core that builds want, it takes about a quarter: words come also where there is always something to build.
NICENESS = 5
# Where the kernel shares processors out among sessions, a nice value counts only within one: sched(7).
OWN_SESSION = Path("/proc/self/autogroup")
# How many chunks are in memory at once.
TOGETHER = 2
# The language is what these shares of the talk sound like together.
ASKED_FOR_LANGUAGE = (0.0, 0.3, 0.7)

Answer = Callable[[Line], None]


@dataclass(frozen=True)
class Job:
    """Chunks of `master` (16 bits, mono, 48 kHz) to be heard by the model in a folder; None finds the language out."""

    master: Path
    model: Path
    language: str | None
    chunks: tuple[Chunk, ...]


def main(told: str) -> None:
    """Do the job, given as JSON. What libraries print does not mix with the answers."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    give_way()
    job = TypeAdapter(Job).validate_json(told)

    def answer(line: Line) -> None:
        json.dump(asdict(line), answers)
        answers.write("\n")
        answers.flush()

    with answers:
        try:
            engine = FasterWhisper(job.model)
        except ModelError as error:
            answer(Line(unloadable=str(error)[:LONGEST_REASON]))
            return
        listen(job, engine, answer)


def give_way() -> None:
    """Let other programs of this machine go before this one."""
    os.nice(NICENESS)
    with suppress(OSError):  # a kernel without such groups
        OWN_SESSION.write_text(str(NICENESS))


def listen(job: Job, engine: Engine, answer: Answer) -> None:
    """Answer with the job's language, then with what is said in each of its chunks, in order."""
    if job.language is not None and job.language not in engine.languages:
        answer(Line(is_unknown_language=True))
        return
    language = job.language or _language(engine, job)
    answer(Line(language=language))
    for first in range(0, len(job.chunks), TOGETHER):
        sounds = [_sound(job.master, each) for each in job.chunks[first : first + TOGETHER]]
        for heard in engine.hear(sounds, language):
            answer(Line(chunk=heard))


def _language(engine: Engine, job: Job) -> str:
    """Return the language that is the likeliest in several parts of the talk."""
    likely: dict[str, float] = {}
    for place in sorted({int(share * len(job.chunks)) for share in ASKED_FOR_LANGUAGE}):
        for language, share in engine.language_shares(_sound(job.master, job.chunks[place])).items():
            likely[language] = likely.get(language, 0) + share
    return max(likely, key=lambda each: likely[each])


def _sound(master: Path, chunk: Chunk) -> Samples:
    """Return the sound of the chunk at RATE_HZ."""
    per_ms = RATE_HZ // 1000
    parts: list[Samples] = []
    for stretch in chunk.stretches:
        count = stretch.length_ms * per_ms
        whole = at_16_khz(master, stretch.start_ms * per_ms, -(-count // OUTPUTS) * OUTPUTS)
        parts.append(whole[:count])
    return np.concatenate(parts)


if __name__ == "__main__":
    main(*sys.argv[1:])
