"""Attempts that are limited, so that nobody can guess."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

_MINUTES = 60


class Attempt(StrEnum):
    """Something that fails for those who guess."""

    SIGN_IN_OF_EMAIL_FROM_CLIENT = "sign-in of e-mail from client"
    SIGN_IN_OF_EMAIL = "sign-in of e-mail"
    SIGN_IN_FROM_CLIENT = "sign-in from client"
    OLD_PASSWORD_OF_PERSON = "old password of person"  # noqa: S105 - no password
    LINK_FROM_CLIENT = "link from client"
    RESET_OF_EMAIL = "reset of e-mail"
    RESET_FROM_CLIENT = "reset from client"
    TOKEN_FROM_CLIENT = "token from client"  # noqa: S105 - no password


@dataclass(frozen=True)
class AttemptLimit:
    """How many attempts are allowed within any `window_s` seconds."""

    count: int
    window_s: int


# Many people may share one client address, as a field office does. One client alone locks nobody out elsewhere.
ATTEMPT_LIMITS: Mapping[Attempt, AttemptLimit] = {
    Attempt.SIGN_IN_OF_EMAIL_FROM_CLIENT: AttemptLimit(10, 15 * _MINUTES),
    Attempt.SIGN_IN_OF_EMAIL: AttemptLimit(100, 15 * _MINUTES),
    Attempt.SIGN_IN_FROM_CLIENT: AttemptLimit(50, 15 * _MINUTES),
    Attempt.OLD_PASSWORD_OF_PERSON: AttemptLimit(10, 15 * _MINUTES),
    Attempt.LINK_FROM_CLIENT: AttemptLimit(20, 15 * _MINUTES),
    # Each may be a mail to somebody who has not asked for it.
    Attempt.RESET_OF_EMAIL: AttemptLimit(3, 60 * _MINUTES),
    Attempt.RESET_FROM_CLIENT: AttemptLimit(30, 60 * _MINUTES),
    Attempt.TOKEN_FROM_CLIENT: AttemptLimit(50, 15 * _MINUTES),
}
