"""The pages for organisers as a Starlette application, to be mounted at `/console`."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mediasvc.bootstrap import Service
from mediasvc.console import (
    account,
    activity,
    approval,
    bulk,
    consent,
    details,
    drafts,
    forgotten,
    give,
    mails,
    my_tokens,
    people,
    releases,
    removal,
    series,
    sign_in,
    table,
    talk,
    talks,
    tokens,
    work,
)
from mediasvc.console.forms import MOST_FORM_BYTES
from mediasvc.console.library import NAME, library
from mediasvc.console.rendering import PACKAGE
from mediasvc.console.typed_in_vain import keeping_what_was_typed
from mediasvc.console.visit import NO_STORE, FormOutdated, Handler, SessionEnded, Visit, sent, shown
from mediasvc.delivery.addresses import CONSOLE
from mediasvc.delivery.askers import form_token_of
from mediasvc.delivery.languages import reader_of
from mediasvc.delivery.rendering import source
from mediasvc.delivery.service_links import service_links
from mediasvc.delivery.sorry import handlers
from mediasvc.delivery.statuses import status_of
from mediasvc.domain.access import Anonymous
from mediasvc.domain.errors import (
    Conflict,
    FormExpired,
    LinkInvalid,
    MediasvcError,
    NotAllowed,
    NotSignedIn,
    Removed,
    RemovedForGood,
    SourceTooLarge,
    TalkGone,
    TooManyAttempts,
    Usage,
)
from mediasvc.usecases.series_pictures import MOST_PICTURE_BYTES

# What is shown at an address, and what a form does that is sent to it.
PAGES: dict[str, Handler] = {
    "/": talks.talks_page,
    "/talks.csv": table.talks_table,
    "/bulk": bulk.bulk_page,
    "/deleted": removal.removed_page,
    "/new": drafts.new_page,
    "/account": account.account_page,
    "/account/tokens": my_tokens.my_tokens_page,
    "/account/tokens/new": my_tokens.new_my_token_page,
    "/activity": activity.activity_page,
    "/mail": mails.mails_page,
    "/mail/{mail_id}": mails.mail_page,
    "/people": people.people_page,
    "/people/new": people.invite_page,
    "/people/{person_id}": people.person_page,
    "/new-series": series.new_series_page,
    "/series": series.all_series_page,
    "/series/{series}": series.series_page,
    "/series/{series}/picture": series.series_picture,
    "/tokens": tokens.tokens_page,
    "/tokens/new": tokens.new_token_page,
    "/talks/{slug}": talk.talk_page,
    "/talks/{slug}/compare": releases.compare_page,
    "/talks/{slug}/consent": consent.consent_page,
    "/talks/{slug}/details": details.details_page,
    "/talks/{slug}/files": drafts.files_page,
    "/talks/{slug}/files/part": keeping_what_was_typed(drafts.files_part),
    "/talks/{slug}/give": give.give_page,
    "/talks/{slug}/releases": releases.releases_page,
    "/talks/{slug}/remove": removal.remove_page,
    "/talks/{slug}/send-back": approval.send_back_page,
    "/talks/{slug}/work": work.work_part,
}
FORMS: dict[str, Handler] = {
    "/account": account.send_account,
    "/account/tokens": my_tokens.send_my_revoke,
    "/account/tokens/new": my_tokens.send_new_my_token,
    "/bulk": bulk.send_bulk,
    "/mail/{mail_id}": mails.send_mail,
    "/people/new": people.send_invite,
    "/people/{person_id}": people.send_person,
    "/new-series": series.send_new_series,
    "/series/{series}": series.send_series,
    "/talks/{slug}/arrange": drafts.send_arrange,
    "/talks/{slug}/cancel": talk.send_cancel,
    "/talks/{slug}/consent": consent.send_consent,
    "/talks/{slug}/details": details.send_details,
    "/talks/{slug}/plan": talk.send_plan,
    "/talks/{slug}/publish": talk.send_publish,
    "/talks/{slug}/releases": releases.send_release,
    "/talks/{slug}/remove": removal.send_remove,
    "/talks/{slug}/restore": talk.send_restore,
    "/talks/{slug}/retry": talk.send_retry,
    "/talks/{slug}/undo-removal": removal.send_undo,
    "/talks/{slug}/send-back": approval.send_send_back,
    "/talks/{slug}/withdraw": talk.send_withdraw,
    "/tokens": tokens.send_revoke,
    "/tokens/new": tokens.send_new_token,
    "/sign-out": sign_in.send_sign_out,
}
# Those whose form may bring files.
WITH_FILES: dict[str, Handler] = {"/new": drafts.send_new, "/talks/{slug}/make": drafts.send_make}
WITH_PICTURE: dict[str, Handler] = {"/series/{series}/picture": series.send_picture}
PAGES_FOR_ANYBODY: dict[str, Handler] = {
    "/sign-in": sign_in.sign_in_page,
    "/forgotten": forgotten.forgotten_page,
    "/link/{token}": sign_in.link_page,
}
FORMS_OF_ANYBODY: dict[str, Handler] = {
    "/forgotten": forgotten.send_forgotten,
    "/sign-in": sign_in.send_sign_in,
    "/link/{token}": sign_in.send_link,
}


def create_console(service: Service) -> Starlette:
    """Return the pages, over these parts. Raises InternalError where their scripts have not been built."""
    source("draft.js", PACKAGE)
    limits = service.settings.limits
    most_bytes = limits.deck_bytes + limits.recording_bytes
    routes = [Route(path, shown(service, handler)) for path, handler in PAGES.items()]
    routes += [
        Route(path, sent(service, keeping_what_was_typed(handler), most_bytes=limit), methods=["POST"])
        for forms, limit in (
            (FORMS, MOST_FORM_BYTES),
            (WITH_FILES, most_bytes),
            (WITH_PICTURE, MOST_PICTURE_BYTES + MOST_FORM_BYTES),
        )
        for path, handler in forms.items()
    ]
    routes += [Route(path, shown(service, handler, for_anybody=True)) for path, handler in PAGES_FOR_ANYBODY.items()]
    routes += [
        Route(path, sent(service, handler, for_anybody=True), methods=["POST"])
        for path, handler in FORMS_OF_ANYBODY.items()
    ]
    routes.append(Route(f"/{{digest}}/{NAME}", library))
    app = Starlette(routes=routes, exception_handlers={**handlers(), **_handlers(service)})
    app.state.service_links = service_links(service.settings)
    app.router.redirect_slashes = False
    return app


def _handlers(service: Service) -> dict[Any, Any]:
    """Return Starlette's handlers by what was raised, beside those of all pages."""

    def ask_to_sign_in(request: Request, error: Exception) -> Response:
        if isinstance(error, SessionEnded):
            return sign_in.ask_to_sign_in(error.visit)
        if _is_json(request):
            return Response(status_code=HTTPStatus.UNAUTHORIZED, headers=dict(NO_STORE))
        asked = {"next": sign_in.path_of(request)}
        if (reader := reader_of(request)).asks:
            asked["lang"] = reader.language.tag
        to = f"{CONSOLE}/sign-in?{urlencode(asked, safe='/')}"
        return RedirectResponse(to, HTTPStatus.SEE_OTHER, dict(NO_STORE))

    def send_again(request: Request, error: Exception) -> Response:
        if isinstance(error, FormOutdated) and not _is_json(request):
            return sign_in.ask_to_send_again(error.visit)
        return refuse(request, error)

    def refuse(request: Request, error: Exception) -> Response:
        assert isinstance(error, MediasvcError)  # noqa: S101 - so it is registered
        cookies = Response()
        token = form_token_of(service, request, cookies)
        visit = Visit(service, request, Anonymous(), reader_of(request), token, cookies=cookies)
        return visit.page("refused.html", status=status_of(error), failure=visit.failure(error), typed=())

    refused = (NotAllowed, LinkInvalid, Conflict, Removed, RemovedForGood, SourceTooLarge, TalkGone)
    refused += (TooManyAttempts, Usage)
    return {NotSignedIn: ask_to_sign_in, FormExpired: send_again, **dict.fromkeys(refused, refuse)}


def _is_json(request: Request) -> bool:
    """Return whether a script asks, which shows no page."""
    return "application/json" in request.headers.get("accept", "")
