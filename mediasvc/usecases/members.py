"""Members of a series: invite them, once more too, change their roles, and remove them."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mediasvc.domain.access import Actor, Right, check, may
from mediasvc.domain.attempts import Attempt
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import Conflict, NotFound, NotSupported
from mediasvc.domain.link import Link, LinkKind
from mediasvc.domain.person import Person, PersonId, Role, checked_email
from mediasvc.domain.seminar import checked_name
from mediasvc.domain.series import Series, SeriesId
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.links import link_token
from mediasvc.usecases.mailed_links import mail_link
from mediasvc.usecases.note import note
from mediasvc.usecases.secrets import Secret, secret_of
from mediasvc.usecases.series import Member, SeriesView, find_series, view_of


@dataclass(frozen=True)
class NewMember:
    """Somebody who is to be a member. `name` and `language` are for who has no account yet."""

    email: str
    role: Role
    name: str = ""
    language: str | None = None


@dataclass(frozen=True)
class RoleChange:
    """The role that a member is to have. `before` is what they have, as far as whoever changes it knows."""

    person: PersonId
    role: Role
    before: Role | None = None


def invite_member(parts: Parts, actor: Actor, slug: str, new: NewMember) -> tuple[Member, str | None]:
    """Let somebody be a member of the series; return them.

    Who has no account yet gets one, and is mailed a link by which they choose a password. Its token is returned to
    those who look after people. Organisers get it only where mail reaches nobody: they must not sign in for others.

    Raises:
        NotFound: there is no such series.
        Conflict: they are a member already, or their account is disabled.
        Usage: the e-mail address or the name cannot be one.
    """
    check(actor, Right.ORGANISE)
    email = checked_email(new.email)
    name = checked_name("name", new.name or email.partition("@")[0])
    secret = secret_of(parts, Secret.LINKS)
    with parts.database.transaction() as catalogue:
        series = find_series(catalogue, actor, Right.ORGANISE, slug)
        try:
            known = catalogue.people.by_email(email)
        except NotFound:
            now, person_id = datetime.now(UTC), PersonId(uuid.uuid4().hex)
            roles = {series.id: new.role}
            person = Person(person_id, email, name, None, False, roles, now, links=1, language=new.language)
            catalogue.people.add(person)
            note(catalogue, actor, Action.PERSON_INVITED, person, f"{new.role} of {series.title}")
            mail_link(parts, catalogue, person)
        else:
            return Member(_joined(catalogue, actor, known, series, new.role), new.role), None
    is_shown = may(actor, Right.ADMINISTER) or not parts.mailer.reaches_people
    token = link_token(secret, Link(LinkKind.INVITATION, person.id, person.links))
    return Member(person, new.role), token if is_shown else None


def invite_again(parts: Parts, actor: Actor, slug: str, person_id: PersonId) -> None:
    """Mail a member who has not chosen a password yet another link. Earlier ones stay good, as for who asks themselves.

    Raises:
        NotFound: there is no such series, or the person is no member of it.
        NotSupported: no mail is set up.
        Conflict: they have chosen a password, or their account is disabled.
        TooManyAttempts: they were mailed several links in the last hour.
    """
    with parts.database.reading() as catalogue:
        email = _invited(catalogue, actor, slug, person_id).email
    if not parts.mailer.reaches_people:
        raise NotSupported("this service sends no mail; an admin can make a link")
    parts.attempts.count(Attempt.RESET_OF_EMAIL, email)
    with parts.database.transaction() as catalogue:
        person = _invited(catalogue, actor, slug, person_id)
        mail_link(parts, catalogue, person)
        note(catalogue, actor, Action.LINK_MADE, person, LinkKind.INVITATION)


def change_role(parts: Parts, actor: Actor, slug: str, change: RoleChange) -> SeriesView:
    """Give a member of the series another role.

    Raises:
        NotFound: there is no such series, or the person is no member of it.
        Conflict: the series would have no organiser left, and the actor does not look after all series; or the member
            has another role by now than the one before.
    """
    with parts.database.transaction() as catalogue:
        series, role = find_series(catalogue, actor, Right.ORGANISE, slug), change.role
        person = _member(catalogue, series, change.person)
        now = person.memberships[series.id]
        if now is not role:
            if change.before not in (None, now):
                raise Conflict(f"{person.name} is {now} by now").because("changed_since")
            changed = _with(catalogue, person, {**person.memberships, series.id: role})
            _check_organisers(catalogue, actor, series)
            note(catalogue, actor, Action.PERSON_CHANGED, changed, f"{role} of {series.title}")
        return view_of(catalogue, actor, series)


def remove_member(parts: Parts, actor: Actor, slug: str, person_id: PersonId) -> None:
    """Let somebody be a member of the series no more. Their talks stay in it. Raises as `change_role` does."""
    with parts.database.transaction() as catalogue:
        series = find_series(catalogue, actor, Right.ORGANISE, slug)
        person = _member(catalogue, series, person_id)
        others = {each: role for each, role in person.memberships.items() if each != series.id}
        changed = _with(catalogue, person, others)
        _check_organisers(catalogue, actor, series)
        note(catalogue, actor, Action.PERSON_CHANGED, changed, f"no member of {series.title}")


def _joined(catalogue: Catalogue, actor: Actor, person: Person, series: Series, role: Role) -> Person:
    """Let somebody with an account be a member."""
    if person.disabled_at:
        raise Conflict(f"the account of {person.email} is disabled").because("person_disabled")
    if series.id in person.memberships:
        raise Conflict(f"{person.email} is a member of {series.title} already").because("member_known")
    joined = _with(catalogue, person, {**person.memberships, series.id: role})
    note(catalogue, actor, Action.PERSON_CHANGED, joined, f"{role} of {series.title}")
    return joined


def _invited(catalogue: Catalogue, actor: Actor, slug: str, person_id: PersonId) -> Person:
    """Return the member, who has not chosen a password yet. Raises as `invite_again` does."""
    person = _member(catalogue, find_series(catalogue, actor, Right.ORGANISE, slug), person_id)
    if person.disabled_at:
        raise Conflict(f"the account of {person.email} is disabled").because("person_disabled")
    if person.password_hash is not None:
        raise Conflict(f"{person.email} has chosen a password already").because("password_chosen")
    return person


def _member(catalogue: Catalogue, series: Series, person_id: PersonId) -> Person:
    person = catalogue.people.by_id(person_id)
    if series.id not in person.memberships:
        raise NotFound(person_id)
    return person


def _with(catalogue: Catalogue, person: Person, memberships: Mapping[SeriesId, Role]) -> Person:
    changed = replace(person, memberships=memberships)
    catalogue.people.change(changed)
    return changed


def _check_organisers(catalogue: Catalogue, actor: Actor, series: Series) -> None:
    """Raise Conflict where nobody who can sign in is an organiser any more; admins may leave a series to themselves."""
    if may(actor, Right.ADMINISTER):
        return
    members = catalogue.people.members(series.id)
    if not any(each.can_sign_in and each.memberships[series.id] is Role.ORGANISER for each in members):
        raise Conflict(f"{series.title} would have no organiser left").because("last_organiser")
