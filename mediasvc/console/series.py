"""Series: the list of them, a new one, and one with its members."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from mediasvc.console.merging import Opened, opened, save_merged, with_taken
from mediasvc.console.paging import turned
from mediasvc.console.shared_series import SERIES, series_fields, series_now, series_there
from mediasvc.console.visit import Visit
from mediasvc.domain.access import Right, check, may, person_of
from mediasvc.domain.errors import Conflict, Failure, MediasvcError, SourceTooLarge, TooManyAttempts, Usage
from mediasvc.domain.merge import Merge
from mediasvc.domain.person import PersonId, Role
from mediasvc.usecases.members import NewMember, RoleChange, change_role, invite_again, invite_member, remove_member
from mediasvc.usecases.series import (
    SeriesChange,
    SeriesText,
    SeriesView,
    create_series,
    describe_series,
    list_series_sizes,
    read_series,
    remove_series,
)
from mediasvc.usecases.series_pictures import drop_picture, give_picture, read_picture

PATH = "/console/series"


@dataclass(frozen=True)
class TypedSeries:
    """The fields of a series, and of somebody who is to be a member of it, as they stand in their forms."""

    title: str = ""
    description: str = ""
    email: str = ""
    name: str = ""
    role: str = Role.CONTRIBUTOR


def all_series_page(visit: Visit) -> Response:
    """Show the series that somebody may work in, by title."""
    turn = turned(visit, list_series_sizes(visit.service, visit.actor), PATH)
    return visit.page("all_series.html", "series", turn=turn)


def new_series_page(visit: Visit) -> Response:
    """Show the form for a new series."""
    check(visit.actor, Right.ADMINISTER)
    return visit.page("new_series.html", "series", typed=TypedSeries(), failure=None)


def send_new_series(visit: Visit) -> Response:
    """Make a series, and lead to its page."""
    typed = _typed_in(visit)
    try:
        series = create_series(visit.service, visit.actor, SeriesText(typed.title, typed.description))
    except (Conflict, Usage) as error:
        values = {"typed": typed, "failure": visit.failure(error)}
        return visit.page("new_series.html", "series", HTTPStatus.UNPROCESSABLE_ENTITY, **values)
    return visit.lead(_path(series.slug))


def series_page(visit: Visit) -> Response:
    """Show a series, with what the person may change about it."""
    view = read_series(visit.service, visit.actor, _slug(visit))
    typed = TypedSeries(view.series.title, view.description)
    return _page(visit, view, typed)


def send_series(visit: Visit) -> Response:
    """Do with the series what the button says that was pressed."""
    try:
        return _done(visit)
    except (Conflict, Usage, SourceTooLarge, TooManyAttempts) as error:
        return _refused(visit, error)


def series_picture(visit: Visit) -> Response:
    """Answer with the picture of the series."""
    content = read_picture(visit.service, visit.actor, _slug(visit))
    headers = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
    return Response(content, headers=headers, media_type="image/jpeg")


def send_picture(visit: Visit) -> Response:
    """Take in the file that was chosen as the picture of the series."""
    try:
        files = visit.files("picture")
        if not files:
            raise Usage("no picture was chosen").because("picture_missing")
        give_picture(visit.service, visit.actor, _slug(visit), files[0].file)
    except (Usage, SourceTooLarge) as error:
        return _refused(visit, error)
    return visit.lead(_path(_slug(visit)))


def _done(visit: Visit) -> Response:
    parts, actor, slug = visit.service, visit.actor, _slug(visit)
    match visit.text("do"):
        case "invite":
            return _invited(visit)
        case "again":
            invite_again(parts, actor, slug, PersonId(visit.text("person")))
            return visit.lead(f"{_path(slug)}?mailed=1")
        case "role":
            before = _role(was) if (was := visit.text("before")) else None
            change = RoleChange(PersonId(visit.text("person")), _role(visit.text("role")), before)
            change_role(parts, actor, slug, change)
        case "remove":
            return _removed(visit)
        case "delete":
            remove_series(parts, actor, slug)
            return visit.lead(PATH)
        case "drop":
            drop_picture(parts, actor, slug)
        case _:
            return _described(visit)
    return visit.lead(f"{_path(slug)}?saved=1")


def _described(visit: Visit) -> Response:
    """Keep what was typed, beside what somebody else changed."""
    typed, slug = _typed_in(visit), _slug(visit)

    def save(found: Merge, version: str) -> bool:
        change = SeriesChange(found.fields["title"], found.fields["description"])
        describe_series(visit.service, visit.actor, slug, change, {version})
        return True

    mine = series_fields(typed.title, typed.description)
    outcome = save_merged(visit, SERIES, mine, lambda: series_there(visit, slug), save)
    if outcome.asks is None:
        return visit.lead(with_taken(_path(slug), outcome.found, saved="1"))
    shown = replace(typed, title=outcome.found.fields["title"], description=outcome.found.fields["description"])
    return _page(visit, read_series(visit.service, visit.actor, slug), shown, held=outcome.asks)


def _invited(visit: Visit) -> Response:
    typed, slug = _typed_in(visit), _slug(visit)
    new = NewMember(typed.email, _role(typed.role), typed.name.strip(), visit.reader.language.tag)
    member, token = invite_member(visit.service, visit.actor, slug, new)
    if token is None:
        return visit.lead(f"{_path(slug)}?saved=1")
    return visit.page(
        "new_link.html",
        "series",
        somebody=member.person,
        is_invitation=True,
        address=visit.service.settings.link_url(token),
        is_mailed=visit.service.mailer.reaches_people,
        back=_path(slug),
        back_to=visit.reader.language.words["series"]["members"],
    )


def _removed(visit: Visit) -> Response:
    """Let a member go. Who has removed themselves sees the series no more."""
    slug = _slug(visit)
    remove_member(visit.service, visit.actor, slug, PersonId(visit.text("person")))
    person = person_of(visit.actor)
    is_gone = person is not None and person.id == visit.text("person") and not may(visit.actor, Right.ADMINISTER)
    return visit.lead("/console/" if is_gone else f"{_path(slug)}?saved=1")


def _refused(visit: Visit, error: MediasvcError) -> Response:
    """Show the page with what was typed, and why it was not done."""
    view, sent = read_series(visit.service, visit.actor, _slug(visit)), _typed_in(visit)
    title, description = view.series.title, view.description
    if "title" in visit.form:
        title, description = sent.title, sent.description
    typed = TypedSeries(title, description, sent.email, sent.name, sent.role)
    return _page(visit, view, typed, visit.failure(error))


def _page(
    visit: Visit,
    view: SeriesView,
    typed: TypedSeries,
    failure: Failure | None = None,
    held: Opened | None = None,
) -> Response:
    path = _path(view.series.slug)
    if view.may_organise:
        held = held or opened(visit, SERIES, series_now(view), series_fields(typed.title, typed.description))
    status = HTTPStatus.CONFLICT if held is not None and held.clashes else HTTPStatus.OK
    status = status if failure is None else HTTPStatus.UNPROCESSABLE_ENTITY
    values: dict[str, Any] = {"typed": typed, "failure": failure, "path": path, "held": held}
    for done in ("saved", "mailed"):
        values[f"is_{done}"] = done in visit.request.query_params and failure is None
    values["may_mail"] = visit.service.mailer.reaches_people
    talks = f"/console/?series={quote(view.series.title, safe='')}"
    turn = turned(visit, view.members, path)
    return visit.page("series.html", "series", status, view=view, turn=turn, talks=talks, roles=[*Role], **values)


def _typed_in(visit: Visit) -> TypedSeries:
    role = visit.text("role") or Role.CONTRIBUTOR
    fields = (visit.text(name) for name in ("title", "description", "email", "name"))
    return TypedSeries(*fields, role=role)


def _role(text: str) -> Role:
    """Return the role that was chosen. Raises Usage."""
    try:
        return Role(text)
    except ValueError as error:
        raise Usage(f"{error}; there are {', '.join(Role)}") from error


def _slug(visit: Visit) -> str:
    return str(visit.request.path_params["series"])


def _path(slug: str) -> str:
    return f"{PATH}/{slug}"
