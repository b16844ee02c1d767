"""Somebody unknown is told that a token may help; somebody known is told that this one does not."""

from mediasvc.cli.hints import with_commands
from mediasvc.delivery.problems import problem
from mediasvc.domain.access import Anonymous, Operator, TokenHolder, refusal
from mediasvc.domain.errors import NotAllowed, NotSignedIn, hint_of


def test_who_has_shown_nothing_is_asked_for_a_token() -> None:
    error = refusal(Anonymous())
    assert type(error) is NotSignedIn
    answer = problem(error)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "--token" in with_commands(error.failure).hint


def test_who_is_known_is_not_asked_for_a_token_again() -> None:
    for actor in (TokenHolder("Amina's laptop"), Operator()):
        error = refusal(actor)
        assert type(error) is NotAllowed
        answer = problem(error)
        assert (answer.status_code, answer.headers.get("WWW-Authenticate")) == (403, None)
        assert with_commands(error.failure) == error.failure


def test_both_have_the_contracts_code_and_advice_of_their_own() -> None:
    refusals = (NotSignedIn().failure, NotAllowed().failure)
    assert [failure.code for failure in refusals] == ["not_allowed"] * 2
    assert refusals[0].message != refusals[1].message
    assert [hint_of(failure) for failure in refusals] == [NotSignedIn.hint, NotAllowed.hint]
