"""The words of a talk from a recogniser, which works beside the build: they are asked for, and waited for a while."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from mediasvc.domain.build import BuildWarning, Digest
from mediasvc.domain.errors import QueueUnavailable
from mediasvc.domain.recognition import Recognised
from mediasvc.domain.recognition_job import WAITS_FOR, Recognition, RecognitionState, not_recognised, warning_of
from mediasvc.domain.speech import Span
from mediasvc.domain.steps import Step, artifact_key
from mediasvc.ports import Database, JobQueue
from mediasvc.usecases.recognitions import ask_for_words, lose_words, read_recognition
from workers.process import is_stopped
from workers.steps.artifacts import Artifacts
from workers.steps.master_audio import Master
from workers.timing.said_words import Word

VERSION = 1
# Whoever waits long does not mind to wait a little longer.
LOOK_AFTER = 0.02
LOOK_SOONEST_S, LOOK_LATEST_S = 0.1, 2.0


@dataclass(frozen=True)
class Recogniser:
    """The recogniser that works beside the build: the queue of what it has to do, and the name of its model."""

    database: Database
    queue: JobQueue
    model: str


@dataclass(frozen=True)
class HeardWords:
    """What a recogniser has heard; None where it has heard nothing by now.

    Then the build goes on without: `awaits` is the recognition that is not at its end yet, and `warning` says why there
    will be no words.
    """

    recognised: Recognised | None = None
    awaits: Digest | None = None
    warning: BuildWarning | None = None

    @property
    def has_words(self) -> bool:
        return self.recognised is not None and bool(self.recognised.words)

    @property
    def model(self) -> str | None:
        """Return the name of the model that has heard them."""
        return self.recognised and self.recognised.model

    @property
    def words(self) -> Sequence[Word] | None:
        """Return them as a timing method takes them; None where there are none."""
        if self.recognised is None or not self.recognised.words:
            return None
        return [Word(word.start_ms, word.end_ms, word.text) for word in self.recognised.words]


NO_SPEECH = HeardWords(warning=not_recognised("Nobody speaks in the recording."))


def run(
    artifacts: Artifacts,
    recogniser: Recogniser,
    master: Master,
    speech: Sequence[Span] | None,
    language: str | None,
    on_share: Callable[[float], None],
) -> HeardWords:
    """Return the words of the talk, once they are in, or what is known when a tenth of its length has passed."""
    if not speech:
        return NO_SPEECH
    wanted = wanted_recognition(master, recogniser.model, language)
    found = ask_for_words(recogniser.database, wanted)
    words = _words(artifacts, found)
    if found.state is RecognitionState.DONE and words is None:
        found = lose_words(recogniser.database, found)
    if not found.state.is_final:
        # What the queue does not hear of now, it hears of when the service reconciles.
        with suppress(QueueUnavailable):
            recogniser.queue.enqueue(found.job)
        found = _awaited(recogniser.database, found, master.duration_ms / 1000 / WAITS_FOR, on_share)
        words = _words(artifacts, found)
    if not found.state.is_final:
        return HeardWords(awaits=found.id)
    return HeardWords(words, warning=warning_of(found))


def wanted_recognition(master: Master, model: str, language: str | None) -> Recognition:
    """Return the recognition of this sound: the same for every build that has it."""
    told = {"model": model, "language": language}
    return Recognition(artifact_key(Step.HEAR_WORDS, VERSION, told, [master.key]), master.key, model, language)


def _awaited(
    database: Database, found: Recognition, patience_s: float, on_share: Callable[[float], None]
) -> Recognition:
    """Return the recognition at its end, or as it is when so many seconds have passed, or the build is stopped."""
    began = time.monotonic()
    while not found.state.is_final and (waited_s := time.monotonic() - began) < patience_s and not is_stopped():
        on_share(waited_s / patience_s)
        pause_s = min(LOOK_LATEST_S, max(LOOK_SOONEST_S, LOOK_AFTER * waited_s))
        time.sleep(min(pause_s, patience_s - waited_s))
        found = read_recognition(database, found.id)
    return found


def _words(artifacts: Artifacts, found: Recognition) -> Recognised | None:
    return None if found.words is None else artifacts.found(found.words, Recognised)
