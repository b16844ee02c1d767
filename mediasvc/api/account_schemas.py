"""What the API takes and gives about people, tokens and what they changed, as JSON."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from mediasvc.api.schemas import Taken
from mediasvc.domain.access import Actor, SignedIn, TokenHolder
from mediasvc.domain.link import LinkKind
from mediasvc.domain.password import MAX_PASSWORD_CHARACTERS
from mediasvc.domain.person import MAX_EMAIL_CHARACTERS, Person, Role
from mediasvc.domain.seminar import MAX_NAME_CHARACTERS
from mediasvc.usecases.links import LinkTarget

# Characters, as a person counts them; in bytes a password may be longer.
Password = Field(max_length=4 * MAX_PASSWORD_CHARACTERS, json_schema_extra={"format": "password"})
Email = Field(max_length=MAX_EMAIL_CHARACTERS, examples=["amina@example.org"])


class SignInForm(Taken):
    """What somebody signs in with."""

    email: str = Email
    password: str = Password


class LinkChoice(Taken):
    """What somebody chooses by a link."""

    password: str = Password
    name: str = Field(default="", max_length=MAX_NAME_CHARACTERS, description="Not given: it stays.")
    email: str = Field(default="", max_length=MAX_EMAIL_CHARACTERS, description="The first admin's; not of others.")


class LinkOut(BaseModel):
    """What a link is for, and for whom; null where it makes the first admin."""

    kind: LinkKind
    email: str | None
    name: str | None

    @classmethod
    def of(cls, target: LinkTarget) -> Self:
        person = target.person
        return cls(kind=target.kind, email=person and person.email, name=person and person.name)


class PersonOut(BaseModel):
    """Somebody with an account. `memberships` are roles by the ids of series."""

    id: str
    email: str
    name: str
    is_admin: bool
    memberships: dict[str, Role]
    created_at: datetime
    disabled_at: datetime | None
    has_password: bool

    @classmethod
    def of(cls, person: Person) -> Self:
        return cls(
            id=person.id,
            email=person.email,
            name=person.name,
            is_admin=person.is_admin,
            memberships={str(series): role for series, role in person.memberships.items()},
            created_at=person.created_at,
            disabled_at=person.disabled_at,
            has_password=person.password_hash is not None,
        )


class Welcome(BaseModel):
    """A session that has begun. Requests that change something carry the form token in a header."""

    form_token: str
    person: PersonOut


class Account(BaseModel):
    """Who asks: a person with the form token of the session, or the bearer of a token."""

    person: PersonOut | None
    token: str | None = Field(description="The name of the token that was shown.")
    form_token: str | None

    @classmethod
    def of(cls, who: Actor, form_token: str | None) -> Self:
        match who:
            case SignedIn(person):
                return cls(person=PersonOut.of(person), token=None, form_token=form_token)
            case TokenHolder(name=name, person=person):
                return cls(person=person and PersonOut.of(person), token=name, form_token=None)
            case _:
                return cls(person=None, token=None, form_token=None)
