"""Words with their times from the sound of a talk."""

from collections.abc import Callable, Sequence
from pathlib import Path

from mediasvc.domain.recognition import Recognised
from mediasvc.domain.speech import Span
from workers.recognition.model import Model

# To be raised when what comes out for the same talk and model changes.
VERSION = 1


def recognise(
    master: Path,
    duration_ms: int,
    speech: Sequence[Span],
    language: str | None,
    model: Model,
    folder: Path,
    on_share: Callable[[float], None],
) -> Recognised:
    """Return what is said in the master (16 bits, mono, 48 kHz) in these spans of speech, in order.

    `language` (BCP 47) is the talk's; where it is None, the model finds it out. `folder` is for what is kept on the
    way: given again after an end in the middle, what was recognised before is not recognised again. `on_share` hears
    the share that is done, from 0 to 1.

    Raises:
        LanguageNotRecognised: the model does not know the talk's language.
        RecognitionUnavailable: the model cannot be loaded.
        ConversionFailed, OutOfMemory and others: as `workers.process.run` does.
    """
    raise NotImplementedError
