"""Commands about people who sign in, and tokens."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from mediasvc.bootstrap import Service, open_service
from mediasvc.cli import say
from mediasvc.cli.commands import Commands
from mediasvc.cli.options import AsJson, DataDir
from mediasvc.domain.access import Operator
from mediasvc.domain.errors import Usage
from mediasvc.domain.person import PersonId, Role
from mediasvc.domain.token import ALL_SCOPES, Scope
from mediasvc.presence import reached
from mediasvc.settings import load_settings
from mediasvc.usecases import people, tokens

app = typer.Typer()
person = typer.Typer(help="Invite, list and disable people who sign in on the pages.", cls=Commands)
token = typer.Typer(help="Make, list and revoke tokens, for changes from elsewhere.", cls=Commands)
app.add_typer(person, name="person")
app.add_typer(token, name="token")

Email = Annotated[str, typer.Argument(help="The person's e-mail address.")]
TokenName = Annotated[str, typer.Argument(help="Whose it is, or what for.")]
SeriesTitles = list[str] | None


@person.command("invite")
def invite_person(
    email: Email,
    name: Annotated[str, typer.Option(help="The person's name. [default: the e-mail address up to @]")] = "",
    admin: Annotated[bool, typer.Option("--admin", help="May do everything, and looks after people.")] = False,
    organiser: Annotated[SeriesTitles, typer.Option(help="A series that they hand in to and publish in.")] = None,
    contributor: Annotated[SeriesTitles, typer.Option(help="A series that they hand in to.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Make an account, and show a link to choose a password by.

    The link is good once, for seven days.
    """
    roles = _roles(organiser or [], contributor or [])
    with open_service(reached(load_settings(data_dir))) as service:
        account, link = people.invite(service, Operator(), people.Invitation(email, name, admin, roles))
        _tell_link(service, account, link, as_json)


@person.command("list")
def list_people(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the people who have an account, by e-mail address."""
    with open_service(load_settings(data_dir)) as service:
        accounts = people.list_people(service, Operator())
    if as_json:
        say.json_value([_told(account) for account in accounts])
        return
    for account in accounts:
        say.line(f"{account.person.email}  {account.person.name}  {_rights(account)}")


@person.command()
def reset(email: Email, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Show a link to choose a new password by.

    It is good once, for two hours; earlier links are good no more.
    """
    with open_service(reached(load_settings(data_dir))) as service:
        account, link = people.make_link(service, Operator(), _id_of(service, email))
        _tell_link(service, account, link, as_json)


@person.command()
def disable(email: Email, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Let nobody sign in as this person; what they handed in stays."""
    _set_disabled(email, data_dir, as_json, is_disabled=True)


@person.command()
def enable(email: Email, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Let a person who was disabled sign in again."""
    _set_disabled(email, data_dir, as_json, is_disabled=False)


@token.command()
def create(
    name: TokenName,
    scope: Annotated[
        list[Scope] | None, typer.Option(help="What it is good for; hand_in includes read. [default: all]")
    ] = None,
    series: Annotated[str | None, typer.Option(help="The only series that it is for.")] = None,
    days: Annotated[int | None, typer.Option(min=1, max=tokens.MAX_DAYS, help="For how long it is good.")] = None,
    person: Annotated[str | None, typer.Option(help="The e-mail address of whose rights it is limited to.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Make a token, and show it this once: only its hash is kept."""
    terms = tokens.TokenTerms(frozenset(scope or ALL_SCOPES), series, person, days)
    with open_service(load_settings(data_dir)) as service:
        secret = tokens.create_token(service, Operator(), name, terms)
    if as_json:
        say.json_value({"name": name, "token": secret})
        return
    say.line(secret)


@token.command("list")
def list_all(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the tokens, by name, with what each is good for."""
    with open_service(load_settings(data_dir)) as service:
        shown = tokens.list_tokens(service, Operator())
    if as_json:
        say.json_value([_told_token(each) for each in shown])
        return
    for each in shown:
        say.line(f"{each.token.created_at:%Y-%m-%d}  {each.token.name}{_terms(each)}")


@token.command()
def revoke(name: TokenName, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Revoke a token: it is good no more."""
    with open_service(load_settings(data_dir)) as service:
        tokens.revoke_token(service, Operator(), name)
    if as_json:
        say.json_value({"name": name})
        return
    say.line(f"{name} is good no more.")


def _roles(organiser: Sequence[str], contributor: Sequence[str]) -> people.Roles:
    if both := set(organiser) & set(contributor):
        raise Usage(f"{', '.join(sorted(both))}: an organiser is a contributor already; name the series once")
    return {**dict.fromkeys(organiser, Role.ORGANISER), **dict.fromkeys(contributor, Role.CONTRIBUTOR)}


def _id_of(service: Service, email: str) -> PersonId:
    return people.find_person(service, Operator(), email).person.id


def _set_disabled(email: str, data_dir: Path | None, as_json: bool, is_disabled: bool) -> None:
    change = people.PersonChange(is_disabled=is_disabled)
    with open_service(load_settings(data_dir)) as service:
        account = people.change_person(service, Operator(), _id_of(service, email), change)
    if as_json:
        say.json_value(_told(account))
        return
    say.line(f"{account.person.email} can {'no longer sign in' if is_disabled else 'sign in again'}.")


def _tell_link(service: Service, account: people.Account, link: str, as_json: bool) -> None:
    address = service.settings.link_url(link)
    if as_json:
        say.json_value({**_told(account), "link_url": address})
        return
    say.note(f"By this link {account.person.email} chooses a password, once:")
    say.line(address)


def _told(account: people.Account) -> dict[str, Any]:
    person = account.person
    return {
        "email": person.email,
        "name": person.name,
        "is_admin": person.is_admin,
        "roles": dict(account.roles),
        "is_disabled": person.disabled_at is not None,
    }


def _rights(account: people.Account) -> str:
    roles = [f"{role} of {title}" for title, role in account.roles.items()]
    words = ["disabled"] * (account.person.disabled_at is not None) + ["admin"] * account.person.is_admin + roles
    return ", ".join(words) or "no role"


def _told_token(shown: tokens.ShownToken) -> dict[str, Any]:
    return {
        "name": shown.token.name,
        "created_at": shown.token.created_at.isoformat(),
        "scopes": sorted(shown.token.scopes),
        "series": shown.series,
        "person": shown.email,
        "expires_at": shown.token.expires_at and shown.token.expires_at.isoformat(),
    }


def _terms(shown: tokens.ShownToken) -> str:
    """Return what limits the token, to be read behind its name; nothing where it is good for all and for ever."""
    terms = [", ".join(sorted(shown.token.scopes))] if shown.token.scopes != ALL_SCOPES else []
    terms += [f"series {shown.series}"] if shown.series else []
    terms += [f"of {shown.email}"] if shown.email else []
    terms += [f"until {shown.token.expires_at:%Y-%m-%d}"] if shown.token.expires_at else []
    return f"  ({'; '.join(terms)})" if terms else ""
