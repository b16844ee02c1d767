"""Whoever asked for something earlier, as they are now: what they may do can have changed meanwhile."""

from mediasvc.domain.access import Actor, Operator, Right, SignedIn, identity_of, may
from mediasvc.domain.errors import NotAllowed, NotFound, NotSignedIn
from mediasvc.domain.person import PersonId
from mediasvc.domain.seminar import Seminar
from mediasvc.ports import Catalogue
from mediasvc.usecases.tokens import holder_of

_PERSON, _TOKEN = "person:", "token:"


def actor_of(catalogue: Catalogue, identity: str) -> Actor | None:
    """Return who this is, as `identity_of` has named them; None where they are disabled, gone, expired or revoked."""
    if identity == identity_of(Operator()):
        return Operator()
    try:
        if identity.startswith(_PERSON):
            person = catalogue.people.by_id(PersonId(identity.removeprefix(_PERSON)))
            return None if person.disabled_at else SignedIn(person)
        named = (token for token in catalogue.tokens.all() if f"{_TOKEN}{token.name}" == identity)
        token = next(named, None)
        return None if token is None else holder_of(catalogue, token)
    except (NotFound, NotSignedIn):
        return None


def named(catalogue: Catalogue, identity: str) -> str:
    """Return the identity, with the name of a person in the place of their id, as long as they are there."""
    if not identity.startswith(_PERSON):
        return identity
    try:
        return f"{_PERSON}{catalogue.people.by_id(PersonId(identity.removeprefix(_PERSON))).name}"
    except NotFound:
        return identity


def person_behind(catalogue: Catalogue, identity: str | None) -> PersonId | None:
    """Return which person this is, or whose token it is, also where that has expired.

    None where it is nobody in particular, or the token has been revoked.
    """
    if identity is None:
        return None
    if identity.startswith(_PERSON):
        return PersonId(identity.removeprefix(_PERSON))
    return next((token.person for token in catalogue.tokens.all() if f"{_TOKEN}{token.name}" == identity), None)


def still_publishes(catalogue: Catalogue, identity: str | None, seminar: Seminar) -> bool:
    """Return whether this one may publish the seminar now; None stands for those of earlier versions, who may."""
    actor = None if identity is None else actor_of(catalogue, identity)
    return identity is None or (actor is not None and may(actor, Right.PUBLISH, seminar))


def who_still_hands_in(catalogue: Catalogue, identity: str, seminar: Seminar) -> Actor:
    """Return who this is. Raises NotAllowed where they may not hand in to the seminar any more."""
    actor = actor_of(catalogue, identity)
    if actor is None or not may(actor, Right.HAND_IN, seminar):
        raise NotAllowed("whoever began this may not hand in to this talk any more")
    return actor
