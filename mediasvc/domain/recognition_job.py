"""The recognition of a talk's words: builds ask for it, a worker of its own does it, and every later build has it."""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePath

from mediasvc.domain.build import BuildWarning, Digest
from mediasvc.domain.errors import Failure
from mediasvc.domain.job import Job, JobKind

MOST_ATTEMPTS = 25
"""Stopping the service in the middle of a recognition is an attempt, too, and so is a command that ends meanwhile."""
WAITS_FOR = 10
"""A build waits for words for at most this part of the talk's length: a tenth."""


class RecognitionState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def is_final(self) -> bool:
        return self in (RecognitionState.DONE, RecognitionState.FAILED)


@dataclass(frozen=True)
class Recognition:
    """The recognition of the words in one sound. `id` is the content key of sound, model and language.

    `master` is the key of the sound's recipe among the artifacts, `language` (BCP 47) the talk's, where it is known,
    and `model` the name of the model. Once it is done, `words` is the key of the artifact that holds them; `has_words`
    tells whether there are any. `attempts` counts how often it was begun.
    """

    id: Digest
    master: Digest
    model: str
    language: str | None = None
    state: RecognitionState = RecognitionState.WAITING
    attempts: int = 0
    words: Digest | None = None
    has_words: bool = False
    failure: Failure | None = None

    @property
    def job(self) -> Job:
        """The work of recognising, as the queue carries it."""
        return Job(JobKind.TRANSCRIBE, self.id)

    def begun(self) -> "Recognition":
        """Return the recognition as one that has begun once more."""
        return replace(self, state=RecognitionState.RUNNING, attempts=self.attempts + 1)

    def done(self, words: Digest, *, has_words: bool) -> "Recognition":
        """Return the recognition as one whose words are kept under this key."""
        return replace(self, state=RecognitionState.DONE, words=words, has_words=has_words, failure=None)

    def failed(self, failure: Failure) -> "Recognition":
        """Return the recognition as one that has failed."""
        return replace(self, state=RecognitionState.FAILED, failure=failure)

    def anew(self) -> "Recognition":
        """Return the recognition as one that was never begun."""
        return Recognition(self.id, self.master, self.model, self.language)


def model_name(wanted: str) -> str:
    """Return the name of a model that is set as a folder or by its name: the same on hosts with other folders."""
    return PurePath(wanted).name or wanted


def warning_of(recognition: Recognition) -> BuildWarning | None:
    """Return the warning that a talk has no words, with the reason; None where it has some, or may still get them."""
    if recognition.failure is not None:
        message = recognition.failure.message.rstrip(".")
        return not_recognised(f"{message}. {recognition.failure.hint}".strip())
    is_empty = recognition.state is RecognitionState.DONE and not recognition.has_words
    return not_recognised("No words are heard in the recording.") if is_empty else None


def not_recognised(reason: str) -> BuildWarning:
    """Return the warning that a talk has no words. `reason` is a sentence."""
    return BuildWarning("words_not_recognised", f"The words of the talk are not recognised: {reason}")
