"""Approval: what somebody hands in who may not publish waits for one who may, who publishes it or sends it back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mediasvc.domain.characters import readable
from mediasvc.domain.errors import Usage

MOST_SENTENCE_CHARACTERS = 1000


class Approval(StrEnum):
    """The state of a release that needs approval."""

    AWAITED = "awaited"
    """It waits until somebody publishes it, plans it, or sends it back."""
    SENT_BACK = "sent_back"
    """Somebody asks for a change of it, and it comes out no more by itself."""


@dataclass(frozen=True)
class SentBack:
    """The answer to a release that is to be changed: when it was given, the sentence, and the one who gave it.

    `by` is as `identity_of` names them.
    """

    at: datetime
    by: str
    sentence: str


def checked_sentence(text: str) -> str:
    """Return the sentence in tidy form. Raises Usage where there is none, or it is too long."""
    sentence = readable(text).strip()
    if not sentence:
        raise Usage("The sentence is missing that says what is to be changed.").because("sentence_missing")
    if len(sentence) > MOST_SENTENCE_CHARACTERS:
        too_long = f"The sentence has {len(sentence)} characters, and {MOST_SENTENCE_CHARACTERS} are allowed."
        raise Usage(too_long).because("sentence_too_long")
    return sentence
