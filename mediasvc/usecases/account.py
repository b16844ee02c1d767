"""Look after one's own account."""

from dataclasses import dataclass, field, replace

from mediasvc.domain.access import Actor, Anonymous, SignedIn, person_of, refusal
from mediasvc.domain.attempts import Attempt
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import Conflict, PasswordWrong
from mediasvc.domain.languages import checked_language
from mediasvc.domain.password import checked_password, normal_password
from mediasvc.domain.person import Person
from mediasvc.domain.seminar import checked_name
from mediasvc.ports import Parts
from mediasvc.usecases.note import note
from mediasvc.usecases.people import Account, account_of
from mediasvc.usecases.sessions import begin_session


@dataclass(frozen=True)
class NewPassword:
    """A password, and the one that it replaces."""

    old: str = field(repr=False)
    new: str = field(repr=False)


@dataclass(frozen=True)
class AccountChange:
    """A change of one's own account; None stays as it is.

    An empty `language` is none: then pages speak the one that the browser asks for.
    """

    name: str | None = None
    language: str | None = None
    wants_mail: bool | None = None


def read_account(parts: Parts, actor: Actor) -> Account | None:
    """Return the account of who asks; None where that is a service or an operator. Raises NotSignedIn."""
    if isinstance(actor, Anonymous):
        raise refusal(actor)
    person = person_of(actor)
    if person is None:
        return None
    with parts.database.reading() as catalogue:
        return account_of(catalogue, person)


def change_account(parts: Parts, actor: Actor, change: AccountChange) -> Account:
    """Change what is said of who has signed in. Raises Usage where the name or the language cannot be one."""
    who = signed_in(actor)
    name = None if change.name is None else checked_name("name", change.name)
    language = checked_language(change.language) if change.language else None
    with parts.database.transaction() as catalogue:
        before = catalogue.people.by_id(who.id)
        person = replace(
            before,
            name=before.name if name is None else name,
            language=before.language if change.language is None else language,
            wants_mail=before.wants_mail if change.wants_mail is None else change.wants_mail,
        )
        if person != before:
            catalogue.people.change(person)
            changed = [each for each in ("name", "language", "wants_mail") if _differs(each, before, person)]
            note(catalogue, actor, Action.PERSON_CHANGED, person, ", ".join(changed))
        return account_of(catalogue, person)


def change_password(parts: Parts, actor: Actor, chosen: NewPassword) -> tuple[SignedIn, str]:
    """Change the password of who has signed in; return them, and the token of a new session. All others end.

    Raises:
        PasswordWrong: the old one is not right.
        Usage: the new one cannot be one.
        TooManyAttempts
    """
    person, password = signed_in(actor), checked_password(chosen.new)
    parts.attempts.count(Attempt.OLD_PASSWORD_OF_PERSON, person.id)
    if not parts.passwords.fits(normal_password(chosen.old), person.password_hash):
        raise PasswordWrong
    parts.attempts.forget(Attempt.OLD_PASSWORD_OF_PERSON, person.id)
    password_hash = parts.passwords.hash(password)
    with parts.database.transaction() as catalogue:
        now = catalogue.people.by_id(person.id)
        if now.password_hash != person.password_hash:
            raise Conflict("the password was changed somewhere else meanwhile")
        # A link that was made before is good no more.
        now = replace(now, password_hash=password_hash, links=now.links + 1)
        catalogue.people.change(now)
        catalogue.sessions.remove_all_of(now.id)
        note(catalogue, actor, Action.PASSWORD_CHANGED, now)
        return begin_session(catalogue, now)


def sign_out_everywhere(parts: Parts, actor: Actor) -> None:
    """End every session of who has signed in."""
    person = signed_in(actor)
    with parts.database.transaction() as catalogue:
        catalogue.sessions.remove_all_of(person.id)
        note(catalogue, actor, Action.SIGNED_OUT_EVERYWHERE, person)


def signed_in(actor: Actor) -> Person:
    """Return the person who has signed in. Raises NotSignedIn, NotAllowed where it is not one who has signed in."""
    if not isinstance(actor, SignedIn):
        raise refusal(actor, "this is for people who have signed in")
    return actor.person


def _differs(field_name: str, before: Person, now: Person) -> bool:
    return bool(getattr(before, field_name) != getattr(now, field_name))
