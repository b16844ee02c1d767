"""Links by which somebody chooses a password: signed, good once, and for a while."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer

from mediasvc.domain.access import Actor, Right, SignedIn, check
from mediasvc.domain.attempts import Attempt
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import LinkInvalid, NotFound, Usage
from mediasvc.domain.link import LINK_LIFETIMES, Link, LinkKind
from mediasvc.domain.password import checked_password
from mediasvc.domain.person import Person, PersonId, checked_email
from mediasvc.domain.seminar import checked_name
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.note import note
from mediasvc.usecases.secrets import Secret, secret_of
from mediasvc.usecases.sessions import begin_session, forget_attempts

_SALT = "mediasvc link"


@dataclass(frozen=True)
class ShownLink:
    """A link that somebody shows, and the address of their client."""

    token: str
    client: str


@dataclass(frozen=True)
class LinkTarget:
    """What a good link is for; `person` is None where it makes the first admin."""

    kind: LinkKind
    person: Person | None


@dataclass(frozen=True)
class Chosen:
    """What somebody chooses by a link. The first admin chooses an e-mail address; an empty name changes none.

    `language` is the tag of the language in which they read the page: in that they are written to from now on, unless
    they have had an account before.
    """

    password: str = field(repr=False)
    name: str = ""
    email: str = ""
    language: str | None = None


def first_admin_link(parts: Parts, actor: Actor) -> str | None:
    """Return the token of a link that makes the first admin; None where there is one already."""
    check(actor, Right.ADMINISTER)
    with parts.database.reading() as catalogue:
        if catalogue.people.has_admin():
            return None
    return link_token(secret_of(parts, Secret.LINKS), Link(LinkKind.FIRST_ADMIN))


def read_link(parts: Parts, shown: ShownLink) -> LinkTarget:
    """Return what the link is for. Raises LinkInvalid where it is not good, TooManyAttempts."""
    link = _link_of(parts, shown)
    with parts.database.reading() as catalogue:
        return _target(catalogue, link)


def use_link(parts: Parts, shown: ShownLink, chosen: Chosen) -> tuple[SignedIn, str]:
    """Keep the password that is chosen; return who has signed in by that, and the token of a new session.

    The first admin is made by it. Other sessions of the person end.

    Raises:
        LinkInvalid: the link is not good; of two who use it at once, one.
        TooManyAttempts
        Usage: the password, the name or the e-mail address cannot be one, or the first admin's address is somebody's.
    """
    read_link(parts, shown)
    link = _link_of(parts, shown)
    name = checked_name("name", chosen.name) if chosen.name or link.person is None else ""
    email = checked_email(chosen.email) if link.person is None else ""
    password_hash = parts.passwords.hash(checked_password(chosen.password))
    with parts.database.transaction() as catalogue:
        person = _target(catalogue, link).person
        if person is None:
            person_id, now = PersonId(uuid.uuid4().hex), datetime.now(UTC)
            person = Person(person_id, email, name, password_hash, True, {}, now, language=chosen.language)
            try:
                catalogue.people.add(person)
            except ValueError as error:
                raise Usage(f"{email} has an account already, which is no admin's; choose another address") from error
        else:
            language = person.language if person.password_hash and person.language else chosen.language
            person = replace(person, name=name or person.name, language=language or person.language)
            person = replace(person, password_hash=password_hash, links=person.links + 1)
            catalogue.people.change(person)
            catalogue.sessions.remove_all_of(person.id)
        note(catalogue, SignedIn(person), Action.PASSWORD_CHOSEN, person, f"by a link: {link.kind}")
        begun = begin_session(catalogue, person)
    forget_attempts(parts, person.email, shown.client)
    return begun


def link_kind(person: Person) -> LinkKind:
    """Return what a link is for by which the person chooses a password now."""
    return LinkKind.INVITATION if person.password_hash is None else LinkKind.RESET


def link_token(secret: str, link: Link) -> str:
    """Return the link's token, signed. It says nothing that anybody may not read."""
    return _serializer(secret).dumps([link.kind, link.person, link.number])


def _link_of(parts: Parts, shown: ShownLink) -> Link:
    """Return what a link says that was made here and has not expired. Wrong ones are counted."""
    parts.attempts.check(Attempt.LINK_FROM_CLIENT, shown.client)
    try:
        return _checked_link(secret_of(parts, Secret.LINKS), shown.token)
    except LinkInvalid:
        parts.attempts.count(Attempt.LINK_FROM_CLIENT, shown.client)
        raise


def _checked_link(secret: str, token: str) -> Link:
    try:
        told: Any
        told, made_at = _serializer(secret).loads(token, return_timestamp=True)
    except (BadSignature, UnicodeError) as error:
        raise LinkInvalid from error
    kind, person, number = told
    link = Link(LinkKind(kind), None if person is None else PersonId(person), number)
    if datetime.now(UTC) >= made_at + LINK_LIFETIMES[link.kind]:
        raise LinkInvalid
    return link


def _target(catalogue: Catalogue, link: Link) -> LinkTarget:
    if link.person is None:
        if catalogue.people.has_admin():
            raise LinkInvalid
        return LinkTarget(link.kind, None)
    try:
        person = catalogue.people.by_id(link.person)
    except NotFound as error:
        raise LinkInvalid from error
    if person.disabled_at or person.links != link.number:
        raise LinkInvalid
    return LinkTarget(link.kind, person)


def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=_SALT)
