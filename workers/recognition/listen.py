"""Runs faster-whisper over chunks of a talk, in a process of its own, in the sandbox.

The program is `python -m workers.recognition.listen JOB`; its answers are lines of JSON, as `heard.Line` says.
"""

import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from workers.media.peaks import Samples
from workers.media.rate import OUTPUTS, RATE_HZ, at_16_khz
from workers.recognition.chunks import Chunk
from workers.recognition.heard import LONGEST_WORD, HeardChunk, HeardWord, Line
from workers.recognition.invented import is_loop
from workers.recognition.written import written_words

THREADS = 2
# Beside a build, it takes about a tenth of a core that others want.
NICENESS = 10
# Of 1, 2 and 5 beams, and batches of 1 to 8, the cheapest that hears as well: docs/decisions/0063.
BEAMS, BATCH = 2, 2
# Each chunk begins a window of the engine's own, whose times are counted in frames.
WINDOW_S, FRAMES_PER_SECOND = 30, 100
# A chunk that ends in a loop is heard once more, and no four tokens may come twice then.
SAID_ONCE_TOKENS = 4
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
    os.nice(NICENESS)

    def answer(line: Line) -> None:
        json.dump(asdict(line), answers)
        answers.write("\n")
        answers.flush()

    with answers:
        _listen(TypeAdapter(Job).validate_json(told), answer)


def _listen(job: Job, answer: Answer) -> None:
    try:
        engine = importlib.import_module("faster_whisper")
        model = engine.WhisperModel(
            str(job.model), device="cpu", compute_type="int8", cpu_threads=THREADS, local_files_only=True
        )
    except Exception as error:  # the engine's own errors are of many kinds
        answer(Line(unloadable=f"{type(error).__name__}: {error}"[:2_000]))
        return
    if job.language is not None and job.language not in model.supported_languages:
        answer(Line(is_unknown_language=True))
        return
    language = job.language or _language(model, job)
    answer(Line(language=language))
    batched = engine.BatchedInferencePipeline(model)
    for first in range(0, len(job.chunks), BATCH):
        for heard in _heard(
            batched, language, [_sound(job.master, each) for each in job.chunks[first : first + BATCH]]
        ):
            answer(Line(chunk=heard))


def _language(model: Any, job: Job) -> str:
    """Return the language that is the likeliest in several parts of the talk."""
    places = sorted({int(share * len(job.chunks)) for share in ASKED_FOR_LANGUAGE})
    likely: dict[str, float] = {}
    for place in places:
        _, _, shares = model.detect_language(audio=_sound(job.master, job.chunks[place]))
        for language, share in shares:
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


def _heard(batched: Any, language: str, sounds: Sequence[Samples]) -> Iterator[HeardChunk]:
    """Yield what is said in each of the sounds, of WINDOW_S at most. One that ends in a loop is heard once more."""
    for sound, segment in zip(sounds, _segments(batched, language, sounds), strict=True):
        if is_loop(segment.text):
            [segment] = _segments(batched, language, [sound], no_repeat_ngram_size=SAID_ONCE_TOKENS)
        yield _chunk(segment, len(sound) * 1000 // RATE_HZ, language)


def _segments(batched: Any, language: str, sounds: Sequence[Samples], no_repeat_ngram_size: int = 0) -> list[Any]:
    """Return the engine's segment for each of the sounds."""
    window = WINDOW_S * RATE_HZ
    clips = [
        {"start": WINDOW_S * place, "end": WINDOW_S * place + len(sound) / RATE_HZ}
        for place, sound in enumerate(sounds)
    ]
    segments, _ = batched.transcribe(
        np.concatenate([np.pad(sound, (0, window - len(sound))) for sound in sounds]),
        language=language,
        clip_timestamps=clips,
        batch_size=BATCH,
        beam_size=BEAMS,
        word_timestamps=True,
        vad_filter=False,
        no_repeat_ngram_size=no_repeat_ngram_size,
    )
    return list(segments)


def _chunk(segment: Any, length_ms: int, language: str) -> HeardChunk:
    offset_s = int(segment.seek) // FRAMES_PER_SECOND
    words: list[HeardWord] = []
    for start_s, end_s, text in written_words([(each.start, each.end, each.word) for each in segment.words], language):
        start_ms, end_ms = (min(max(0, round((at - offset_s) * 1000)), length_ms) for at in (start_s, end_s))
        words.append(HeardWord(start_ms, max(start_ms, end_ms), text[:LONGEST_WORD]))
    return HeardChunk(tuple(words), float(segment.avg_logprob), float(segment.no_speech_prob))


if __name__ == "__main__":
    main(*sys.argv[1:])
