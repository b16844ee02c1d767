"""The file of a model's weights, as CTranslate2 writes it: its format 6, `ctranslate2/specs/model_spec.py`."""

import struct
from pathlib import Path
from typing import BinaryIO

FORMAT_VERSIONS = range(1, 7)
# A name, a number of dimensions, their sizes, a type, and the bytes that follow.
MOST_VARIABLES = 100_000


def is_whole(weights: Path) -> bool:
    """Return whether the file is one of these, and has all the weights that it names."""
    size = weights.stat().st_size
    try:
        with weights.open("rb") as file:
            (version,) = _read(file, "<I")
            if version not in FORMAT_VERSIONS:
                return False
            _skip_text(file)
            _, variables = _read(file, "<II")
            if variables > MOST_VARIABLES:
                return False
            for _ in range(variables):
                _skip_variable(file)
            return file.tell() <= size
    except struct.error:  # it ends before
        return False


def _skip_variable(file: BinaryIO) -> None:
    _skip_text(file)
    (dimensions,) = _read(file, "<B")
    _read(file, f"<{dimensions}I")
    _, data_bytes = _read(file, "<BI")
    file.seek(data_bytes, 1)


def _skip_text(file: BinaryIO) -> None:
    (length,) = _read(file, "<H")
    _read(file, f"{length}s")


def _read(file: BinaryIO, form: str) -> tuple[int, ...]:
    return struct.unpack(form, file.read(struct.calcsize(form)))
