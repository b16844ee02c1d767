"""Words that a recogniser has heard in a talk, with their times in integer milliseconds from its start."""

from dataclasses import dataclass

from mediasvc.domain.build import BuildWarning


@dataclass(frozen=True)
class RecognisedWord:
    """A word as it is written, said from `start_ms` up to, not including, `end_ms`; marks belong to the word before."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True)
class Recognised:
    """All words of a talk, in order; none where nobody speaks. `language` (BCP 47) is that which was heard.

    `model` names what has recognised them. `warnings` say what was cut, as it was invented or repeated.
    """

    words: tuple[RecognisedWord, ...]
    language: str | None
    model: str
    warnings: tuple[BuildWarning, ...] = ()
