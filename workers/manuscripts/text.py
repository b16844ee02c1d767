"""Text given as captions: captions with times, or a manuscript without. For the sandbox."""

import re
from pathlib import Path

from mediasvc.domain.errors import CaptionsInvalid
from workers.manuscripts.manuscript import LEAST_WORDS, manuscript
from workers.timed_text.blocks import ARROW, WEBVTT
from workers.timed_text.captions_file import CaptionsFromFile, read_captions
from workers.timed_text.decode import decoded
from workers.timing.spoken_length import LETTERS_A_WORD, spoken_letters

# Of prose; lists of numbers and programs have fewer letters.
LEAST_LETTERS = 0.6
# More lines that begin with a time are captions of a form that is not known.
MOST_CLOCKS = 2
_CLOCK = re.compile(r"^[\s(\[]*\d{1,3}:\d{2}", re.MULTILINE)


def read_text_file(path: Path, duration_ms: int, most: int) -> CaptionsFromFile:
    """Return the captions in the file, or the sentences of its manuscript, which have no times.

    Raises:
        CaptionsInvalid: it is neither, or has too few or too many words for a talk of this length.
    """
    raw = path.read_bytes()
    try:
        read = read_captions(raw, duration_ms, most)
    except CaptionsInvalid as refused:
        text = _prose(raw)
        if text is None:
            raise
        if spoken_letters(text) < LEAST_WORDS * LETTERS_A_WORD:
            raise CaptionsInvalid(f"{refused.detail}; a manuscript has {LEAST_WORDS} words at least") from refused
        return manuscript(text, duration_ms, most)
    return CaptionsFromFile(read.said.captions, tuple(sorted(read.said.voices)), read.warnings)


def _prose(raw: bytes) -> str | None:
    """Return the text of a file without captions, if that is prose; None where it is not."""
    try:
        text = decoded(raw, CaptionsInvalid)
    except CaptionsInvalid:
        return None
    seen = [character for character in text if not character.isspace()]
    letters = sum(character.isalpha() for character in seen)
    is_prose = letters > 0 and letters >= LEAST_LETTERS * len(seen)
    is_timed = ARROW in text or WEBVTT.match(text) is not None or len(_CLOCK.findall(text)) > MOST_CLOCKS
    return text if is_prose and not is_timed and "\0" not in text else None
