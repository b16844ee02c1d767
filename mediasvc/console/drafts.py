"""A new talk on one page, and other files for one that is there: choose files, say what it is, have it made."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse, Response

from mediasvc.console.files import CAPTIONS, ListedFile, listed_files, may_be_said, missing_of
from mediasvc.console.form_files import chosen_in, keep_files, marked_in, said_of, take_away, with_kept
from mediasvc.console.keeping import automatic_captions, keeping_of
from mediasvc.console.library import library_path
from mediasvc.console.merging import Opened, opened, with_taken
from mediasvc.console.ordering import order_merged
from mediasvc.console.rendering import PACKAGE
from mediasvc.console.shared_talk import ORDER, order_now
from mediasvc.console.typed import (
    Choices,
    Typed,
    fields_of,
    guessed,
    languages_for,
    typed_in,
    typed_of,
    with_fields,
)
from mediasvc.console.visit import NO_STORE, Visit
from mediasvc.delivery.addresses import API, UPLOADS
from mediasvc.delivery.rendering import source
from mediasvc.delivery.statuses import status_of
from mediasvc.domain.access import Right, identity_of, may
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import MediasvcError, NotSignedIn, Usage
from mediasvc.domain.file_kinds import DECK_SUFFIXES
from mediasvc.domain.limits import MOST_FILES
from mediasvc.domain.listed_talk import ListRequest, TalkOrder
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.stage import Stage
from mediasvc.domain.translations import OWN
from mediasvc.usecases.arrange import arrange, list_last_files
from mediasvc.usecases.browse import read_announced
from mediasvc.usecases.drafts import create_draft
from mediasvc.usecases.list_talks import list_talks
from mediasvc.usecases.my_talks import my_talk
from mediasvc.usecases.readings import readings
from mediasvc.usecases.series import list_series

# What a draft or an upload into it may be refused for, as its script says it. It waits for what may pass by itself.
ERRORS_OF_UPLOADS = (
    "form_expired",
    "internal_error",
    "name_too_long",
    "name_unusable",
    "not_allowed",
    "not_found",
    "removed",
    "series_not_yours",
    "service_unavailable",
    "source_damaged",
    "source_too_large",
    "storage_full",
    "storage_unavailable",
    "talk_gone",
    "too_many_attempts",
    "uploads_too_many",
    "usage",
)


def new_page(visit: Visit) -> Response:
    """Show the form for a new talk."""
    return _form(visit, None, Typed(series=_likely_series(visit)))


def send_new(visit: Visit) -> Response:
    """Make a talk of the files and of what was typed, as browsers without script send them together."""
    typed = typed_in(visit)
    if visit.only_shows:
        return _form(visit, None, typed)
    try:
        seminar = _draft_for(visit, typed)
    except NotSignedIn:
        raise
    except MediasvcError as error:
        return _form(visit, None, typed, error)
    return _make(visit, seminar, typed, [])


def files_page(visit: Visit) -> Response:
    """Show the form for the files of a talk that is there."""
    seminar = read_announced(visit.service, visit.actor, visit.slug)
    if seminar.slug != visit.slug:
        return visit.lead(f"/console/talks/{seminar.slug}/files")
    list_last_files(visit.service, visit.actor, visit.slug)
    guesses = readings(visit.service, visit.actor, visit.slug).guesses
    return _form(visit, seminar, guessed(typed_of(seminar), guesses))


def files_part(visit: Visit) -> Response:
    """Tell a script what is here by now, and what the files say of themselves."""
    found = readings(visit.service, visit.actor, visit.slug)
    # Where the page shows a list, it says what is marked there, if only by an empty name.
    marked = visit.request.query_params.getlist("said") or None
    files = listed_files(visit, found, marked, chosen_in(visit.request.query_params))
    told = guessed(Typed(), found.guesses)
    answer = {
        "html": visit.part("files.html", listed=files, slug=visit.slug, spoken=_spoken(visit, files)),
        "guesses": {name: getattr(told, name) for name in ("title", "speakers", "held_on", "language")},
        "is_being_read": any(file.is_being_read for file in files),
        "missing": missing_of(visit, files),
        "asks_to_keep": (keeping := keeping_of(visit, visit.slug, files)) is not None and keeping.is_asked,
    }
    return JSONResponse(answer, headers=dict(NO_STORE))


def send_make(visit: Visit) -> Response:
    """Make the talk, as soon as all of its files are here."""
    seminar = my_talk(visit.service, visit.actor, visit.slug).seminar
    return _make(visit, seminar, typed_in(visit), visit.texts("order"))


def send_arrange(visit: Visit) -> Response:
    """Move a file up or down, or take it away, and show the form as it was filled in."""
    names = visit.texts("order")
    seminar = my_talk(visit.service, visit.actor, visit.slug).seminar
    if visit.only_shows:
        return _form(visit, seminar, typed_in(visit))
    if removed := visit.text("remove"):
        take_away(visit, removed)
    else:
        for field, step in (("up", -1), ("down", 1)):
            name = visit.text(field)
            if name in names and 0 <= (place := names.index(name)) + step < len(names):
                names[place], names[place + step] = names[place + step], names[place]
        arrange(visit.service, visit.actor, visit.slug, names)
    return _form(visit, seminar, typed_in(visit))


def _draft_for(visit: Visit, typed: Typed) -> Seminar:
    """Return a new draft for the files that the form brought. A title that cannot be one is said when they are kept."""
    files = visit.files("files")
    if not files:
        raise Usage("there are no files to make a talk of").because("files_missing")
    series = typed.series or None
    try:
        return create_draft(visit.service, visit.actor, DetailChanges(title=typed.title, series=series), None)
    except Usage:
        title = DetailChanges(title=files[0].filename, series=series)
        return create_draft(visit.service, visit.actor, title, None)


def _make(visit: Visit, seminar: Seminar, typed: Typed, listed: Sequence[str]) -> Response:
    """Keep the files that the form brought, behind those that are `listed` or in the place of one, and order the talk.

    Where that cannot be, or somebody else has changed the same or asked for something meanwhile, the form is shown
    again with what was typed, and the files that came are here.
    """
    try:
        kept = keep_files(visit, seminar.slug)
        names, marked = with_kept(visit, listed, kept), marked_in(visit, kept)
        said = said_of(visit, seminar.slug, names, marked)
        if not said and not {*kept}.isdisjoint(may_be_said(names)):
            return _form(visit, seminar, typed, asks_what_is_said=True)
        outcome = order_merged(visit, seminar, typed, names, said)
    except NotSignedIn:
        raise
    except MediasvcError as error:
        return _form(visit, seminar, typed, error)
    if outcome.asks is not None:
        return _form(visit, seminar, with_fields(typed, outcome.found.fields), held=outcome.asks)
    slug = my_talk(visit.service, visit.actor, seminar.slug).seminar.slug
    return visit.lead(with_taken(f"/console/talks/{slug}", outcome.found))


def choices_for(visit: Visit, typed: Typed) -> Choices:
    """Return what can be chosen in a form about a talk."""
    titles = [series.title for series in list_series(visit.service, visit.actor)]
    if typed.series and typed.series not in titles:
        titles.append(typed.series)
    languages = languages_for(visit.reader.language.locale, typed.language)
    return Choices(languages, titles, may(visit.actor, Right.ADMINISTER))


def _form(
    visit: Visit,
    seminar: Seminar | None,
    typed: Typed,
    mistake: MediasvcError | None = None,
    *,
    asks_what_is_said: bool = False,
    held: Opened | None = None,
) -> Response:
    slug = None if seminar is None else seminar.slug
    files: Sequence[ListedFile] = ()
    is_draft = True
    status = HTTPStatus.OK if held is None else HTTPStatus.CONFLICT
    if slug is not None:
        talk = my_talk(visit.service, visit.actor, slug)
        is_draft = talk.stage is Stage.PREPARING
        held = held or opened(visit, ORDER, order_now(visit, talk), fields_of(typed))
        marked = visit.texts("said") if visit.request.method == "POST" else None
        files = listed_files(visit, readings(visit.service, visit.actor, slug), marked, chosen_in(visit.form))
    asked = visit.text("replace") or visit.request.query_params.get("replace")
    replaced = next((file.name for file in files if file.name == asked), None)
    return visit.page(
        "draft.html",
        "new" if slug is None else "talks",
        status if mistake is None else status_of(mistake),
        seminar=seminar,
        slug=slug,
        held=held,
        is_draft=is_draft,
        replaced=replaced,
        typed=typed,
        choices=choices_for(visit, typed),
        listed=files,
        spoken=_spoken(visit, files),
        asks_what_is_said=asks_what_is_said,
        failure=None if mistake is None else visit.failure(mistake),
        missing="" if slug is None else missing_of(visit, files),
        keeping=None if slug is None else keeping_of(visit, slug, files),
        automatic=automatic_captions(visit, slug),
        data=_data(visit, seminar, replaced),
        script=source("draft.js", PACKAGE),
    )


def _spoken(visit: Visit, files: Sequence[ListedFile]) -> Sequence[tuple[str, str]]:
    """Return the languages that captions can be in, beside the talk's, by their names."""
    chosen = (file.language for file in files if file.is_said and file.language != OWN)
    return languages_for(visit.reader.language.locale, *chosen)


def _likely_series(visit: Visit) -> str:
    """Return the title of the series that the person's last talk is in; of those of one series, that one."""
    titles = [series.title for series in list_series(visit.service, visit.actor)]
    last = list_talks(visit.service, visit.actor, ListRequest(order=TalkOrder.NEWEST), 1).talks
    if last and last[0].seminar.series is not None and last[0].seminar.series.title in titles:
        return last[0].seminar.series.title
    return titles[0] if len(titles) == 1 else ""


def _data(visit: Visit, seminar: Seminar | None, replaced: str | None) -> dict[str, Any]:
    """Return what the script needs and the page does not say."""
    words = visit.reader.language.words
    return {
        "slug": seminar and seminar.slug,
        "talk": seminar and seminar.id,
        "person": identity_of(visit.actor),
        "replaces": replaced,
        "query": visit.reader.query,
        "api": API,
        "uploads": UPLOADS,
        "most_files": MOST_FILES,
        "no_recordings": (*DECK_SUFFIXES, *CAPTIONS),
        "library": library_path(),
        "words": {**words["upload"], **{name: words["draft"][name] for name in ("up", "down", "remove", "is_said")}},
        "times": words["time"],
        "errors": {code: " ".join(words["errors"][code]) for code in ERRORS_OF_UPLOADS},
    }
