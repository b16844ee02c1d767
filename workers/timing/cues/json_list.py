"""Cues as JSON: a list of objects."""

import json
import re
from collections.abc import Iterator
from typing import Any, cast

from mediasvc.domain.errors import CuesInvalid
from workers.timing.cues.entry import Entry

# Numbers stay as they are written, and are read as those of the other formats are.
JSON_AS_WRITTEN = json.JSONDecoder(parse_int=str, parse_float=str)


def is_json(text: str) -> bool:
    """Return whether a text begins as a list or an object."""
    return text.lstrip().startswith(("[", "{"))


def json_entries(text: str) -> Iterator[Entry]:
    """Yield the cues of a list. Raises CuesInvalid with the line."""
    try:
        cues: Any = JSON_AS_WRITTEN.decode(text)
    except json.JSONDecodeError as error:
        raise CuesInvalid(f"line {error.lineno}: it is not JSON") from error
    except RecursionError as error:
        raise CuesInvalid("line 1: it is nested too deep") from error
    if not isinstance(cues, list):
        raise CuesInvalid("line 1: a list of cues is needed")
    for line, cue in _with_lines(text):
        if not isinstance(cue, dict) or not {"slide", "start"} <= set(cast("dict[str, Any]", cue)):
            raise CuesInvalid(f'line {line}: a cue is {{"slide": …, "start": …}}')
        told = cast("dict[str, Any]", cue)
        yield Entry(_as_written(told["slide"]), line, _as_written(told["start"]), line)


def _as_written(value: Any) -> str:
    """Return text and numbers as they stand in the file, and other values as JSON has them."""
    return value if isinstance(value, str) else json.dumps(value)


def _with_lines(array: str) -> Iterator[tuple[int, Any]]:
    """The elements of a valid JSON array, each with the line that it begins on."""
    element = re.compile(r"[\s,]*(?=[^\s,\]])")
    position = array.index("[") + 1
    line, counted = 1, 0
    while (before := element.match(array, position)) is not None:
        line += array.count("\n", counted, before.end())
        counted = before.end()
        value, position = JSON_AS_WRITTEN.raw_decode(array, counted)
        yield line, value
