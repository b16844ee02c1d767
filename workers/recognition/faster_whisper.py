"""The engine faster-whisper: OpenAI's Whisper in CTranslate2."""

import importlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from workers.media.peaks import Samples
from workers.media.rate import RATE_HZ
from workers.recognition.engine import ModelError
from workers.recognition.heard import LONGEST_WORD, HeardChunk, HeardWord
from workers.recognition.invented import is_loop
from workers.recognition.written import written_words

MODULE = "faster_whisper"
THREADS = 2
# Of 1, 2 and 5 beams, and batches of 1 to 8, the cheapest that hears as well: docs/decisions/0063.
BEAMS, BATCH = 2, 2
# Each sound begins a window of the engine's own, whose times are counted in frames.
WINDOW_S, FRAMES_PER_SECOND = 30, 100
# What ends in a loop is heard once more, and no four tokens may come twice then.
SAID_ONCE_TOKENS = 4


class FasterWhisper:
    """An `engine.Engine` with the model in a folder. Raises ModelError."""

    def __init__(self, folder: Path) -> None:
        # It is installed where somebody wants it, and takes a while to load.
        engine: Any = importlib.import_module(MODULE)
        try:
            self._model: Any = engine.WhisperModel(
                str(folder), device="cpu", compute_type="int8", cpu_threads=THREADS, local_files_only=True
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelError(str(error)) from error
        self._batched: Any = engine.BatchedInferencePipeline(self._model)

    @property
    def languages(self) -> Collection[str]:
        return self._model.supported_languages

    def language_shares(self, sound: Samples) -> Mapping[str, float]:
        if len(self.languages) == 1:
            return dict.fromkeys(self.languages, 1.0)
        return dict(self._model.detect_language(audio=sound)[2])

    def hear(self, sounds: Sequence[Samples], language: str) -> Iterator[HeardChunk]:
        for first in range(0, len(sounds), BATCH):
            some = sounds[first : first + BATCH]
            for sound, segment in zip(some, self._segments(some, language), strict=True):
                if is_loop(segment.text):
                    [segment] = self._segments([sound], language, SAID_ONCE_TOKENS)
                yield _chunk(segment, len(sound) * 1000 // RATE_HZ, language)

    def _segments(self, sounds: Sequence[Samples], language: str, no_repeat_ngram_size: int = 0) -> list[Any]:
        """Return the engine's segment for each of the sounds."""
        window = WINDOW_S * RATE_HZ
        clips = [
            {"start": WINDOW_S * place, "end": WINDOW_S * place + len(sound) / RATE_HZ}
            for place, sound in enumerate(sounds)
        ]
        segments, _ = self._batched.transcribe(
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
