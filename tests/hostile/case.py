"""One hostile file: how it is made, and which answers to it are right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

PUBLISHED = "published"
# A name that no honest program writes: a file with it outside the data folder came out of a hostile one.
MARK = "hostile-mark"

Making = Callable[[str], bytes]


class Place(StrEnum):
    """What the file is handed in as; an honest deck or recording stands beside it."""

    DECK = "deck"
    RECORDING = "recording"
    CUES = "--cues"
    CAPTIONS = "--captions"


@dataclass(frozen=True)
class Case:
    """A hostile file and its right answers.

    `make` returns the file's content from the address of the canary, a listener that must never be reached. `right`
    holds codes of errors, and PUBLISHED. Of a published talk, each set in `warns` must share a code with its warnings,
    `slides` is its number of slides, and none of `absent` may stand in the slides' PDF or in the captions that viewers
    get.
    """

    name: str
    file: str
    make: Making
    right: frozenset[str]
    place: Place
    slides: int | None = None
    warns: tuple[frozenset[str], ...] = ()
    absent: tuple[str, ...] = ()

    def what_is_wrong(self, code: str, warnings: Sequence[str]) -> list[str]:
        """Return what is wrong with this answer."""
        if code not in self.right:
            return [f"{code} instead of {' or '.join(sorted(self.right))}"]
        if code != PUBLISHED:
            return []
        return [f"no warning {' or '.join(sorted(one_of))}" for one_of in self.warns if not one_of & set(warnings)]


def codes(*names: str) -> frozenset[str]:
    """Return these as the right answers, or as the warnings of which one must be given."""
    return frozenset(names)


UNREADABLE = codes("deck_unreadable")
DRAWN = codes(PUBLISHED)
DRAWN_OR_BROKEN = DRAWN | UNREADABLE
# For a deck that costs more than any is worth: out of time, out of room, or over a limit of the contract.
TOO_COSTLY = codes("conversion_timeout", "conversion_failed", "deck_too_large")
DRAWN_OR_COSTLY = DRAWN | TOO_COSTLY
PICTURE_LEFT_OUT = codes("pictures_missing", "objects_missing", "media_linked_ignored")
LINK_LEFT_OUT = codes("media_linked_ignored")


def deck(name: str, file: str, make: Making, right: frozenset[str], *warns: frozenset[str]) -> Case:
    """Return a case of a deck with one slide."""
    return Case(name, file, make, right, Place.DECK, slides=1, warns=warns)


def recording(name: str, file: str, make: Making, right: frozenset[str], *warns: frozenset[str]) -> Case:
    """Return a case of a recording."""
    return Case(name, file, make, right, Place.RECORDING, warns=warns)
