"""What is said, out of lines with tags: plain text, and whose voice says it."""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mediasvc.domain.characters import readable

# Only what is a tag of the format is one, and all else is words: `a<b and c>d`, `vector<int>`, `<script>`. SRT has
# four, in any case and with attributes; WebVTT has those and its own, which take classes. Each of these reads its text
# once.
_ATTRIBUTES = r"""(?:\s++[A-Za-z-]++\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>]++))*+"""
_SRT = rf"</(?i:b|i|u|font)\s*+>|<(?i:b|i|u|font){_ATTRIBUTES}\s*+/?>"
_WORD_TIME = r"<(?:\d{1,9}:)?\d{1,9}:\d{1,9}[.,]\d{1,9}>"
_CLASSES = r"(?:\.[^\s<>]*+)?\s*+"
_WEBVTT = rf"</?(?:[biucv]|lang){_CLASSES}>|<lang(?:\.[^\s<>]*+)?\s[^<>]*+>"
# What Advanced SubStation has in braces, and SRT files have of it: {\an8}, {\fs20\c&HFF&}, {\pos(10,20)}.
_ASS = r"\{(?:\\(?:fn[^\\{}]*+|[ibusr](?=[\\}])|[1-4]?[A-Za-z]{1,5}(?:-?\d[\d.]*+|&[^\\{}&]*+&?|\([^(){}]*+\))))++\}"
_SRT_TAG = re.compile(f"{_SRT}|{_ASS}")
_WEBVTT_TAG = re.compile(f"{_WEBVTT}|{_WORD_TIME}|{_SRT}|{_ASS}")
_HAS_WORD_TIME = re.compile(_WORD_TIME)
_READING = re.compile(rf"<rt{_CLASSES}>([^<]*+)(?:</rt\s*+>)?")
# HTML's brackets around a reading, which has its own here. Without an end tag they are no words.
_BRACKETS = re.compile(rf"<rp{_CLASSES}>(?:[^<]*+</rp\s*+>|[^<\w]*+)")
_RUBY = re.compile(rf"</?(?:ruby|r[bpt]|rtc){_CLASSES}>")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]*)>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
# What would end a line elsewhere is a space within one; an entity may name it.
_SPACES = re.compile(r"[ \t\v\f\r\x85\u2028\u2029]+")


@dataclass(frozen=True)
class Line:
    """A line of plain text, never an empty one. `voice` is the name of the person who says it, empty if unknown."""

    text: str
    voice: str = ""


def read_lines(marked: Sequence[str], *, is_webvtt: bool) -> tuple[Line, ...]:
    """Return a caption's lines with nothing but writing: no tags, entities or empty lines. A voice begins a line."""
    text = "\n".join(marked)
    # Naive converters leave YouTube's times of words, and the tags around them, in SRT.
    if not is_webvtt and not _HAS_WORD_TIME.search(text):
        return tuple(_lines(text, _SRT_TAG, ""))
    first, *voiced = _VOICE.split(text)
    lines = list(_lines(first, _WEBVTT_TAG, ""))
    for name, words in zip(voiced[::2], voiced[1::2], strict=True):
        # Of `<v >>>`, which is meant for a voice named `>>`, the tag is `<v >`.
        lines += _lines(words if name.strip() else words.lstrip(">"), _WEBVTT_TAG, _name(name))
    return tuple(lines)


def named(captions: Sequence[Sequence[Line]]) -> tuple[list[str], frozenset[str]]:
    """Return the captions' texts, in which voices have their names where they change, and all those names."""
    speaking = ""
    texts: list[str] = []
    for lines in captions:
        rows: list[str] = []
        for line in lines:
            rows.append(f"{line.voice}: {line.text}" if line.voice not in ("", speaking) else line.text)
            speaking = line.voice
        texts.append("\n".join(rows))
    return texts, frozenset(line.voice for lines in captions for line in lines if line.voice)


def _lines(marked: str, tag: re.Pattern[str], voice: str) -> Iterator[Line]:
    text = tag.sub("", marked)
    if tag is _WEBVTT_TAG:
        text = _RUBY.sub("", _READING.sub(_set_apart, _BRACKETS.sub("", text)))
    for line in _ENTITY.sub(_character, text).split("\n"):
        tidy = _SPACES.sub(" ", readable(_SPACES.sub(" ", line))).strip()
        if _has(tidy, "LNPS"):
            yield Line(tidy, voice)


def _set_apart(reading: re.Match[str]) -> str:
    """Return how a ruby's base is read, in the brackets that HTML's `rp` has for such text."""
    return f"({reading[1].strip()})" if reading[1].strip() else ""


def _name(voice: str) -> str:
    """Return the name in a voice's tag. What has neither letter nor digit, such as `-` or `>>`, is none."""
    name = " ".join(line.text for line in _lines(voice, _WEBVTT_TAG, ""))
    return name if _has(name, "LN") else ""


def _character(entity: re.Match[str]) -> str:
    return html.unescape(entity[0])


def _has(text: str, kinds: str) -> bool:
    """Return whether a character is of one of these kinds of Unicode's: Letter, Number, Punctuation, Symbol."""
    return any(unicodedata.category(each)[0] in kinds for each in text)
