"""The event and its permanent page."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from mediasvc.domain.characters import noncharacter_in
from mediasvc.domain.errors import NotSupported, Usage
from mediasvc.domain.languages import checked_language
from mediasvc.domain.licences import checked_licence
from mediasvc.domain.person import PersonId
from mediasvc.domain.removal import Removal
from mediasvc.domain.series import Series

SeminarId = NewType("SeminarId", str)

# The form of every slug; some databases refuse texts that have other ones by errors of their own.
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

MAX_NAME_CHARACTERS = 300
MAX_SPEAKERS = 50

# Letters and symbols without a shape: Hangul's fillers and the empty braille cell.
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
# What turns the direction of writing, beyond the name's end where nothing ends it. Marks and joiners do not: Arabic,
# Hindi and emoji need them.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")


class Visibility(StrEnum):
    PUBLIC = "public"
    UNLISTED = "unlisted"
    RESTRICTED = "restricted"
    EMBED_ONLY = "embed-only"


class SeminarState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    """It can be brought back for a while, and is gone after that."""


@dataclass(frozen=True)
class SeminarDetails:
    """Details that viewers read of the seminar. A release carries those that its build was given."""

    title: str
    speakers: tuple[str, ...] = ()
    held_on: date | None = None
    language: str | None = None
    license: str | None = None


@dataclass(frozen=True)
class Seminar:
    """A seminar's page. `slug` never changes; `release` is the number of the published release, if one is.

    `visibility` and `series` are the seminar's own: no build or release changes them. `owner` is the person who handed
    it in first; None where a token of a service or an operator did.

    `number` counts all seminars in the order in which they were made; it is 0 for one that is not kept. `decided` is
    the number of the newest build that had been handed in when it was decided which release viewers see: no build up to
    it changes that any more. `decided_at` is when that was, for people to read.

    Viewers play one that is `streaming_only`, and get no files of it. `withdrawal_notice` is what they read in the
    place of a talk that was withdrawn.

    While there is a `removal`, nobody sees or changes anything of it.
    """

    id: SeminarId
    slug: str
    details: SeminarDetails
    created_at: datetime
    release: int | None = None
    withdrawn_at: datetime | None = None
    number: int = 0
    decided: int = 0
    decided_at: datetime | None = None
    visibility: Visibility = Visibility.PUBLIC
    series: Series | None = None
    owner: PersonId | None = None
    streaming_only: bool = False
    withdrawal_notice: str | None = None
    removal: Removal | None = None

    @property
    def state(self) -> SeminarState:
        return self.state_unless_removed if self.removal is None else SeminarState.REMOVED

    @property
    def state_unless_removed(self) -> SeminarState:
        """Return the state that it has again when its removal is undone."""
        if self.withdrawn_at is not None:
            return SeminarState.WITHDRAWN
        return SeminarState.DRAFT if self.release is None else SeminarState.PUBLISHED

    @property
    def is_open(self) -> bool:
        """Return whether anybody who has its address may see the published release."""
        return self.state is SeminarState.PUBLISHED and self.visibility is not Visibility.RESTRICTED


def checked_details(details: SeminarDetails) -> SeminarDetails:
    """The details in tidy form: `language` as BCP 47 has it, `license` as SPDX does.

    Raises:
        Usage: something is missing, too long, or of another form.
    """
    if len(details.speakers) > MAX_SPEAKERS:
        raise Usage(f"{len(details.speakers)} speakers, {MAX_SPEAKERS} are allowed")
    return SeminarDetails(
        title=checked_name("title", details.title),
        speakers=tuple(checked_name("speaker's name", name) for name in details.speakers),
        held_on=details.held_on,
        language=None if details.language is None else checked_language(details.language),
        license=None if details.license is None else checked_licence(details.license),
    )


def checked_visibility(visibility: Visibility) -> Visibility:
    """Return the visibility. Raises NotSupported for one other than public."""
    if visibility is not Visibility.PUBLIC:
        raise NotSupported(f"visibility {visibility}")
    return visibility


def checked_name(what: str, text: str) -> str:
    """Return `text` as one tidy line in Unicode's composed form, without private-use characters, which few fonts show.

    Raises:
        Usage: it is empty, over 300 characters, shows nothing, or holds control characters, noncharacters or ones that
            turn the direction of writing.
    """
    name = tidy(text)
    if not name:
        raise Usage(f"the {what} is empty").because("name_unusable")
    if len(name) > MAX_NAME_CHARACTERS:
        raise Usage(f"the {what} has {len(name)} characters, {MAX_NAME_CHARACTERS} are allowed").because(
            "name_too_long"
        )
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
        raise Usage(f"the {what} holds control characters").because("name_unusable")
    if code := noncharacter_in(name):
        raise Usage(f"the {what} holds U+{ord(code):04X}, which is no character").because("name_unusable")
    if turn := _TURNS.search(name):
        raise Usage(f"the {what} holds U+{ord(turn[0]):04X}, which turns the direction of writing").because(
            "name_unusable"
        )
    if not any(unicodedata.category(character)[0] in "LNPS" and character not in _BLANKS for character in name):
        raise Usage(f"the {what} has no character that can be seen").because("name_unusable")
    return name


def tidy(text: str) -> str:
    """Return the text as one line in Unicode's composed form, without private-use characters."""
    return unicodedata.normalize("NFC", " ".join(_PRIVATE_USE.sub("", text).split()))


def checked_file_name(name: str) -> str:
    """Return the name as sources are kept by: of a path, its last part. Raises Usage where it cannot be a file's."""
    name = checked_name("file's name", name.replace("\\", "/").rpartition("/")[2])
    # Programs on the way take these for other addresses, and nobody could take the source off the list again.
    if name in (".", ".."):
        raise Usage(f"{name} is no name of a file")
    return name


def listed_name(name: str, listed: Collection[str]) -> str:
    """Return the name of a source that is meant, given those on the list: earlier ones may be whole paths.

    Raises Usage where it cannot be a file's.
    """
    whole = checked_name("file's name", name)
    return whole if whole in listed else checked_file_name(name)
