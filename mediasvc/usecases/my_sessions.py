"""Look at one's own sessions, and end them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from mediasvc.domain.access import Actor
from mediasvc.domain.audit import Action
from mediasvc.domain.session import Session, session_digest
from mediasvc.ports import Parts
from mediasvc.usecases.account import signed_in
from mediasvc.usecases.note import note


@dataclass(frozen=True)
class OwnSession:
    """A session of the one who asks, and whether it is the one by which they ask."""

    session: Session
    is_this: bool


def list_sessions(parts: Parts, actor: Actor, token: str) -> Sequence[OwnSession]:
    """Return the sessions of who has signed in that have not ended, first the one of this token, then the last seen."""
    person, digest, now = signed_in(actor), session_digest(token), datetime.now(UTC)
    with parts.database.reading() as catalogue:
        found = [each for each in catalogue.sessions.of_person(person.id) if each.is_good(now)]
    return sorted((OwnSession(each, each.digest == digest) for each in found), key=lambda each: not each.is_this)


def end_session(parts: Parts, actor: Actor, digest: str) -> None:
    """End the session of this digest, if who has signed in has it."""
    person = signed_in(actor)
    with parts.database.transaction() as catalogue:
        if any(each.digest == digest for each in catalogue.sessions.of_person(person.id)):
            catalogue.sessions.remove(digest)
            note(catalogue, actor, Action.SIGNED_OUT, person)


def end_other_sessions(parts: Parts, actor: Actor, token: str) -> None:
    """End every session of who has signed in but that of this token."""
    person, digest = signed_in(actor), session_digest(token)
    with parts.database.transaction() as catalogue:
        others = [each for each in catalogue.sessions.of_person(person.id) if each.digest != digest]
        for session in others:
            catalogue.sessions.remove(session.digest)
        if others:
            note(catalogue, actor, Action.SIGNED_OUT_EVERYWHERE, person, "but here")
