"""A text as sentences, and sentences as captions."""

import re
import textwrap
from collections.abc import Iterator

# Netflix' Timed Text Style Guide: two lines of 42 characters at most (English Template, I.3 and I.4).
MOST_CHARACTERS = 84
_END = re.compile(
    r"(?<=[.!?\u2026\u061f\u0964\u1362\u1367])[\"'\u00bb\u2019\u201d)\]]*\s+|(?<=[\u3002\uff01\uff1f])[\u300d\u300f\u201d]?\s*"
)
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
_DIVIDED_WORD = re.compile(r"(?<=[^\W\d_])[-\u2010]\n\s*(?=[^\W\d_])")
# Where a long sentence is cut rather than elsewhere.
_COMMA = re.compile(r"(?<=[,;:\u060c\u061b\u1363\u1364\u2013\u2014])\s+|(?<=[\u3001\uff0c\uff1b])\s*")


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text. Its lines may be broken anywhere; a paragraph ends with an empty line."""
    for paragraph in _EMPTY_LINE.split(text):
        whole = " ".join(_DIVIDED_WORD.sub("", paragraph).split())
        begin = 0
        for end in _END.finditer(whole):
            yield whole[begin : end.end()].strip()
            begin = end.end()
        if whole[begin:].strip():
            yield whole[begin:].strip()


def pieces(sentence: str) -> list[str]:
    """Return a sentence in pieces that a caption can show, about equally long, cut at commas where that is near."""
    count = -(-len(sentence) // MOST_CHARACTERS)
    if count <= 1:
        return [sentence]
    wanted = len(sentence) / count
    found: list[str] = []
    for clause in _COMMA.split(sentence):
        if found and len(found[-1]) + 1 + len(clause) <= max(wanted, MOST_CHARACTERS / 2):
            found[-1] = f"{found[-1]} {clause}"
        else:
            found += textwrap.wrap(clause, MOST_CHARACTERS, break_long_words=True, break_on_hyphens=False) or [""]
    return [piece for piece in found if piece]
