"""Rules for passwords."""

import unicodedata

from mediasvc.domain.errors import Usage

MIN_PASSWORD_CHARACTERS = 12
MAX_PASSWORD_CHARACTERS = 1_000


def normal_password(password: str) -> str:
    """Return the password in the one form (NFKC) that different keyboards and systems write it in."""
    # Compatibility forms can grow: nobody is to make us normalise megabytes.
    return unicodedata.normalize("NFKC", password[: MAX_PASSWORD_CHARACTERS + 1])


def checked_password(password: str) -> str:
    """Return a new password in its normal form.

    Raises:
        Usage: it is too short or too long, or it is not text.
    """
    count = len(password)
    if count < MIN_PASSWORD_CHARACTERS:
        raise Usage(
            f"the password has {count} characters, {MIN_PASSWORD_CHARACTERS} are needed; a few words make a good one"
        )
    if count > MAX_PASSWORD_CHARACTERS:
        raise Usage(f"the password has {count} characters, {MAX_PASSWORD_CHARACTERS} are allowed")
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in password):
        raise Usage("the password holds control characters")
    return normal_password(password)
