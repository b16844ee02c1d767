"""People: the list of them, somebody who is to be invited, and one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from starlette.responses import Response

from mediasvc.console.merging import Opened, opened, save_merged, with_taken
from mediasvc.console.shared_person import (
    PERSON,
    ROLE,
    TypedPerson,
    person_fields,
    person_now,
    person_there,
    typed_person,
)
from mediasvc.console.visit import Visit
from mediasvc.domain.access import Right, check
from mediasvc.domain.errors import Conflict, Failure, Usage
from mediasvc.domain.merge import Merge
from mediasvc.domain.person import PersonId, Role
from mediasvc.usecases.people import (
    Account,
    Invitation,
    PersonChange,
    change_person,
    invite,
    list_people,
    make_link,
    read_person,
)
from mediasvc.usecases.series import list_series

PEOPLE_A_PAGE = 50


class PersonState(StrEnum):
    """What a list of people says of one, beside their roles."""

    INVITED = "invited"
    DISABLED = "disabled"
    ADMIN = "admin"
    MEMBER = "member"


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
    if visit.text("do") == "save":
        return _save(visit, account)
    try:
        change_person(
            visit.service, visit.actor, account.person.id, PersonChange(is_disabled=_is_to_be_disabled(visit))
        )
    except Conflict as error:
        return _person(visit, account, _typed_of(account), replace(error.failure, code="last_admin"))
    return _saved(visit)


def _save(visit: Visit, account: Account) -> Response:
    """Keep what was typed, beside what another admin changed."""
    typed, person = _typed_in(visit), account.person

    def save(found: Merge, version: str) -> bool:
        wanted = typed_person(person.email, found.fields)
        change = PersonChange(name=wanted.name, is_admin=wanted.is_admin, roles=_roles_in(wanted))
        if found.changed:
            change_person(visit.service, visit.actor, person.id, change, {version})
        return True

    try:
        outcome = save_merged(visit, PERSON, person_fields(typed), lambda: person_there(visit, person.id), save)
    except Conflict as error:
        return _person(visit, account, typed, replace(error.failure, code="last_admin"))
    except Usage as error:
        return _person(visit, account, typed, visit.failure(error))
    if outcome.asks is None:
        return _saved(visit, outcome.found)
    return _person(visit, account, typed_person(person.email, outcome.found.fields), held=outcome.asks)


def _saved(visit: Visit, found: Merge | None = None) -> Response:
    path = f"/console/people/{visit.request.path_params['person_id']}"
    return visit.lead(with_taken(path, found, saved="1"))


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
    return read_person(visit.service, visit.actor, PersonId(visit.request.path_params["person_id"]))


def _is_to_be_disabled(visit: Visit) -> bool | None:
    return {"disable": True, "enable": False}.get(visit.text("do"))


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
    visit: Visit,
    account: Account,
    typed: TypedPerson,
    failure: Failure | None = None,
    *,
    is_saved: bool = False,
    held: Opened | None = None,
) -> Response:
    held = held or opened(visit, PERSON, person_now(account), person_fields(typed))
    values: dict[str, Any] = {"somebody": account.person, "state": state_of(account), "is_saved": is_saved}
    values["held"] = held
    return _form(visit, "person.html", typed, failure, **values)


def _form(visit: Visit, template: str, typed: TypedPerson, failure: Failure | None, **values: Any) -> Response:
    held: Opened | None = values.get("held")
    status = HTTPStatus.CONFLICT if held is not None and held.clashes else HTTPStatus.OK
    status = status if failure is None else HTTPStatus.UNPROCESSABLE_ENTITY
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
