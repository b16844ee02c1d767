"""Consents of a talk's speakers, its licence, and whether it can be saved."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from http import HTTPStatus

from starlette.responses import Response

from mediasvc.console.consent_form import (
    ConsentForm,
    ConsentRow,
    Key,
    changes_in,
    consents_in,
    contested,
    form_in,
    form_of,
    other_licence,
    shown_speakers,
    with_recorded,
)
from mediasvc.console.identity_words import words_of_identity
from mediasvc.console.visit import Visit
from mediasvc.delivery.statuses import status_of
from mediasvc.domain.access import Right, may
from mediasvc.domain.consent import ConsentMethod
from mediasvc.domain.errors import ConsentsChanged, MediasvcError, NotSignedIn
from mediasvc.domain.seminar import Seminar
from mediasvc.usecases.consents import ConsentEdit, Consents, edit_consents, read_consents

# Those that organisers choose most often; any other one can be typed.
LICENCES = ("CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-NC-ND-4.0", "CC0-1.0")


def consent_page(visit: Visit) -> Response:
    """Show what is recorded."""
    found = read_consents(visit.service, visit.actor, visit.slug)
    if found.seminar.slug != visit.slug:
        return visit.lead(f"/console/talks/{found.seminar.slug}/consent")
    return _page(visit, found, form_of(found))


def send_consent(visit: Visit) -> Response:
    """Record what was typed, or show it in another language."""
    form = form_in(visit)
    found = read_consents(visit.service, visit.actor, visit.slug)
    if visit.only_shows:
        return _page(visit, found, form)
    form = with_recorded(form, found)
    try:
        if contested(form, found) or other_licence(form, found) is not None:
            raise ConsentsChanged().because("consents_changed")
        edit = ConsentEdit({found.version}, consents_in(form))
        edit_consents(visit.service, visit.actor, visit.slug, edit, changes_in(form))
    except NotSignedIn:
        raise
    except MediasvcError as error:
        return _page(visit, read_consents(visit.service, visit.actor, visit.slug), form, error)
    return visit.lead(f"/console/talks/{visit.slug}/consent")


def _page(visit: Visit, found: Consents, form: ConsentForm, mistake: MediasvcError | None = None) -> Response:
    is_contested = isinstance(mistake, ConsentsChanged)
    others: Mapping[Key, ConsentRow] = contested(form, found) if is_contested else {}
    licence = other_licence(form, found) if is_contested else None
    return visit.page(
        "consent.html",
        "talks",
        HTTPStatus.OK if mistake is None else status_of(mistake),
        seminar=found.seminar,
        talk=found.seminar,
        form=form if licence is None else replace(form, license_before=licence),
        licence_of_other=licence,
        speakers=shown_speakers(form, found, others),
        by=partial(words_of_identity, language=visit.reader.language),
        missing=found.missing,
        methods=tuple(ConsentMethod),
        licences=LICENCES,
        may_limit=_may_limit(visit, found.seminar),
        mistake=None if mistake is None else visit.failure(mistake),
    )


def _may_limit(visit: Visit, seminar: Seminar) -> bool:
    """Return whether the visitor may decide whether the talk can be saved."""
    return seminar.release is None or may(visit.actor, Right.PUBLISH, seminar)
