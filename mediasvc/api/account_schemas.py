"""JSON that the API takes and gives about people, tokens and the audit log."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field, StrictBool

from mediasvc.api.schemas import Name, Problem, Taken
from mediasvc.domain.access import Actor, TokenHolder
from mediasvc.domain.audit import Action, Kind
from mediasvc.domain.link import LinkKind
from mediasvc.domain.password import MAX_PASSWORD_CHARACTERS
from mediasvc.domain.person import MAX_EMAIL_CHARACTERS, Role
from mediasvc.domain.token import ALL_SCOPES, Scope
from mediasvc.usecases.audit import AuditLine
from mediasvc.usecases.links import LinkTarget
from mediasvc.usecases.people import Account
from mediasvc.usecases.tokens import MAX_DAYS, ShownToken

MOST_ROLES = 1_000

# One that is too long is refused by the rules for passwords, in words.
Password = Annotated[str, Field(max_length=10 * MAX_PASSWORD_CHARACTERS, json_schema_extra={"format": "password"})]
Email = Annotated[str, Field(max_length=MAX_EMAIL_CHARACTERS, examples=["amina@example.org"])]
Roles = Annotated[dict[Name, Role], Field(max_length=MOST_ROLES, description="A role for each series, by its title.")]


class SignInForm(Taken):
    """Address and password, to sign in."""

    email: Email
    password: Password


class LinkChoice(Taken):
    """Password and name that are chosen by a link. Only the first admin chooses an e-mail address, too."""

    password: Password
    name: str = Field(default="", max_length=300, description="Their name; without one it stays as it is.")
    email: str = Field(default="", max_length=MAX_EMAIL_CHARACTERS, examples=["amina@example.org"])


class LinkOut(BaseModel):
    """Purpose of a link, and its person; null where it makes the first admin."""

    kind: LinkKind
    email: str | None
    name: str | None

    @classmethod
    def of(cls, target: LinkTarget) -> Self:
        person = target.person
        return cls(kind=target.kind, email=person and person.email, name=person and person.name)


class ResetForm(Taken):
    """Whose password was forgotten."""

    email: Email


class PersonOut(BaseModel):
    """Somebody with an account. `roles` has one role for each series that they are a member of, by its title."""

    id: str
    email: str
    name: str
    is_admin: bool
    roles: dict[str, Role]
    created_at: datetime
    disabled_at: datetime | None
    has_password: bool
    language: str | None
    wants_mail: bool

    @classmethod
    def of(cls, account: Account) -> Self:
        person = account.person
        return cls(
            id=person.id,
            email=person.email,
            name=person.name,
            is_admin=person.is_admin,
            roles=dict(account.roles),
            created_at=person.created_at,
            disabled_at=person.disabled_at,
            has_password=person.password_hash is not None,
            language=person.language,
            wants_mail=person.wants_mail,
        )


class PersonProblem(Problem):
    """The refusal of a change for a person who has been changed since they were read, with what is there now."""

    now: PersonOut | None = Field(default=None, description="The person as they are now; the ETag is the answer's.")


class Welcome(BaseModel):
    """A session that has begun. Requests that change something carry the form token in a header."""

    form_token: str
    person: PersonOut


class Me(BaseModel):
    """The one who asks: a person with the form token of their session, or the bearer of a token."""

    person: PersonOut | None
    token: str | None = Field(description="The name of the token that was shown.")
    form_token: str | None

    @classmethod
    def of(cls, who: Actor, account: Account | None, form_token: str | None) -> Self:
        name = who.name if isinstance(who, TokenHolder) else None
        return cls(person=account and PersonOut.of(account), token=name, form_token=form_token)


class MyChanges(Taken):
    """A change of one's own account. A field that is not given stays as it is."""

    name: Name | None = None
    language: str | None = Field(
        default=None, max_length=35, description="The tag of the language of pages and mails; an empty one is none."
    )
    wants_mail: StrictBool | None = Field(default=None, description="Whether mails tell of talks.")


class PasswordChange(Taken):
    """A new password, and the one that it replaces."""

    old: Password
    new: Password


class NewPerson(Taken):
    """Somebody who is to have an account."""

    email: Email
    name: str = Field(default="", max_length=300, examples=["Amina Hassan"])
    is_admin: StrictBool = False
    roles: Roles = Field(default_factory=dict[Name, Role])


class PersonChanges(Taken):
    """What is to change about a person. A field that is not given stays as it is; `roles` replaces all of them."""

    name: Name | None = None
    is_admin: StrictBool | None = None
    roles: Roles | None = None
    is_disabled: StrictBool | None = None


class Invited(BaseModel):
    """A person, and the address by which they choose a password, once. It is told this once."""

    person: PersonOut
    link_url: str
    is_mailed: bool = Field(description="Whether it was mailed to them, too.")


class NewToken(Taken):
    """A token that is to be: of a person, who may never do more by it, or of a service."""

    name: Name
    scopes: list[Scope] = Field(default_factory=lambda: sorted(ALL_SCOPES), min_length=1, max_length=len(Scope))
    series: Name | None = Field(default=None, description="The title of the only series that it is for.")
    person: Email | None = Field(default=None, description="The e-mail address of whom it belongs to.")
    days: int | None = Field(default=None, ge=1, le=MAX_DAYS, description="For how long it is good.")


class TokenSecret(BaseModel):
    """A token's name and its secret, which is told this once."""

    name: str
    token: str


class TokenOut(BaseModel):
    """A token, without its secret."""

    name: str
    scopes: list[Scope]
    series: str | None
    person: str | None
    created_at: datetime
    expires_at: datetime | None

    @classmethod
    def of(cls, shown: ShownToken) -> Self:
        return cls(
            name=shown.token.name,
            scopes=sorted(shown.token.scopes),
            series=shown.series,
            person=shown.email,
            created_at=shown.token.created_at,
            expires_at=shown.token.expires_at,
        )


class AuditOut(BaseModel):
    """One change. People are named by their e-mail addresses, tokens as `token:` and their name.

    What was planned, or asked for beforehand, is done by `service`.
    """

    number: int
    at: datetime
    who: str
    action: Action
    kind: Kind
    what: str
    detail: str

    @classmethod
    def of(cls, line: AuditLine) -> Self:
        entry = line.entry
        return cls(
            number=entry.number,
            at=entry.at,
            who=line.who,
            action=entry.action,
            kind=entry.kind,
            what=line.what,
            detail=entry.detail,
        )
