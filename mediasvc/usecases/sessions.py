"""Sign in and out, and find out who has signed in."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from mediasvc.domain.access import SignedIn
from mediasvc.domain.attempts import Attempt
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import NotFound, SignInFailed, TransientError
from mediasvc.domain.password import normal_password
from mediasvc.domain.person import Person, checked_email
from mediasvc.domain.session import new_session, session_digest
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.note import note


@dataclass(frozen=True)
class Credentials:
    """What somebody signs in with, and the address of their client."""

    email: str
    password: str = field(repr=False)
    client: str


def sign_in(parts: Parts, given: Credentials) -> tuple[SignedIn, str]:
    """Return who has signed in, and the token of a new session.

    Raises:
        SignInFailed: nobody has this address and this password, or the account is disabled.
        TooManyAttempts
        Usage: the address is none.
    """
    email, password = checked_email(given.email), normal_password(given.password)
    parts.attempts.check(Attempt.SIGN_IN_FROM_CLIENT, given.client)
    # Counted before the look, so that guesses at one moment are not more than are allowed.
    parts.attempts.count(Attempt.SIGN_IN_OF_EMAIL_FROM_CLIENT, _from_client(email, given.client))
    parts.attempts.count(Attempt.SIGN_IN_OF_EMAIL, email)
    person = _person_of(parts, email)
    password_hash = None if person is None or person.disabled_at else person.password_hash
    if not parts.passwords.fits(password, password_hash) or person is None or password_hash is None:
        parts.attempts.count(Attempt.SIGN_IN_FROM_CLIENT, given.client)
        raise SignInFailed
    forget_attempts(parts, email, given.client)
    new_hash = parts.passwords.hash(password) if parts.passwords.is_outdated(password_hash) else password_hash
    with parts.database.transaction() as catalogue:
        now = catalogue.people.by_id(person.id)
        if now.disabled_at or now.password_hash != password_hash:
            raise SignInFailed
        if new_hash != password_hash:
            now = replace(now, password_hash=new_hash)
            catalogue.people.change(now)
        note(catalogue, SignedIn(now), Action.SIGNED_IN, now)
        return begin_session(catalogue, now)


def session_of(parts: Parts, token: str) -> SignedIn | None:
    """Return who has the session of this token; None where it has ended, or there was none."""
    digest, now = session_digest(token), datetime.now(UTC)
    try:
        with parts.database.reading() as catalogue:
            session = catalogue.sessions.by_digest(digest)
            person = catalogue.people.by_id(session.person_id)
    except NotFound:
        return None
    if person.disabled_at or not session.is_good(now):
        return None
    if session.is_to_be_noted(now):
        # Who only reads goes on reading where nothing can be written.
        with suppress(TransientError), parts.database.transaction() as catalogue:
            catalogue.sessions.note_seen(digest, now)
    return SignedIn(person)


def sign_out(parts: Parts, token: str) -> None:
    """End the session of this token, if there is one."""
    digest = session_digest(token)
    with parts.database.transaction() as catalogue, suppress(NotFound):
        person = catalogue.people.by_id(catalogue.sessions.by_digest(digest).person_id)
        catalogue.sessions.remove(digest)
        note(catalogue, SignedIn(person), Action.SIGNED_OUT, person)


def begin_session(catalogue: Catalogue, person: Person) -> tuple[SignedIn, str]:
    """Keep a new session of the person; return who has signed in, and the session's token."""
    session, token = new_session(person.id)
    catalogue.sessions.remove_ended(session.created_at)
    catalogue.sessions.add(session)
    return SignedIn(person), token


def forget_attempts(parts: Parts, email: str, client: str) -> None:
    """Count none of the sign-ins of this address that failed so far: from anywhere, and from this client."""
    parts.attempts.forget(Attempt.SIGN_IN_OF_EMAIL, email)
    parts.attempts.forget(Attempt.SIGN_IN_OF_EMAIL_FROM_CLIENT, _from_client(email, client))


def _from_client(email: str, client: str) -> str:
    return f"{email} {client}"


def _person_of(parts: Parts, email: str) -> Person | None:
    try:
        with parts.database.reading() as catalogue:
            return catalogue.people.by_email(email)
    except NotFound:
        return None
