"""People: the list of them, somebody who is to be invited, and one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from starlette.responses import Response

from mediasvc.console.visit import Visit
from mediasvc.domain.access import Right, check
from mediasvc.domain.errors import Conflict, Failure, NotFound, Usage
from mediasvc.domain.person import Role
from mediasvc.usecases.people import (
    Account,
    Invitation,
    PersonChange,
    change_person,
    invite,
    list_people,
    make_link,
)
from mediasvc.usecases.series import list_series

PEOPLE_A_PAGE = 50
# What the field of a series is called that is there, before its title.
ROLE = "role:"


class PersonState(StrEnum):
    """What a list of people says of one, beside their roles."""

    INVITED = "invited"
    DISABLED = "disabled"
    ADMIN = "admin"
    MEMBER = "member"


@dataclass(frozen=True)
class TypedPerson:
    """The fields about a person as they stand in a form."""

    email: str = ""
    name: str = ""
    is_admin: bool = False
    roles: Mapping[str, str] | None = None
    new_series: str = ""
    new_role: str = ""


def people_page(visit: Visit) -> Response:
    """Show everybody, by e-mail address, or those whose address or name has what is asked for."""
    everybody = list_people(visit.service, visit.actor)
    asked, after = (visit.request.query_params.get(name, "").strip() for name in ("q", "after"))
    found = [each for each in everybody if _has(each, asked)]
    shown = [each for each in found if each.person.email > after][:PEOPLE_A_PAGE]
    last = shown[-1].person.email if shown and shown[-1] is not found[-1] else ""
    lang = visit.reader.language.tag if visit.reader.asks else ""
    return visit.page(
        "people.html",
        "people",
        people=[(each, state_of(each)) for each in shown],
        asked=asked,
        is_long=len(everybody) > PEOPLE_A_PAGE,
        first=_address(q=asked, lang=lang) if after else None,
        next=_address(q=asked, lang=lang, after=last) if last else None,
    )


def invite_page(visit: Visit) -> Response:
    """Show the form for somebody who is to be invited."""
    check(visit.actor, Right.ADMINISTER)
    return _invite_form(visit, TypedPerson())


def send_invite(visit: Visit) -> Response:
    """Make an account, and show the link by which its person chooses a password."""
    typed = _typed_in(visit)
    try:
        invitation = Invitation(
            typed.email, typed.name.strip(), typed.is_admin, _roles_in(typed), visit.reader.language.tag
        )
        account, token = invite(visit.service, visit.actor, invitation)
    except Conflict as error:
        return _invite_form(visit, typed, replace(error.failure, code="email_known"))
    except Usage as error:
        return _invite_form(visit, typed, visit.failure(error))
    return _link(visit, account, token)


def person_page(visit: Visit) -> Response:
    """Show a person, and what may be changed about them."""
    account = _account(visit)
    is_saved = "saved" in visit.request.query_params
    return _person(visit, account, _typed_of(account), is_saved=is_saved)


def send_person(visit: Visit) -> Response:
    """Do with the person what the button says that was pressed."""
    account = _account(visit)
    if visit.text("do") == "link":
        return _link(visit, *make_link(visit.service, visit.actor, account.person.id, visit.reader.language.tag))
    typed = _typed_in(visit) if visit.text("do") == "save" else _typed_of(account)
    try:
        change_person(visit.service, visit.actor, account.person.id, _change(visit, typed))
    except Conflict as error:
        return _person(visit, account, typed, replace(error.failure, code="last_admin"))
    except Usage as error:
        return _person(visit, account, typed, visit.failure(error))
    return visit.lead(f"/console/people/{account.person.id}?saved=1")


def state_of(account: Account) -> PersonState:
    """Return what a list says of somebody."""
    if account.person.disabled_at:
        return PersonState.DISABLED
    if account.person.password_hash is None:
        return PersonState.INVITED
    return PersonState.ADMIN if account.person.is_admin else PersonState.MEMBER


def _has(account: Account, asked: str) -> bool:
    return asked.casefold() in f"{account.person.email} {account.person.name}".casefold()


def _address(**parameters: str) -> str:
    given = {name: value for name, value in parameters.items() if value}
    return f"/console/people?{urlencode(given, quote_via=quote)}" if given else "/console/people"


def _account(visit: Visit) -> Account:
    """Return the person in the address. Raises NotFound."""
    wanted = visit.request.path_params["person_id"]
    for account in list_people(visit.service, visit.actor):
        if account.person.id == wanted:
            return account
    raise NotFound


def _change(visit: Visit, typed: TypedPerson) -> PersonChange:
    match visit.text("do"):
        case "disable":
            return PersonChange(is_disabled=True)
        case "enable":
            return PersonChange(is_disabled=False)
        case _:
            return PersonChange(name=typed.name, is_admin=typed.is_admin, roles=_roles_in(typed))


def _typed_of(account: Account) -> TypedPerson:
    person = account.person
    return TypedPerson(person.email, person.name, person.is_admin, account.roles)


def _typed_in(visit: Visit) -> TypedPerson:
    fields = [(name, value) for name, value in visit.form.multi_items() if isinstance(value, str)]
    return TypedPerson(
        email=visit.text("email"),
        name=visit.text("name"),
        is_admin=bool(visit.text("is_admin")),
        roles={name.removeprefix(ROLE): value for name, value in fields if name.startswith(ROLE)},
        new_series=visit.text("new_series").strip(),
        new_role=visit.text("new_role"),
    )


def _roles_in(typed: TypedPerson) -> Mapping[str, Role]:
    """Return the roles that were chosen, by the titles of series. Raises Usage."""
    given = {**(typed.roles or {}), **({typed.new_series: typed.new_role} if typed.new_series else {})}
    try:
        return {title: Role(role) for title, role in given.items() if role}
    except ValueError as error:
        raise Usage(f"{error}; there are {', '.join(Role)}") from error


def _invite_form(visit: Visit, typed: TypedPerson, failure: Failure | None = None) -> Response:
    return _form(visit, "invite.html", typed, failure)


def _person(
    visit: Visit, account: Account, typed: TypedPerson, failure: Failure | None = None, *, is_saved: bool = False
) -> Response:
    values: Mapping[str, Any] = {"somebody": account.person, "state": state_of(account), "is_saved": is_saved}
    return _form(visit, "person.html", typed, failure, **values)


def _form(visit: Visit, template: str, typed: TypedPerson, failure: Failure | None, **values: Any) -> Response:
    status = HTTPStatus.OK if failure is None else HTTPStatus.UNPROCESSABLE_ENTITY
    titles: Sequence[str] = [series.title for series in list_series(visit.service, visit.actor)]
    roles = {**dict.fromkeys(titles, ""), **(typed.roles or {})}
    return visit.page(template, "people", status, typed=typed, roles=roles, failure=failure, **values)


def _link(visit: Visit, account: Account, token: str) -> Response:
    """Show a link, which is not known again."""
    person = account.person
    return visit.page(
        "new_link.html",
        "people",
        somebody=person,
        is_invitation=person.password_hash is None,
        address=visit.service.settings.link_url(token),
        is_mailed=visit.service.mailer.reaches_people,
        back="/console/people",
        back_to=visit.reader.language.words["people"]["everybody"],
    )
