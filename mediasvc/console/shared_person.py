"""The form about a person, which several admins may have open at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from mediasvc.console.merging import SharedForm, There
from mediasvc.console.visit import Visit
from mediasvc.domain.merge import Fields
from mediasvc.domain.person import PersonId
from mediasvc.usecases.changers import STATE, Changer, changers_of_person
from mediasvc.usecases.people import Account, read_person

# What the field of a series is called that is there, before its title.
ROLE = "role:"
_DISABLED, _ENABLED = "disabled", "member"


@dataclass(frozen=True)
class TypedPerson:
    """The fields about a person as they stand in a form."""

    email: str = ""
    name: str = ""
    is_admin: bool = False
    roles: Mapping[str, str] | None = None
    new_series: str = ""
    new_role: str = ""


def person_there(visit: Visit, person_id: PersonId) -> There:
    """Return the fields of a person with their version. Raises NotFound."""
    account = read_person(visit.service, visit.actor, person_id)
    return There(person_now(account), account.version)


def person_now(account: Account) -> Fields:
    """Return what there is of the person, and whether the account is disabled."""
    person = account.person
    typed = TypedPerson(person.email, person.name, person.is_admin, account.roles)
    return {**person_fields(typed), STATE: _DISABLED if person.disabled_at else _ENABLED}


def person_fields(typed: TypedPerson) -> Fields:
    """Return what was typed by the names of fields."""
    roles = {**(typed.roles or {}), **({typed.new_series: typed.new_role} if typed.new_series else {})}
    named = {f"{ROLE}{title}": role for title, role in roles.items()}
    return {"name": typed.name, "is_admin": "1" if typed.is_admin else "", **named}


def typed_person(email: str, fields: Fields) -> TypedPerson:
    """Return the form's fields of these."""
    roles = {name.removeprefix(ROLE): role for name, role in fields.items() if name.startswith(ROLE)}
    return TypedPerson(email, fields.get("name", ""), bool(fields.get("is_admin")), roles)


def _label(visit: Visit, name: str) -> str:
    words = visit.reader.language.words
    if name.startswith(ROLE):
        return name.removeprefix(ROLE)
    if name == STATE:
        return str(words["merging"][STATE])
    return str(words["people"]["everything" if name == "is_admin" else name])


def _values(visit: Visit, name: str, value: str) -> Sequence[str]:
    words = visit.reader.language.words["people"]
    if name == "name":
        return [value]
    if name == "is_admin":
        return [str(words["admin" if value else "no_role"])]
    return [str(words.get(value or "no_role", value))]


def _changers(visit: Visit, names: Collection[str]) -> Mapping[str, Changer]:
    person_id = PersonId(visit.request.path_params["person_id"])
    return changers_of_person(visit.service, visit.actor, person_id, names)


PERSON = SharedForm(_label, _values, _changers)
