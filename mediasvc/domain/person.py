"""People who sign in, and their roles."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from mediasvc.domain.errors import Usage
from mediasvc.domain.series import SeriesId

PersonId = NewType("PersonId", str)

MAX_EMAIL_CHARACTERS = 254
# One @ between two parts without blanks, quotes or control characters; the domain has a name or an address in brackets.
# Whether somebody reads mail there is known to mail alone.
_EMAIL = re.compile(r"[^\s@\"<>(),;:\\\x00-\x1f\x7f]{1,64}@[^\s@\"<>(),;\\\x00-\x1f\x7f]{1,253}")


class Role(StrEnum):
    """What a person is in one series."""

    ORGANISER = "organiser"
    CONTRIBUTOR = "contributor"


@dataclass(frozen=True)
class Person:
    """Somebody with an account. `email` is in the form that `checked_email` gives, and no two people have the same.

    `password_hash` is None until a password is chosen. `memberships` holds one role for each series that the person
    is a member of; an admin needs none. `links` counts the links that were made to choose a password: the last one
    alone is good, and only once. A person who is disabled cannot sign in. `language` is the tag of the language in
    which pages speak to them and mails are written; None where it is not known. Who does not want mail (`wants_mail`)
    is not told of talks; links to choose a password are mailed to everybody.
    """

    id: PersonId
    email: str
    name: str
    password_hash: str | None = field(repr=False)
    is_admin: bool
    memberships: Mapping[SeriesId, Role] = field(hash=False)
    created_at: datetime
    links: int = 0
    disabled_at: datetime | None = None
    language: str | None = None
    wants_mail: bool = True

    @property
    def can_sign_in(self) -> bool:
        """Return whether the account is in use: who is invited cannot sign in before choosing a password."""
        return not self.disabled_at and self.password_hash is not None


def checked_email(text: str) -> str:
    """Return the e-mail address in lower case, as addresses are compared without case.

    Raises:
        Usage: it is not the form of an address.
    """
    tidy = unicodedata.normalize("NFKC", text).strip().lower()
    if len(tidy) > MAX_EMAIL_CHARACTERS or not _EMAIL.fullmatch(tidy) or not tidy.isprintable():
        raise Usage(f"{text[:100]!r} is not an e-mail address; one looks like amina@example.org")
    return tidy
