"""The model that recognises speech: found on this machine, never fetched."""

import hashlib
import importlib
import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from mediasvc.domain.build import Digest
from mediasvc.domain.errors import RecognitionUnavailable
from workers.recognition.model_file import is_whole

ENGINE = "faster_whisper"
MODELS = "models"
WEIGHTS, CONFIGURATION, TOKENIZER = "model.bin", "config.json", "tokenizer.json"
VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
# Whisper's tokens with, and without, those that only translation and other languages need: 51,865 and 51,864.
FEWEST_TOKENS_OF_MULTILINGUAL = 51_865
# Reasons for RecognitionUnavailable, and what helps those who run the service.
NO_ENGINE, NO_MODEL = "no_engine", "no_model"
HOW_TO_GET_ONE = (
    "hf download Systran/faster-whisper-base --local-dir FOLDER gets one of many languages from the Hugging Face hub, on"
    " any machine that has a network; then set MEDIASVC_ASR_MODEL=FOLDER"
)
HOW_TO_INSTALL = "script/setup --recogniser"
HASHED_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Model:
    """A whole model on this machine. `identity` changes with its files; `name` is for people.

    One that is not multilingual recognises English only.
    """

    folder: Path
    name: str
    identity: Digest
    is_multilingual: bool

    @property
    def weights_bytes(self) -> int:
        """Return the size of the file of its weights."""
        return (self.folder / WEIGHTS).stat().st_size

    @property
    def places(self) -> list[Path]:
        """Return the folders that its files lie in: in the hub's cache, they are links to files elsewhere."""
        return sorted({self.folder, *(file.resolve().parent for file in self.folder.iterdir())})


def find_model(wanted: str, data_dir: Path) -> Model:
    """Return the model in the folder `wanted`, or that of this name on this machine.

    A name is looked for in the folder `models` of the data folder, then in the hub's cache. Nothing is fetched.
    Raises RecognitionUnavailable where the engine is not installed, or there is no whole model.
    """
    if not is_engine_installed():
        raise RecognitionUnavailable("its engine is not installed").because(NO_ENGINE)
    name, folder = _name(wanted), _folder_of(wanted, data_dir)
    if folder is None:
        raise RecognitionUnavailable(f"there is no model {name} on this machine").because(NO_MODEL)
    vocabulary = next((folder / each for each in VOCABULARIES if (folder / each).is_file()), None)
    missing = [each for each in (WEIGHTS, CONFIGURATION, TOKENIZER) if not (folder / each).is_file()]
    if missing or vocabulary is None:
        lacks = ", ".join([*missing, *(() if vocabulary else VOCABULARIES[:1])])
        raise RecognitionUnavailable(f"the model {name} lacks {lacks}").because(NO_MODEL)
    if not is_whole(folder / WEIGHTS):
        raise RecognitionUnavailable(f"{WEIGHTS} of {name} is not a whole model of the engine").because(NO_MODEL)
    is_multilingual = _tokens(vocabulary) >= FEWEST_TOKENS_OF_MULTILINGUAL
    return Model(folder, name, _identity(folder), is_multilingual)


def is_engine_installed() -> bool:
    """Return whether the extra that recognises speech is there."""
    return find_spec(ENGINE) is not None


def _folder_of(wanted: str, data_dir: Path) -> Path | None:
    for folder in (Path(wanted).expanduser(), data_dir / MODELS / wanted):
        if folder.is_dir():
            return folder.absolute()
    utils = importlib.import_module(f"{ENGINE}.utils")
    try:
        return Path(utils.download_model(wanted, local_files_only=True))
    except (ValueError, OSError):  # it knows no such name, or has nothing of it here
        return None


def _name(wanted: str) -> str:
    """Return what people call the model: the last part of its folder or name, as `faster-whisper-base`."""
    return Path(wanted).name or wanted


def _tokens(vocabulary: Path) -> int:
    text = vocabulary.read_text(encoding="utf-8")
    return len(json.loads(text)) if vocabulary.suffix == ".json" else len(text.removesuffix("\n").split("\n"))


def _identity(folder: Path) -> Digest:
    """Return a digest of the model: its small files, and of its weights the size, the beginning and the end."""
    digest = hashlib.sha256()
    for name in (CONFIGURATION, TOKENIZER):
        digest.update((folder / name).read_bytes())
    with (folder / WEIGHTS).open("rb") as file:
        digest.update(file.read(HASHED_BYTES))
        size = file.seek(0, 2)
        file.seek(max(0, size - HASHED_BYTES))
        digest.update(file.read())
    digest.update(str(size).encode())
    return Digest(digest.hexdigest())
