"""What errors promise to people and to programs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mediasvc.domain import errors
from mediasvc.domain.errors import (
    Cancelled,
    DeckEncrypted,
    Failure,
    MediasvcError,
    PermanentError,
    StorageFull,
    TrackMissing,
    TransientError,
    Usage,
    by_code,
    hint_of,
)

# The public contract's codes, by what may help.
PERMANENT = {
    *("deck_encrypted", "deck_unreadable", "deck_empty", "deck_unsupported", "deck_too_large", "deck_missing"),
    *("recording_unreadable", "recording_empty", "recording_no_audio", "recording_unsupported"),
    *("recording_too_long", "recording_silent", "recording_missing"),
    *("cues_invalid", "captions_invalid", "not_found", "not_allowed", "not_supported", "usage"),
    *("conversion_timeout", "conversion_failed"),
}
TRANSIENT = {
    "out_of_memory",
    "sandbox_unavailable",
    "storage_full",
    "storage_unavailable",
    "queue_unavailable",
    "service_unavailable",
    "upload_in_use",
    "mail_unavailable",
}
# Ours beside the contract's, as the module's docstring says.
ADDED = {
    "timing_unavailable",
    "too_many_attempts",
    "cancelled",
    "internal_error",
    "source_damaged",
    "source_too_large",
    "withdrawn",
    "conflict",
    "uploads_too_many",
    "link_invalid",
    "form_expired",
    "talk_gone",
    "removed",
    "recognition_unavailable",
    "language_not_recognised",
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
    before = "" if kind is Usage else sentence.removesuffix(".") + ": "
    assert kind("talk.pptx").message == before + "talk.pptx"
    assert kind.hint == "" or kind.hint.endswith(".")


def test_a_failure_is_all_that_is_recorded() -> None:
    assert DeckEncrypted("talk.pptx").failure == Failure(
        "deck_encrypted", "The deck needs a password: talk.pptx", "Save a copy without the password and use that."
    )
    assert Cancelled().failure == Failure("cancelled", "The build was cancelled.", "")


def test_what_is_recorded_is_advised_on_by_the_version_that_is_asked() -> None:
    assert hint_of(Failure("deck_encrypted", "It is locked.", "An earlier hint.")) == DeckEncrypted.hint
    assert hint_of(Failure("storage_full", "It is full.", "An earlier hint.")) == StorageFull.hint
    assert hint_of(TrackMissing("there are 2").failure) == TrackMissing.hint
    assert hint_of(Failure("a_later_code", "It is odd.", "A later hint.")) == "A later hint."


def test_advice_about_this_error_replaces_what_its_kind_says() -> None:
    failure = DeckEncrypted("talk.pptx", "Ask Hana for the password.").failure
    assert failure.hint == "Ask Hana for the password."


# What only a command line has: an option, or a command behind the program's name.
TYPED = re.compile(r"(?<![\w-])--[a-z]|\bmediasvc (?!is\b|does\b)[a-z]")


def sentences(path: Path) -> Iterator[str]:
    """Every text that is given to an error or a warning in this module."""
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SAID_BY:
            for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
                for part in ast.walk(argument):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value


SAID_BY = {"BuildWarning", *(kind.__name__ for kind in ALL)}
# The command line's own, and what only it calls.
TERMINAL = ("mediasvc/cli/", "mediasvc/organiser/", "mediasvc/server.py", "workers/doctor.py")
ROOT = Path(__file__).parents[2]
SERVICE = [
    path
    for package in ("mediasvc", "workers")
    for path in sorted((ROOT / package).rglob("*.py"))
    if not path.relative_to(ROOT).as_posix().startswith(TERMINAL)
]


def test_what_typed_words_look_like() -> None:
    assert TYPED.search("Give the times with --cues.")
    assert TYPED.search("mediasvc list shows them.")
    assert not TYPED.search("This is a defect of mediasvc: an hour - or two -- is long.")


@pytest.mark.parametrize("kind", ALL)
def test_no_kind_of_error_names_a_command_or_an_option(kind: type[MediasvcError]) -> None:
    assert not TYPED.search(f"{kind().message} {kind.hint}")


def test_no_message_of_the_service_names_a_command_or_an_option() -> None:
    found = {path.name: sentence for path in SERVICE for sentence in sentences(path) if TYPED.search(sentence)}
    assert found == {}
    assert sum(1 for path in SERVICE for _ in sentences(path)) > 100


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
