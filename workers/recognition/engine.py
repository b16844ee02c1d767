"""What recognition needs of an engine. To use another one, write a module as `faster_whisper.py` is, and load it there.

An engine runs in a process of its own, in the sandbox (`listen.py`): it has no network, and hears what is given to it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from workers.media.peaks import Samples
from workers.recognition.heard import HeardChunk


class Engine(Protocol):
    """Recognises speech in sounds of LONGEST_CHUNK_MS at most, at 16 kHz, whose full scale is 1.0."""

    @property
    def languages(self) -> Collection[str]:
        """Return the languages that its model knows, by the engine's own names."""
        ...

    def language_shares(self, sound: Samples) -> Mapping[str, float]:
        """Return how likely the sound is in each language, from 0 to 1."""
        ...

    def hear(self, sounds: Sequence[Samples], language: str) -> Iterator[HeardChunk]:
        """Yield what is said in each of the sounds, in order, with its words in time from the sound's beginning."""
        ...


class ModelError(Exception):
    """The model cannot be loaded."""
