"""The model that recognises speech: found on this machine, never fetched."""

from dataclasses import dataclass
from pathlib import Path

from mediasvc.domain.build import Digest


@dataclass(frozen=True)
class Model:
    """A whole model on this machine. `identity` changes with its files; `name` is for people.

    One that is not multilingual recognises English only.
    """

    folder: Path
    name: str
    identity: Digest
    is_multilingual: bool


def find_model(wanted: str, data_dir: Path) -> Model:
    """Return the model in the folder `wanted`, or that of this name on this machine.

    Raises RecognitionUnavailable where the engine is not installed, or there is no whole model.
    """
    raise NotImplementedError
