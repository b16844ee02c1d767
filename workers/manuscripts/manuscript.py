"""A manuscript as it leaves the sandbox."""

from mediasvc.domain.errors import CaptionsInvalid
from workers.manuscripts.sentences import sentences
from workers.timed_text.captions_file import CaptionsFromFile
from workers.timing.spoken_length import LETTERS_A_WORD, spoken_letters

# A text of fewer words is a mistake rather than a manuscript.
LEAST_WORDS = 20
# Words for each minute of the talk. Who reads out says 100 to 200; some of it may be questions, music or silence.
SLOWEST, FASTEST = 30, 260


def manuscript(text: str, duration_ms: int, most: int) -> CaptionsFromFile:
    """Return the sentences of a manuscript. Raises CaptionsInvalid where they are too few or too many for the sound."""
    words = spoken_letters(text) / LETTERS_A_WORD
    minutes = duration_ms / 60_000
    few = "few" if words < max(LEAST_WORDS, SLOWEST * minutes) else "many"
    if few == "few" or words > FASTEST * minutes:
        length = f"{minutes:.0f} minutes" if minutes >= 2 else f"{duration_ms / 1000:.0f} seconds"
        count = f"{words:.0f} words" if words >= 1 else "no words"
        raise CaptionsInvalid(f"line 1: it has no times, and {count}, which is too {few} for {length} of sound")
    found = tuple(sentences(text))
    if len(found) > most:
        raise CaptionsInvalid(f"line 1: {len(found)} sentences, {most} are allowed")
    return CaptionsFromFile((), manuscript=found)
