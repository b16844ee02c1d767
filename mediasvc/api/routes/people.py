"""People: list, invite, change, and make links by which they choose a password."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from mediasvc.api.account_schemas import Invited, NewPerson, PersonChanges, PersonOut
from mediasvc.api.deps import Expected, Known, Parts, problems, problems_of_json
from mediasvc.api.versioned import NOT_MODIFIED, PERSON_CHANGED, answered, versioned_person
from mediasvc.bootstrap import Service
from mediasvc.delivery.addresses import API
from mediasvc.delivery.languages import reader_of
from mediasvc.domain import person
from mediasvc.usecases import people

router = APIRouter(tags=["people"])

PersonId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="The person's id.")]


@router.get("/people", responses=problems())
def list_people(parts: Parts, who: Known) -> list[PersonOut]:
    """List everybody with an account, by e-mail address."""
    return [PersonOut.of(each) for each in people.list_people(parts, who)]


@router.post("/people", status_code=HTTPStatus.CREATED, responses=problems_of_json(HTTPStatus.CONFLICT))
def invite_person(parts: Parts, who: Known, new: NewPerson, request: Request, response: Response) -> Invited:
    """Invite somebody: the answer has the link by which they choose a password, which is good for seven days."""
    tag = reader_of(request).language.tag
    invitation = people.Invitation(new.email, new.name, new.is_admin, new.roles, tag)
    account, token = people.invite(parts, who, invitation)
    response.headers["Location"] = f"{API}/people/{account.person.id}"
    return _invited(parts, account, token)


@router.get(
    "/people/{person_id}", response_model=PersonOut, responses={**problems(HTTPStatus.NOT_FOUND), **NOT_MODIFIED}
)
def read_person(parts: Parts, who: Known, person_id: PersonId, request: Request) -> Response:
    """Read one person; the ETag says which version that is, for `If-Match`."""
    return answered(request, versioned_person(parts, who, person_id))


@router.patch(
    "/people/{person_id}",
    responses={**problems_of_json(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT), **PERSON_CHANGED},
)
def change_person(
    parts: Parts, who: Known, person_id: PersonId, changes: PersonChanges, versions: Expected
) -> PersonOut:
    """Change somebody's name and rights, or disable the account: then its sessions end."""
    change = people.PersonChange(changes.name, changes.is_admin, changes.roles, changes.is_disabled)
    return PersonOut.of(people.change_person(parts, who, person.PersonId(person_id), change, versions))


@router.post(
    "/people/{person_id}/link",
    status_code=HTTPStatus.CREATED,
    responses=problems(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
)
def make_link(parts: Parts, who: Known, person_id: PersonId, request: Request) -> Invited:
    """Make a link by which somebody chooses a new password. Earlier ones are good no more."""
    tag = reader_of(request).language.tag
    return _invited(parts, *people.make_link(parts, who, person.PersonId(person_id), tag))


def _invited(parts: Service, account: people.Account, token: str) -> Invited:
    is_mailed = parts.mailer.reaches_people
    return Invited(person=PersonOut.of(account), link_url=parts.settings.link_url(token), is_mailed=is_mailed)
