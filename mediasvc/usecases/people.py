"""Look after people: who has an account, and what they may do in which series."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from mediasvc.domain.access import Actor, Right, check
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import Conflict, VersionChanged
from mediasvc.domain.link import Link, LinkKind
from mediasvc.domain.person import Person, PersonId, Role, checked_email
from mediasvc.domain.seminar import checked_name
from mediasvc.domain.series import SeriesId
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.links import link_kind, link_token
from mediasvc.usecases.mailed_links import mail_link
from mediasvc.usecases.note import note
from mediasvc.usecases.secrets import Secret, secret_of
from mediasvc.usecases.slugs import slug_of
from mediasvc.usecases.versions import Versions

Roles = Mapping[str, Role]


@dataclass(frozen=True)
class Account:
    """A person, and their roles by the titles of series."""

    person: Person
    roles: Roles

    @property
    def version(self) -> str:
        """The version of what admins change of a person: other values have another one."""
        person = self.person
        told = (person.name, person.is_admin, sorted(self.roles.items()), person.disabled_at is not None)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Invitation:
    """Somebody who is to have an account. A series of `roles` that is not there yet is made.

    `language` is the tag of the language in which they are invited: they choose their own with their password.
    """

    email: str
    name: str = ""
    is_admin: bool = False
    roles: Roles = field(default_factory=dict[str, Role])
    language: str | None = None


@dataclass(frozen=True)
class PersonChange:
    """What is to change about a person; None stays as it is. `roles` replaces all of them."""

    name: str | None = None
    is_admin: bool | None = None
    roles: Roles | None = None
    is_disabled: bool | None = None


def list_people(parts: Parts, actor: Actor) -> Sequence[Account]:
    """Return everybody with an account, by e-mail address."""
    check(actor, Right.ADMINISTER)
    with parts.database.reading() as catalogue:
        titles = {series.id: series.title for series in catalogue.series.all()}
        return [_account(titles, person) for person in catalogue.people.all()]


def read_person(parts: Parts, actor: Actor, person_id: PersonId) -> Account:
    """Return the person of this id. Raises NotFound."""
    check(actor, Right.ADMINISTER)
    with parts.database.reading() as catalogue:
        return account_of(catalogue, catalogue.people.by_id(person_id))


def find_person(parts: Parts, actor: Actor, email: str) -> Account:
    """Return who has this e-mail address. Raises NotFound, Usage."""
    check(actor, Right.ADMINISTER)
    with parts.database.reading() as catalogue:
        return account_of(catalogue, catalogue.people.by_email(checked_email(email)))


def invite(parts: Parts, actor: Actor, invitation: Invitation) -> tuple[Account, str]:
    """Return a new account, and the token of a link by which the person chooses a password. It is mailed, too.

    Raises:
        Conflict: somebody has this e-mail address.
        Usage: the e-mail address, the name or a series' title cannot be one.
    """
    check(actor, Right.ADMINISTER)
    email = checked_email(invitation.email)
    name = checked_name("name", invitation.name or email.partition("@")[0])
    secret = secret_of(parts, Secret.LINKS)
    with parts.database.transaction() as catalogue:
        memberships = _memberships(catalogue, invitation.roles)
        person_id, now = PersonId(uuid.uuid4().hex), datetime.now(UTC)
        rights = (invitation.is_admin, memberships)
        person = Person(person_id, email, name, None, *rights, now, links=1, language=invitation.language)
        try:
            catalogue.people.add(person)
        except ValueError as error:
            raise Conflict(f"{email} has an account already") from error
        account = account_of(catalogue, person)
        note(catalogue, actor, Action.PERSON_INVITED, person, _rights(account))
        mail_link(parts, catalogue, person)
    return account, link_token(secret, Link(LinkKind.INVITATION, person.id, person.links))


def make_link(parts: Parts, actor: Actor, person_id: PersonId, language: str | None = None) -> tuple[Account, str]:
    """Return the person, and the token of a link by which they choose a password. Earlier links are good no more.

    It is mailed, too; in this language to who has not chosen one.

    Raises:
        NotFound: there is no such person.
        Conflict: the account is disabled.
    """
    check(actor, Right.ADMINISTER)
    secret = secret_of(parts, Secret.LINKS)
    with parts.database.transaction() as catalogue:
        before = catalogue.people.by_id(person_id)
        if before.disabled_at:
            raise Conflict(f"the account of {before.email} is disabled")
        person = replace(before, links=before.links + 1)
        catalogue.people.change(person)
        kind = link_kind(person)
        note(catalogue, actor, Action.LINK_MADE, person, kind)
        mail_link(parts, catalogue, person, language)
        account = account_of(catalogue, person)
    return account, link_token(secret, Link(kind, person.id, person.links))


def change_person(
    parts: Parts, actor: Actor, person_id: PersonId, change: PersonChange, versions: Versions = None
) -> Account:
    """Change what is said of the person. The sessions of one who is disabled end; tokens of theirs are good no more.

    Raises:
        NotFound: there is no such person.
        VersionChanged: they have none of these versions.
        Conflict: there would be no admin left.
        Usage: the name or a series' title cannot be one.
    """
    check(actor, Right.ADMINISTER)
    with parts.database.transaction() as catalogue:
        before = catalogue.people.by_id(person_id)
        if versions is not None and account_of(catalogue, before).version not in versions:
            raise VersionChanged(f"{before.email} has been changed since")
        person = _changed(catalogue, before, change)
        if person != before:
            catalogue.people.change(person)
            _check_admins(catalogue, before)
        account = account_of(catalogue, person)
        if person.disabled_at and not before.disabled_at:
            catalogue.sessions.remove_all_of(person.id)
            note(catalogue, actor, Action.PERSON_DISABLED, person)
        elif before.disabled_at and not person.disabled_at:
            note(catalogue, actor, Action.PERSON_ENABLED, person)
        elif person != before:
            note(catalogue, actor, Action.PERSON_CHANGED, person, _rights(account))
    return account


def account_of(catalogue: Catalogue, person: Person) -> Account:
    """Return the person, with their roles by the titles of series."""
    return _account({series: catalogue.series.by_id(series).title for series in person.memberships}, person)


def _account(titles: Mapping[SeriesId, str], person: Person) -> Account:
    roles = {titles[series]: role for series, role in person.memberships.items()}
    return Account(person, dict(sorted(roles.items())))


def _changed(catalogue: Catalogue, person: Person, change: PersonChange) -> Person:
    if change.name is not None:
        person = replace(person, name=checked_name("name", change.name))
    if change.is_admin is not None:
        person = replace(person, is_admin=change.is_admin)
    if change.roles is not None:
        person = replace(person, memberships=_memberships(catalogue, change.roles))
    if change.is_disabled is not None and change.is_disabled is not bool(person.disabled_at):
        # A link that was made before must not open the account when it is enabled again.
        disabled_at = datetime.now(UTC) if change.is_disabled else None
        person = replace(person, disabled_at=disabled_at, links=person.links + 1)
    return person


def _check_admins(catalogue: Catalogue, before: Person) -> None:
    """Raise Conflict where this person was the last admin who can sign in."""
    if _is_admin(before) and not any(map(_is_admin, catalogue.people.all())):
        raise Conflict(f"{before.email} is the only admin who can sign in; make somebody else one first")


def _is_admin(person: Person) -> bool:
    """Return whether this is an admin who can sign in."""
    return person.is_admin and person.can_sign_in


def _memberships(catalogue: Catalogue, roles: Roles) -> Mapping[SeriesId, Role]:
    titles = {checked_name("series", title): role for title, role in roles.items()}
    return {catalogue.series.of_title(title, slug_of(title, "series")).id: role for title, role in titles.items()}


def _rights(account: Account) -> str:
    roles = (f"{role} of {title}" for title, role in account.roles.items())
    return ", ".join(["admin"] * account.person.is_admin + list(roles)) or "no role"
