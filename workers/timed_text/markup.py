"""What is said, out of lines with tags: plain text, in which voices have their names."""

import html
import re
import unicodedata
from collections.abc import Sequence

# Each of these reads its text once, whatever it is. Only what looks like a tag is one: people write `2 < 3` as it is.
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[\d:.]+>|</>|\{\\[^{}]*\}")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]*)>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
# What would end a line elsewhere is a space within one; an entity may name it.
_SPACES = re.compile(r"[ \t\v\f\r\x85\u2028\u2029]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Plain:
    """Makes caption after caption plain, and remembers whose voice was heard last. `voices` are all that were named."""

    def __init__(self) -> None:
        self.voices: set[str] = set()
        self._speaking = ""

    def text_of(self, lines: Sequence[str]) -> str:
        """The lines without tags, entities, controls and empty lines. A voice begins a line, with its name if new."""
        marked = "\n".join(lines)
        first, *voiced = _VOICE.split(marked)
        if not voiced or plain(first):
            self._speaking = ""
        told = [plain(first)]
        for name, text in zip(voiced[::2], voiced[1::2], strict=True):
            told.append(self._named(" ".join(plain(name).split()), plain(text)))
        return "\n".join(filter(None, told))

    def _named(self, voice: str, text: str) -> str:
        if not text or voice == self._speaking:
            return text
        self._speaking = voice
        if not voice:
            return text
        self.voices.add(voice)
        return f"{voice}: {text}"


def plain(marked: str) -> str:
    """The text of these lines; those without a character that can be seen are left out."""
    text = _ENTITY.sub(lambda found: html.unescape(found[0]), _TAG.sub("", marked))
    tidy = (_CONTROLS.sub("", _SPACES.sub(" ", line)).strip() for line in text.split("\n"))
    return "\n".join(line for line in tidy if any(unicodedata.category(each)[0] in "LNPS" for each in line))
