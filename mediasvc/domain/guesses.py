"""Guesses of a talk's details, from what its files say of themselves. People can correct every one of them.

A guess that is wrong costs more than none: it may be published unseen. So what programs write by themselves is no
guess, and where the files contradict each other or say nothing, there is none.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

from mediasvc.domain.errors import Usage
from mediasvc.domain.languages import checked_language
from mediasvc.domain.placeholders import is_placeholder_person, is_placeholder_title
from mediasvc.domain.seminar import checked_name

LONGEST_PROPERTY = 1_000
MOST_SPEAKERS = 10
EARLIEST = date(1990, 1, 1)
# What is told of speakers by letters that stand between their names.
_BETWEEN_NAMES = re.compile(r"\s*(?:[;&\n]|\s/\s|\band\b|\bet\b|\by\b)\s*|,\s+(?=\S+\s)")
_ENDING = re.compile(r"\.(?=\d*[a-z])[a-z\d]{1,7}$", re.IGNORECASE)
# Words at the end of a file's name that say which copy of it this is.
_OF_COPIES = re.compile(
    r"[\s\-_.]*(?:[(\[]?(?:\bfinal\b|\bdraft\b|\bcopy\b|\bnew\b|\bupdated\b|\bversion\s*\d+|\brev\s*\d+|\bv\d+(?:[.\d]*\d)?|"
    r"\d{1,2}(?=[)\]]))[)\]]?)$",
    re.IGNORECASE,
)
_COPY_OF = re.compile(r"^(?:copy of|kopie von|copie de|copia de)\s+", re.IGNORECASE)
_DAY = r"(?P<year>(?:19|20)\d\d)(?P<between>[-_. ]?)(?P<month>0[1-9]|1[0-2])(?P=between)(?P<day>0[1-9]|[12]\d|3[01])"
_DAY_IN_NAME = re.compile(rf"(?<!\d){_DAY}(?!\d)")
# As long as a letterhead, which some put on their first slide.
_LONGEST_GUESS = 120
_DIGITS = re.compile(r"\d+")
_EXPORTED = re.compile(r"^(?:microsoft )?(?:power ?point|word|keynote|impress)\s+-\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Properties:
    """What a file says of itself: a deck its title, authors and first slide's title, a recording its artists.

    `languages` counts the characters of a deck's text in each language that it says its text is in. `made_on` is
    the day on which a recording was made.
    """

    title: str = ""
    first_slide: str = ""
    people: tuple[str, ...] = ()
    languages: Mapping[str, int] = field(default_factory=dict[str, int])
    made_on: date | None = None


@dataclass(frozen=True)
class Guesses:
    """Guesses of a talk's details; None, or no speakers, where there is no guess."""

    title: str | None = None
    speakers: tuple[str, ...] = ()
    held_on: date | None = None
    language: str | None = None
    series: str | None = None


@dataclass(frozen=True)
class Told:
    """A file's name, and its properties; `is_deck` tells a deck from a recording."""

    name: str
    properties: Properties
    is_deck: bool


def guesses(files: Sequence[Told], today: date) -> Guesses:
    """Return what the files let guess, of which the first has the first word; nothing lies behind `today`."""
    decks = [file for file in files if file.is_deck]
    recordings = [file for file in files if not file.is_deck]
    return Guesses(
        title=title_of([*decks, *recordings]),
        speakers=speakers_of([*decks, *recordings]),
        held_on=held_on(recordings, decks, today),
        language=language_of([deck.properties.languages for deck in decks]),
    )


def title_of(files: Iterable[Told]) -> str | None:
    """Return the first title that one of the files has: of its properties, its first slide, or its name."""
    for file in files:
        own = file.properties
        # Recorders name files as they like: REC0007.
        candidates = (*_titles_of(own), title_from_name(file.name)) if file.is_deck else (own.title,)
        if found := [title for text in candidates if (title := _title(text))]:
            return found[0]
    return None


def _titles_of(deck: Properties) -> tuple[str, str]:
    """Return the titles of the deck itself, the better one first.

    Programs write the first slide's title into the properties once, and leave it there when the file becomes the next
    lecture's.
    """
    is_of_another = _DIGITS.sub("", deck.title) == _DIGITS.sub("", deck.first_slide)
    return (deck.first_slide, deck.title) if is_of_another else (deck.title, deck.first_slide)


def title_from_name(name: str) -> str:
    """Return a file's name as a title: without ending, day, and what says which copy of the file it is."""
    text = PurePosixPath(name.replace("\\", "/")).name
    text = _DAY_IN_NAME.sub(" ", _ENDING.sub("", text)).replace("_", " ")
    if " " not in text.strip():
        text = text.replace("-", " ").replace("+", " ")
    text = _COPY_OF.sub("", " ".join(text.split()))
    while (shorter := _OF_COPIES.sub("", text)) != text:
        text = shorter
    return text.strip(" -\u2013\u2014.,_")


def speakers_of(files: Iterable[Told]) -> tuple[str, ...]:
    """Return the people whom the first file names that names any."""
    for file in files:
        people = [_person(part) for person in file.properties.people for part in _BETWEEN_NAMES.split(person)]
        if found := tuple(dict.fromkeys(filter(None, people)))[:MOST_SPEAKERS]:
            return found
    return ()


def held_on(recordings: Sequence[Told], decks: Sequence[Told], today: date) -> date | None:
    """Return the day on which the first recording was made, else the one in a file's name.

    A deck is written before the talk and changed after it: when that was is no day of the talk.
    """
    made_on = (recording.properties.made_on for recording in recordings)
    named = (day_in_name(file.name) for file in (*recordings, *decks))
    return next((day for day in (*made_on, *named) if day is not None and EARLIEST < day <= today), None)


def day_in_name(name: str) -> date | None:
    """Return the day in a file's name, as in `2026-11-05 talk.mp3`; None where there are none or several."""
    found = {match.group("year", "month", "day") for match in _DAY_IN_NAME.finditer(name)}
    if len(found) != 1:
        return None
    try:
        return date(*map(int, found.pop()))
    except ValueError:
        return None


def language_of(counted: Iterable[Mapping[str, int]]) -> str | None:
    """Return the language that most characters of all decks are in, without its country."""
    characters: dict[str, int] = {}
    for languages in counted:
        for tag, count in languages.items():
            if language := _language(tag):
                characters[language] = characters.get(language, 0) + count
    return max(sorted(characters), key=characters.__getitem__) if characters else None


def _language(tag: str) -> str:
    primary = tag.replace("_", "-").partition("-")[0].lower()
    # "x-none" is Office's, "zxx" and "und" are ISO 639's.
    if primary in ("", "x", "zxx", "und", "none"):
        return ""
    try:
        return checked_language(primary)
    except Usage:
        return ""


def _title(text: str) -> str:
    text = " ".join(text.split())
    if exported := _EXPORTED.match(text):
        text = title_from_name(text[exported.end() :])
    text = _ENDING.sub("", text)
    return "" if is_placeholder_title(text) or len(text) > _LONGEST_GUESS else _named("title", text)


def _person(text: str) -> str:
    text = " ".join(text.split()).strip(" ,;")
    return "" if is_placeholder_person(text) else _named("name", text)


def _named(what: str, text: str) -> str:
    """Return a text that may be a title or a name as the service keeps it; nothing where it may not."""
    writing = "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cs", "Cn"))
    try:
        return checked_name(what, writing)
    except Usage:
        return ""
