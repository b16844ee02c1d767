"""Tokens: words in the form in which those of slides and of speech are compared."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from typing import Any, Protocol

from workers.timing.said_words import UNSPACED
from workers.timing.stop_words import stop_words

ENGLISH = "en"
STEMMERS = {
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "st": "sesotho",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
"""Snowball's names of its stemmers, by ISO 639-1."""

# Accents and points, which people leave out, and the vowel signs of India, without which a word is another one.
_POINTS = "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u0640\u064b-\u065f\u0670"
_LETTER = rf"(?:[^\W_{UNSPACED}]|[{_POINTS}\u0900-\u0963\u0966-\u0dff])"
_WORDS = re.compile(rf"[{UNSPACED}](?:\s?[{UNSPACED}])*|{_LETTER}+(?:'{_LETTER}+)*")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_LATIN = re.compile(r"[a-z\u00df-\u024f\u1e00-\u1eff]")
_LETTERS_LEFT = 3
# What is longer is no word: an address, or letters of chance.
_LONGEST = 60


# It has no types.
_SNOWBALL: Any = import_module("snowballstemmer")


class _Stemmer(Protocol):
    """What a stemmer of Snowball's does."""

    def stemWord(self, word: str) -> str: ...  # noqa: N802


@dataclass(frozen=True)
class Token:
    """What is compared, and the word that it was made of, for people."""

    form: str
    word: str


@dataclass(frozen=True)
class _Script:
    """A script whose words get prefixes: one is taken off where `_LETTERS_LEFT` remain, and `letters` are kept."""

    range: re.Pattern[str]
    prefixes: tuple[str, ...]
    letters: int


# Arabic's article and particles, Hebrew's, and Amharic's and Tigrinya's prepositions. An Ethiopic letter is a syllable.
_PREFIXED = (
    _Script(re.compile("[\u0620-\u06ff]"), ("وال", "بال", "كال", "فال", "ال", "لل", "و", "ف", "ب", "ك", "ل", "س"), 5),
    _Script(re.compile("[\u05d0-\u05ea]"), tuple("הובלמשכ"), 5),
    _Script(re.compile("[\u1200-\u139f]"), ("እንደ", "ስለ", *"የበለከዝብንክ"), 4),
)
# Letters that sound alike and that people exchange; hamzas go with the points.
_ALIKE = str.maketrans("ىةٱሐኀኸሠዐፀሃሓኃዓ", "يهاሀሀሀሰአጸሀሀሀአ")


class TokenReader:
    """Tokens of a talk in one language (ISO 639-1). What it has read once, it knows.

    Latin words in a language of another script are taken for English ones: terms on slides are.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._stops = {each: _stops(each) for each in (language, ENGLISH)}
        self._stemmers = {each: _stemmer(each) for each in (language, ENGLISH)}
        self._latin = language if _writes_latin(language) else ENGLISH
        self._known: dict[str, tuple[Token, ...]] = {}

    def tokens(self, text: str) -> Iterator[Token]:
        """Yield the text's tokens, in order: no stop words, no single letters, and no numbers of one digit."""
        for word in _words(text):
            known = self._known.get(word)
            if known is None:
                known = self._known[word] = tuple(self._read(word))
            yield from known

    def _read(self, word: str) -> Iterator[Token]:
        if is_unspaced(word):
            run = "".join(word.split())
            yield from (Token(pair, pair) for pair in map("".join, pairwise(run)))
            return
        language = self._latin if _LATIN.search(word) else self._language
        stops = self._stops[language]
        if word in stops:
            return
        for part in word.split("'"):
            if 1 < len(part) <= _LONGEST and part not in stops and (bare := _bare(part)) not in stops:
                yield Token(part if part.isdecimal() else self._form(part, bare, language), part)

    def _form(self, word: str, bare: str, language: str) -> str:
        stemmer = self._stemmers[language]
        if stemmer is not None:
            return _bare(stemmer.stemWord(word))
        return next((_without_prefix(bare, each) for each in _PREFIXED if each.range.match(bare)), bare)


def plain_words(text: str) -> list[str]:
    """Return the text's words without accents and apostrophes; single characters of scripts without spaces."""
    words: list[str] = []
    for word in _words(text):
        words += "".join(word.split()) if is_unspaced(word) else [_bare(word.replace("'", ""))]
    return words


def is_unspaced(word: str) -> bool:
    """Tell whether the word is of a script that puts no spaces between words."""
    return _UNSPACED.match(word) is not None


def _words(text: str) -> list[str]:
    return _WORDS.findall(unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'"))


def _writes_latin(language: str) -> bool:
    words = stop_words(language)
    return 2 * sum(_LATIN.search(word) is not None for word in words) >= len(words)


def _stops(language: str) -> frozenset[str]:
    words = stop_words(language)
    return words | {_bare(word) for word in words}


def _stemmer(language: str) -> _Stemmer | None:
    name = STEMMERS.get(language)
    return None if name is None else _SNOWBALL.stemmer(name)


def _bare(word: str) -> str:
    """Return the word without accents and points, and with one letter for all that sound alike."""
    apart = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", re.sub(f"[{_POINTS}]", "", apart)).translate(_ALIKE)


def _without_prefix(word: str, script: _Script) -> str:
    for prefix in script.prefixes:
        if word.startswith(prefix) and len(word) - len(prefix) >= min(_LETTERS_LEFT, script.letters - 2):
            return word.removeprefix(prefix)[: script.letters]
    return word[: script.letters]
