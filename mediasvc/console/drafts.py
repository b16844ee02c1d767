"""A new talk on one page, and other files for one that is there: choose files, say what it is, have it made."""

import hashlib
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from itertools import chain, count
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import Any, cast

from starlette.responses import JSONResponse, Response

from mediasvc.console.files import ListedFile, listed_files, missing_of
from mediasvc.console.library import library_path
from mediasvc.console.rendering import PACKAGE
from mediasvc.console.typed import (
    Choices,
    Typed,
    changes_in,
    guessed,
    languages_for,
    publishing_in,
    typed_in,
    typed_of,
)
from mediasvc.console.visit import NO_STORE, Visit
from mediasvc.delivery.addresses import API, UPLOADS
from mediasvc.delivery.rendering import source
from mediasvc.delivery.statuses import status_of
from mediasvc.domain.access import Right, identity_of, may
from mediasvc.domain.build import Digest
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import MediasvcError, NotSignedIn, Usage
from mediasvc.domain.limits import MOST_FILES
from mediasvc.domain.order import Order
from mediasvc.domain.seminar import Seminar, checked_file_name
from mediasvc.domain.seminar_filter import EVERY
from mediasvc.domain.stage import Stage
from mediasvc.usecases.arrange import arrange, list_last_files
from mediasvc.usecases.browse import read_announced
from mediasvc.usecases.drafts import create_draft, name_draft, remove_draft
from mediasvc.usecases.my_talks import my_files, my_talk, my_talks
from mediasvc.usecases.readings import readings
from mediasvc.usecases.series import list_series
from mediasvc.usecases.upload import Sent, detach, upload
from mediasvc.usecases.uploads import remove_upload
from mediasvc.usecases.waiting import order_when_complete

# A file of captions is told by its name: its content is text like any other. A PDF is a deck here.
CAPTIONS = (".vtt", ".srt", ".txt", ".docx")

# What a draft or an upload into it may be refused for, as its script says it. It waits for what may pass by itself.
ERRORS_OF_UPLOADS = (
    "form_expired",
    "internal_error",
    "name_too_long",
    "name_unusable",
    "not_allowed",
    "not_found",
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
    files, told = listed_files(visit, found), guessed(Typed(), found.guesses)
    answer = {
        "html": visit.part("files.html", listed=files, slug=visit.slug),
        "guesses": {name: getattr(told, name) for name in ("title", "speakers", "held_on", "language")},
        "is_being_read": any(file.is_being_read for file in files),
        "missing": missing_of(visit, files),
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
        _take_away(visit, removed)
    else:
        for field, step in (("up", -1), ("down", 1)):
            name = visit.text(field)
            if name in names and 0 <= (place := names.index(name)) + step < len(names):
                names[place], names[place + step] = names[place + step], names[place]
        arrange(visit.service, visit.actor, visit.slug, names)
    return _form(visit, seminar, typed_in(visit))


def send_remove(visit: Visit) -> Response:
    """Delete a draft."""
    remove_draft(visit.service, visit.actor, visit.slug)
    return visit.lead("/console/")


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

    Where that cannot be, the form is shown again with what was typed, and the files that came are here.
    """
    try:
        names = _with_kept(visit, listed, _keep_files(visit, seminar.slug))
        changes, publishing = changes_in(typed), publishing_in(typed)
        seminar = name_draft(visit.service, visit.actor, seminar.slug, changes)
        captions = [name for name in names if name.lower().endswith(CAPTIONS)]
        order = Order(
            files=tuple(name for name in names if name not in captions[-1:]) or None,
            details=changes,
            captions=captions[-1] if captions else None,
            publishing=publishing if _may_publish(visit, seminar) else None,
        )
        order_when_complete(visit.service, visit.actor, seminar.slug, order)
    except NotSignedIn:
        raise
    except MediasvcError as error:
        return _form(visit, seminar, typed, error)
    return visit.lead(f"/console/talks/{seminar.slug}")


def _with_kept(visit: Visit, listed: Sequence[str], kept: Sequence[str]) -> list[str]:
    """Return the names of the listed files, and of those that were kept: in the place of the one that they replace."""
    replaced = visit.text("replace")
    if not kept or replaced not in listed:
        return [*dict.fromkeys([*listed, *kept])]
    if replaced not in kept:
        _take_away(visit, replaced)
    place = listed.index(replaced)
    names = [*dict.fromkeys([*listed[:place], *kept, *listed[place + 1 :]])]
    arrange(visit.service, visit.actor, visit.slug, names)
    return names


def _take_away(visit: Visit, name: str) -> None:
    """Take the file away, whether it is here, on its way, or neither any more."""
    service, actor, slug = visit.service, visit.actor, visit.slug
    for each in my_files(service, actor, slug).uploads:
        if each.name == name:
            remove_upload(service, actor, slug, each.id)
    if name in {source.name for source in my_files(service, actor, slug).sources}:
        detach(service, actor, slug, name)


def choices_for(visit: Visit, typed: Typed) -> Choices:
    """Return what can be chosen in a form about a talk."""
    titles = [series.title for series in list_series(visit.service, visit.actor)]
    if typed.series and typed.series not in titles:
        titles.append(typed.series)
    languages = languages_for(visit.reader.language.locale, typed.language)
    return Choices(languages, titles, may(visit.actor, Right.ADMINISTER))


def _form(visit: Visit, seminar: Seminar | None, typed: Typed, mistake: MediasvcError | None = None) -> Response:
    slug = None if seminar is None else seminar.slug
    files: Sequence[ListedFile] = ()
    is_draft = True
    if slug is not None:
        is_draft = my_talk(visit.service, visit.actor, slug).stage is Stage.PREPARING
        files = listed_files(visit, readings(visit.service, visit.actor, slug))
    asked = visit.text("replace") or visit.request.query_params.get("replace")
    replaced = next((file.name for file in files if file.name == asked), None)
    return visit.page(
        "draft.html",
        "new" if slug is None else "talks",
        HTTPStatus.OK if mistake is None else status_of(mistake),
        seminar=seminar,
        slug=slug,
        is_draft=is_draft,
        replaced=replaced,
        typed=typed,
        choices=choices_for(visit, typed),
        listed=files,
        failure=None if mistake is None else visit.failure(mistake),
        missing="" if slug is None else missing_of(visit, files),
        data=_data(visit, seminar, replaced),
        script=source("draft.js", PACKAGE),
    )


def _keep_files(visit: Visit, slug: str) -> list[str]:
    """Keep the files that the form brought, and return their names. None takes the place of another good one."""
    limits = visit.service.settings.limits
    most_bytes = max(limits.deck_bytes, limits.recording_bytes)
    taken, names = _taken(visit, slug), list[str]()
    taken.pop(visit.text("replace"), None)
    for each in visit.files("files"):
        spooled = cast("SpooledTemporaryFile[bytes]", each.file)
        digest = Digest(hashlib.file_digest(spooled, "sha256").hexdigest())
        each.file.seek(0)
        name = _free_name(checked_file_name(each.filename or ""), digest, taken)
        taken[name] = digest
        names.append(upload(visit.service, visit.actor, slug, Sent(name, digest, each.file, most_bytes)).name)
    return names


def _taken(visit: Visit, slug: str) -> dict[str, Digest | None]:
    """Return the digests of the talk's files by their names; None of those on their way. Broken ones are left out."""
    here = readings(visit.service, visit.actor, slug).sources
    uploads = my_files(visit.service, visit.actor, slug).uploads
    return {
        **{upload.name: None for upload in uploads},
        **{each.source.name: each.source.digest for each in here if each.reading.failure is None},
    }


def _free_name(name: str, digest: Digest, taken: Mapping[str, Digest | None]) -> str:
    """Return the name; with a number where a file of another digest has it."""
    path = PurePosixPath(name)
    numbered = (f"{path.stem} ({number}){path.suffix}" for number in count(2))
    return next(free for free in chain([name], numbered) if taken.get(free, digest) == digest)


def _likely_series(visit: Visit) -> str:
    """Return the title of the series that the person's last talk is in; of those of one series, that one."""
    titles = [series.title for series in list_series(visit.service, visit.actor)]
    last = my_talks(visit.service, visit.actor, EVERY, 1, None).talks
    if last and last[0].seminar.series is not None and last[0].seminar.series.title in titles:
        return last[0].seminar.series.title
    return titles[0] if len(titles) == 1 else ""


def _may_publish(visit: Visit, seminar: Seminar) -> bool:
    return may(visit.actor, Right.PUBLISH, seminar)


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
        "library": library_path(),
        "words": {**words["upload"], **{name: words["draft"][name] for name in ("up", "down", "remove")}},
        "times": words["time"],
        "errors": {code: " ".join(words["errors"][code]) for code in ERRORS_OF_UPLOADS},
    }
