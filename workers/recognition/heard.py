"""What the engine answers for a chunk of a talk, before anything is cut."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

# A chunk has 448 tokens at most, of which a word is one or several.
MOST_WORDS, LONGEST_WORD, LONGEST_CHUNK_MS = 448, 200, 30_000
Milliseconds = Annotated[int, Field(ge=0, le=LONGEST_CHUNK_MS, strict=True)]
Likelihood = Annotated[float, Field(allow_inf_nan=False)]


@dataclass(frozen=True)
class HeardWord:
    """A word as it is written, from `start_ms` up to `end_ms` of its chunk."""

    start_ms: Milliseconds
    end_ms: Milliseconds
    text: Annotated[str, Field(max_length=LONGEST_WORD)]


@dataclass(frozen=True)
class HeardChunk:
    """What is said in a chunk.

    `log_probability` is the mean of its tokens' (natural logarithm), `silence_probability` (0 to 1) how likely nobody
    speaks at its beginning.
    """

    words: Annotated[tuple[HeardWord, ...], Field(max_length=MOST_WORDS)]
    log_probability: Likelihood
    silence_probability: Likelihood


@dataclass(frozen=True)
class Line:
    """A line of the engine's answers: the language, then each chunk in order; or why the model cannot be loaded."""

    language: Annotated[str, Field(pattern="^[a-z]{2,3}$")] | None = None
    chunk: HeardChunk | None = None
    unloadable: Annotated[str, Field(max_length=2_000)] | None = None
    is_unknown_language: bool = False
