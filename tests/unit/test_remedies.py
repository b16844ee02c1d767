"""Every error has a remedy, and a button that says it could help."""

from mediasvc.domain.errors import PermanentError, TransientError
from mediasvc.domain.remedies import REMEDIES, Remedy, remedy_of

CODES = {kind.code for of in (PermanentError, TransientError) for kind in of.__subclasses__()}


def test_every_code_has_a_remedy_and_no_other_one_has() -> None:
    assert REMEDIES.keys() == CODES


def test_what_may_pass_is_tried_again() -> None:
    assert {remedy_of(kind.code) for kind in TransientError.__subclasses__()} == {Remedy.RETRY}


def test_a_file_that_is_wrong_is_replaced_and_one_that_is_missing_added() -> None:
    of_files = [code for code in CODES if code.startswith(("deck_", "recording_"))]
    for code in of_files:
        assert remedy_of(code) is (Remedy.ADD if code.endswith("_missing") else Remedy.REPLACE)


def test_what_a_later_version_has_recorded_has_none() -> None:
    assert remedy_of("a_later_code") is Remedy.NONE
