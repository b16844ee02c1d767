"""Tokens of one's own: who has signed in lets programs work in their place."""

from collections.abc import Sequence
from dataclasses import replace

from mediasvc.domain.access import Actor, Right, reach
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import Conflict, NotFound
from mediasvc.domain.series import SeriesId
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.account import signed_in
from mediasvc.usecases.note import note
from mediasvc.usecases.tokens import ANY_TERMS, ShownToken, TokenTerms, add_token, token_of

MOST_TOKENS = 50


def list_my_tokens(parts: Parts, actor: Actor) -> Sequence[ShownToken]:
    """Return the tokens of who has signed in, by name; those that have expired among them until they are revoked."""
    person = signed_in(actor)
    with parts.database.reading() as catalogue:
        titles = {series.id: series.title for series in catalogue.series.all()}
        found = catalogue.tokens.of_person(person.id)
    return [ShownToken(each, each.series and titles[each.series], person.email) for each in found]


def create_my_token(parts: Parts, actor: Actor, name: str, terms: TokenTerms = ANY_TERMS) -> str:
    """Return the secret of a new token of who has signed in, which is shown once and kept nowhere.

    It never gives more rights than the person has. The `email` of the terms is not looked at.

    Raises:
        Usage: `name` cannot be a name, or the token would be good for nothing.
        NotFound: there is no such series, or none that the person is to know of.
        Conflict: there is a token of this name, or the person has MOST_TOKENS already.
    """
    person = signed_in(actor)
    token, secret = token_of(name, terms)
    with parts.database.transaction() as catalogue:
        if len(catalogue.tokens.of_person(person.id)) >= MOST_TOKENS:
            raise Conflict(f"you have {MOST_TOKENS} tokens already").because("tokens_too_many")
        series = None if terms.series is None else _series(catalogue, actor, terms.series)
        add_token(catalogue, actor, replace(token, series=series, person=person.id))
    return secret


def revoke_my_token(parts: Parts, actor: Actor, name: str) -> None:
    """Let the token of this name be good no more. Raises NotFound where who has signed in has none of this name."""
    person = signed_in(actor)
    with parts.database.transaction() as catalogue:
        token = next((each for each in catalogue.tokens.of_person(person.id) if each.name == name), None)
        if token is None:
            raise NotFound(name)
        catalogue.tokens.remove(name)
        note(catalogue, actor, Action.TOKEN_REVOKED, token)


def _series(catalogue: Catalogue, actor: Actor, title: str) -> SeriesId:
    found = catalogue.series.by_title(title).id
    if not any(reach(actor, right).reaches(found) for right in (Right.READ, Right.HAND_IN)):
        raise NotFound(title)
    return found
