"""What errors promise to people and to programs."""

import re
from collections.abc import Iterator

import pytest

from mediasvc.domain import errors
from mediasvc.domain.errors import (
    Cancelled,
    DeckEncrypted,
    Failure,
    MediasvcError,
    PermanentError,
    TransientError,
    by_code,
)

# The public contract's codes, by what may help.
PERMANENT = {
    *("deck_encrypted", "deck_unreadable", "deck_empty", "deck_unsupported", "deck_too_large", "deck_missing"),
    *("recording_unreadable", "recording_empty", "recording_no_audio", "recording_unsupported"),
    *("recording_too_long", "recording_silent", "recording_missing"),
    *("cues_invalid", "captions_invalid", "not_found", "not_allowed", "not_supported", "usage"),
    *("conversion_timeout", "conversion_failed"),
}
TRANSIENT = {"storage_full", "storage_unavailable", "queue_unavailable", "service_unavailable"}
# Ours beside the contract's, as the module's docstring says.
ADDED = {
    "timing_unavailable",
    "cancelled",
    "internal_error",
    "source_damaged",
    "source_too_large",
    "withdrawn",
    "conflict",
}


def kinds(of: type[MediasvcError]) -> Iterator[type[MediasvcError]]:
    """Every error of this kind that is raised."""
    for kind in of.__subclasses__():
        if kind.__module__ == errors.__name__:
            yield from kinds(kind) if kind in (PermanentError, TransientError) else [kind]


ALL = sorted(kinds(MediasvcError), key=lambda kind: kind.__name__)


def test_codes_are_the_contracts_and_ours() -> None:
    assert sorted(kind.code for kind in kinds(PermanentError)) == sorted(PERMANENT | ADDED)
    assert sorted(kind.code for kind in kinds(TransientError)) == sorted(TRANSIENT)


def test_codes_of_ours_are_documented() -> None:
    for kind in ALL:
        if kind.code in ADDED:
            assert re.search(rf"contract.*\n?.*\b{kind.__name__}\b", errors.__doc__ or ""), kind


@pytest.mark.parametrize("kind", ALL)
def test_an_error_says_what_is_wrong(kind: type[MediasvcError]) -> None:
    assert kind.code == re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
    sentence = kind().message
    assert re.fullmatch(r"[A-Z][^\n]*\.", sentence)
    assert str(kind()) == sentence
    assert kind("talk.pptx").message == sentence.removesuffix(".") + ": talk.pptx"
    assert kind.hint == "" or kind.hint.endswith(".")


def test_a_failure_is_all_that_is_recorded() -> None:
    assert DeckEncrypted("talk.pptx").failure == Failure(
        "deck_encrypted", "The deck needs a password: talk.pptx", "Save a copy without the password and use that."
    )
    assert Cancelled().failure == Failure("cancelled", "The build was cancelled.", "")


@pytest.mark.parametrize("kind", [kind for kind in ALL if issubclass(kind, PermanentError)])
def test_a_permanent_error_is_found_by_its_code(kind: type[MediasvcError]) -> None:
    assert by_code(kind.code) is kind


@pytest.mark.parametrize("code", ["storage_full", "CUES_INVALID", "", "permanent_error"])
def test_no_other_error_is_found(code: str) -> None:
    with pytest.raises(KeyError):
        by_code(code)


def test_the_tree_in_the_docstring_names_every_error_under_its_kind() -> None:
    tree, _, _ = (errors.__doc__ or "").partition("\n\n")[2].partition("\n\n")
    permanent, mark, transient = tree.partition("TransientError")
    assert mark
    for branch, of in ((permanent, PermanentError), (transient, TransientError)):
        named = set(re.findall(r"[A-Z]\w+", branch)) - {"MediasvcError", "PermanentError"}
        assert named == {kind.__name__ for kind in kinds(of)}


def test_what_a_file_said_comes_into_no_sentence_as_it_was() -> None:
    error = DeckEncrypted("a\x1b[31m\udcff\ufffe.pptx")
    assert error.failure.message == "The deck needs a password: a[31m.pptx"
