"""Remedies of errors: the one thing that helps, for the button that is offered beside the error."""

from collections.abc import Mapping
from enum import StrEnum


class Remedy(StrEnum):
    """What somebody who handed a talk in can do about an error."""

    RETRY = "retry"
    """Build the same once more."""
    REPLACE = "replace"
    """Hand in another file in the place of the one that the error is about."""
    ADD = "add"
    """Hand in a file that is missing."""
    CHANGE = "change"
    """Ask for something else."""
    SIGN_IN = "sign_in"
    """Say who one is, as somebody who has the right."""
    NONE = "none"
    """There is nothing that a button could do."""


# By the error's code. Every code of domain/errors.py has one.
REMEDIES: Mapping[str, Remedy] = {
    **dict.fromkeys(
        (
            *("deck_encrypted", "deck_unreadable", "deck_empty", "deck_unsupported", "deck_too_large"),
            *("recording_unreadable", "recording_empty", "recording_no_audio", "recording_unsupported"),
            *("recording_too_long", "recording_silent", "cues_invalid", "captions_invalid"),
            *("source_damaged", "source_too_large", "conversion_timeout", "conversion_failed"),
        ),
        Remedy.REPLACE,
    ),
    **dict.fromkeys(("deck_missing", "recording_missing"), Remedy.ADD),
    **dict.fromkeys(
        (
            *("storage_full", "storage_unavailable", "out_of_memory", "sandbox_unavailable"),
            *("queue_unavailable", "service_unavailable", "cancelled", "internal_error"),
            *("upload_in_use", "mail_unavailable"),
        ),
        Remedy.RETRY,
    ),
    **dict.fromkeys(("timing_unavailable", "not_supported", "usage", "conflict"), Remedy.CHANGE),
    "not_allowed": Remedy.SIGN_IN,
    **dict.fromkeys(
        (
            *("not_found", "talk_gone", "removed", "withdrawn", "too_many_attempts", "uploads_too_many"),
            *("link_invalid", "form_expired", "recognition_unavailable", "language_not_recognised"),
        ),
        Remedy.NONE,
    ),
}


def remedy_of(code: str) -> Remedy:
    """Return what helps with the error of this code. A code that a later version has recorded has no remedy."""
    return REMEDIES.get(code, Remedy.NONE)
