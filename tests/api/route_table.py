"""Every route of the application, and what each of nine who ask gets there.

To add a route: a `Row` in one of the tuples below, named by its method and its path as the application has it.
`expected` says what each asker gets: OK for any answer below 400, or the status of the refusal. The patterns of
`route_scene.py` are those of most routes; a row may change one for some askers, as `{**READ, Asker.TOKEN: 403}`.
`values` returns what stands for the placeholders of the path. Where the method is not GET it is called for each asker,
so it makes what it names anew (`Scene` says how). `given` is what else is sent, as httpx takes it, or a function of the
values that returns it. A form's field `form_token` is filled in by the test.
"""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from house import API, DECK, PUBLIC_URL, SOUND, repr_digest
from people import PASSWORD
from route_scene import (
    ACCOUNT,
    ADMINISTER,
    ANYBODY,
    HAND_IN_PUBLISHED,
    KNOWN,
    OK,
    ORGANISE,
    PUBLISH,
    PUBLISH_PUBLISHED,
    READ,
    READ_FILE,
    READ_PAGE,
    SERIES_PAGE,
    Asker,
    Expected,
    Row,
    Scene,
    Values,
    new_email,
)
from tus_client import OFFSET_STREAM, RESUMABLE, metadata

from mediasvc.console.library import library_path
from mediasvc.delivery.languages import language
from mediasvc.domain.short_code import code_of
from mediasvc.web.modules import modules_path


def _module(_: Scene) -> Values:
    digest = modules_path(language("en")).split("/")[2]
    return {"digest": digest, "language": "en", "name": "search"}


def _at(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


def _api(route: str) -> str:
    method, path = route.split(" ")
    return f"{method} {API}{path}"


def _announced(values: Values) -> Mapping[str, Any]:
    told = {"Upload-Length": "2", "Upload-Metadata": metadata(filename="more.pdf", seminar=values["slug"])}
    return {"headers": {**RESUMABLE, **told}}


def _library(_: Scene) -> Values:
    return {"digest": library_path().split("/")[2]}


def _short(scene: Scene) -> Values:
    slug = scene.published()["slug"]
    with scene.house.database.reading() as catalogue:
        return {"code": code_of(catalogue.seminars.by_slug(slug).id)}


def _new_talk(_: Values) -> Mapping[str, Any]:
    files = [("files", ("slides.pdf", DECK)), ("files", ("talk.mp3", SOUND))]
    return {"data": {"title": "A talk", "series": "Friday"}, "files": files}


def _new_token() -> Mapping[str, str]:
    return {"name": uuid.uuid4().hex, "scope": "read"}


_BYTES: Mapping[str, Any] = {"headers": {**RESUMABLE, **OFFSET_STREAM, "Upload-Offset": "0"}, "content": b"ab"}
SERIES_LIST: Expected = {**KNOWN, Asker.VIEWER: 403, Asker.SCOPELESS: 403}
# A token that is none of theirs is not there.
NO_SUCH_TOKEN: Expected = dict.fromkeys(
    (Asker.VIEWER, Asker.CONTRIBUTOR, Asker.ORGANISER, Asker.OTHER_ORGANISER, Asker.ADMIN), 404
)
NOWHERE: Expected = dict.fromkeys(Asker, 405)
PASSWORDS = {"json": {"old": PASSWORD, "new": PASSWORD}}
OF_API: tuple[Row, ...] = (
    Row("GET /openapi.json", ANYBODY),
    Row("GET /seminars", ANYBODY),
    Row("POST /seminars", {**READ, Asker.OTHER_ORGANISER: 403}, given={"json": {"title": "New", "series": "Friday"}}),
    Row("GET /seminars/{slug}", {**ANYBODY}, Scene.published),
    Row("PATCH /seminars/{slug}", READ, Scene.draft, {"json": {"title": "Another title"}}),
    Row("DELETE /seminars/{slug}", READ, Scene.draft),
    Row("GET /seminars/{slug}/consents", READ, Scene.draft),
    Row("PUT /seminars/{slug}/consents", READ, Scene.draft, {"json": {"consents": []}, "headers": {"If-Match": "*"}}),
    Row("POST /seminars/{slug}/undo-removal", READ, Scene.removed),
    Row("GET /seminars/{slug}/sources", READ, Scene.draft),
    Row(
        "PUT /seminars/{slug}/sources/{name}",
        READ,
        Scene.draft,
        {"content": b"more", "headers": repr_digest(b"more")},
    ),
    Row("DELETE /seminars/{slug}/sources/{name}", READ, Scene.draft),
    Row("GET /seminars/{slug}/uploads", READ, Scene.draft),
    Row("DELETE /seminars/{slug}/uploads/{upload_id}", READ, Scene.upload),
    Row("GET /seminars/{slug}/waiting-order", READ, Scene.waiting),
    Row("PUT /seminars/{slug}/waiting-order", READ, Scene.draft, {"json": {}}),
    Row("DELETE /seminars/{slug}/waiting-order", READ, Scene.waiting),
    Row("GET /seminars/{slug}/readings", READ, Scene.draft),
    Row("GET /seminars/{slug}/readings/{sha256}/slides/{number}", READ, Scene.read),
    Row("GET /seminars/{slug}/builds", READ, Scene.draft),
    Row("POST /seminars/{slug}/builds", READ, Scene.draft, {"json": {}}),
    Row("GET /builds/{build_id}", READ, Scene.ended_build),
    Row("GET /builds/{build_id}/events", READ, Scene.ended_build),
    Row("POST /builds/{build_id}/retry", READ, Scene.ended_build),
    Row("POST /builds/{build_id}/cancel", READ, Scene.ended_build),
    Row("GET /seminars/{slug}/timeline", ANYBODY, Scene.published),
    Row(
        "PUT /seminars/{slug}/timeline",
        HAND_IN_PUBLISHED,
        Scene.published,
        {"json": {"cues": [{"number": 1, "start_ms": 0}]}, "headers": {"If-Match": "*"}},
    ),
    Row("GET /seminars/{slug}/releases", READ, Scene.draft),
    Row("GET /seminars/{slug}/manifest", ANYBODY, Scene.published),
    Row("POST /seminars/{slug}/releases/{number}/publish", PUBLISH, Scene.held),
    Row(
        "PUT /seminars/{slug}/releases/{number}/plan",
        PUBLISH,
        Scene.held,
        lambda _: {"json": {"at": _at(days=1)}},
    ),
    Row("DELETE /seminars/{slug}/releases/{number}/plan", PUBLISH, Scene.held),
    Row(
        "POST /seminars/{slug}/releases/{number}/send-back",
        PUBLISH,
        Scene.handed_in,
        {"json": {"sentence": "Slide 3 is not ours."}},
    ),
    Row("POST /seminars/{slug}/withdraw", PUBLISH_PUBLISHED, Scene.published),
    Row("POST /session", ANYBODY, given={"json": {"email": "viewer@example.org", "password": PASSWORD}}),
    Row("DELETE /session", ANYBODY),
    Row("GET /me", KNOWN),
    Row("PATCH /me", ACCOUNT, given={"json": {"name": "Another name"}}),
    Row("PUT /me/password", ACCOUNT, given=PASSWORDS),
    Row("DELETE /me/sessions", ACCOUNT),
    Row("POST /resets", ANYBODY, given=lambda _: {"json": {"email": new_email()}}),
    Row("GET /links/{token}", ANYBODY, Scene.link),
    Row("POST /links/{token}", ANYBODY, Scene.link, {"json": {"password": PASSWORD}}),
    Row("GET /people", ADMINISTER),
    Row("POST /people", ADMINISTER, given=lambda _: {"json": {"email": new_email()}}),
    Row("GET /people/{person_id}", ADMINISTER, Scene.person),
    Row("PATCH /people/{person_id}", ADMINISTER, Scene.person, {"json": {"is_admin": True}}),
    Row("POST /people/{person_id}/link", ADMINISTER, Scene.person),
    Row("GET /tokens", ADMINISTER),
    Row("POST /tokens", ADMINISTER, given=lambda _: {"json": {"name": uuid.uuid4().hex}}),
    Row("DELETE /tokens/{name}", ADMINISTER, Scene.token),
    Row("GET /series", SERIES_LIST),
    Row("POST /series", ADMINISTER, given=lambda _: {"json": {"title": uuid.uuid4().hex}}),
    Row("GET /series/{slug}", READ, Scene.series),
    Row("PATCH /series/{slug}", ORGANISE, Scene.series, {"json": {"description": "Talks"}}),
    Row("DELETE /series/{slug}", ADMINISTER, Scene.series),
    Row(
        "POST /series/{slug}/members",
        ORGANISE,
        Scene.series,
        lambda _: {"json": {"email": new_email(), "role": "organiser"}},
    ),
    Row("PATCH /series/{slug}/members/{person_id}", ORGANISE, Scene.series, {"json": {"role": "organiser"}}),
    Row("DELETE /series/{slug}/members/{person_id}", ORGANISE, Scene.series),
    Row("GET /audit", ADMINISTER),
)
OF_PAGES: tuple[Row, ...] = (
    Row("GET /media/{slug}/{number}/{href:path}", ANYBODY, Scene.published),
    Row("OPTIONS /media/{slug}/{number}/{href:path}", ANYBODY, Scene.published),
    Row("GET /healthz", ANYBODY),
    Row("GET /readyz", ANYBODY),
    Row("GET /metrics", ANYBODY),
    Row("GET /", ANYBODY),
    Row("GET /s/{slug}", ANYBODY, Scene.published),
    Row("GET /s/{slug}/", ANYBODY, Scene.published),
    Row("GET /s/{slug}/embed", ANYBODY, Scene.published),
    Row("GET /t/{code}", ANYBODY, _short),
    Row("GET /t/{code}/", ANYBODY, _short),
    Row("GET /t/{code}.svg", ANYBODY, _short),
    Row("GET /t/{code}.png", ANYBODY, _short),
    Row("GET /s/{slug}/embed/", ANYBODY, Scene.published),
    Row("GET /s/{slug}/text", ANYBODY, Scene.published),
    Row("GET /s/{slug}/text/", ANYBODY, Scene.published),
    Row("GET /s/{slug}/takeaway/{variant}.zip", ANYBODY, Scene.published),
    Row("GET /s/{slug}/preview", READ_PAGE, Scene.held),
    Row("GET /s/{slug}/preview/", ANYBODY, Scene.held),
    Row("GET /s/{slug}/preview/{number}", READ_PAGE, Scene.held),
    Row("GET /s/{slug}/preview/{number}/text", READ_FILE, Scene.held),
    Row("GET /s/{slug}/preview/{number}/files/{href:path}", READ_FILE, Scene.held),
    Row(
        "GET /oembed", ANYBODY, Scene.published, lambda values: {"params": {"url": f"{PUBLIC_URL}/s/{values['slug']}"}}
    ),
    Row("GET /player/{digest}/{language}/{name}.js", ANYBODY, _module),
    Row("GET /player/seminar-player.js", ANYBODY),
    Row("GET /feeds/podcast.xml", ANYBODY),
    Row("GET /feeds/cover.{suffix}", ANYBODY, lambda _: {"suffix": "png"}),
    Row("GET /feeds/talks.atom", ANYBODY),
    Row("GET /feeds/{slug}/chapters.json", ANYBODY, Scene.published),
    Row("GET /sitemap.xml", ANYBODY),
    Row("GET /robots.txt", ANYBODY),
)
OF_UPLOADS: tuple[Row, ...] = (
    Row("OPTIONS /uploads", ANYBODY),
    Row("POST /uploads", READ, Scene.draft, _announced),
    Row("GET /uploads", NOWHERE, given={"headers": RESUMABLE}),
    Row("PUT /uploads", NOWHERE, given={"headers": RESUMABLE}),
    # Who has the secret may send this file, and nothing else.
    Row("OPTIONS /uploads/{secret}", ANYBODY, Scene.upload),
    Row("PATCH /uploads/{secret}", ANYBODY, Scene.upload, _BYTES),
    Row("DELETE /uploads/{secret}", ANYBODY, Scene.upload, {"headers": RESUMABLE}),
    Row("GET /uploads/{secret}", NOWHERE, Scene.upload, {"headers": RESUMABLE}),
    Row("PUT /uploads/{secret}", NOWHERE, Scene.upload, {"headers": RESUMABLE}),
    Row("POST /uploads/{secret}", NOWHERE, Scene.upload, {"headers": RESUMABLE}),
)
# Who is nobody is led to sign in, and a form of theirs is answered with the form to sign in.
SHOWN: Expected = {**READ, Asker.NOBODY: OK, Asker.ENDED: OK}
ADMIN_PAGE: Expected = {**ADMINISTER, Asker.NOBODY: OK, Asker.ENDED: OK}
HANDS_IN: Expected = {**ANYBODY, Asker.VIEWER: 403, Asker.SCOPELESS: 403}
SIGN_IN: Mapping[str, Any] = {"data": {"email": "viewer@example.org", "password": PASSWORD}}
OF_CONSOLE: tuple[Row, ...] = (
    Row("GET /console/", ANYBODY),
    Row("GET /console/talks.csv", ANYBODY),
    Row("GET /console/bulk", HANDS_IN),
    Row(
        "POST /console/bulk",
        {**HANDS_IN, Asker.NOBODY: 401, Asker.ENDED: 401},
        given={"data": {"do": "withdraw", "all": "1"}},
    ),
    Row("GET /console/deleted", ANYBODY),
    Row("GET /console/new", HANDS_IN),
    Row("POST /console/new", {**READ, Asker.OTHER_ORGANISER: 403}, given=_new_talk),
    Row("GET /console/talks/{slug}", SHOWN, Scene.draft),
    Row("GET /console/talks/{slug}/compare", SHOWN, Scene.held),
    Row("GET /console/talks/{slug}/consent", SHOWN, Scene.draft),
    Row("GET /console/talks/{slug}/details", SHOWN, Scene.failed),
    Row("GET /console/talks/{slug}/files", SHOWN, Scene.draft),
    Row("GET /console/talks/{slug}/files/part", SHOWN, Scene.draft),
    Row("GET /console/talks/{slug}/give", SHOWN, Scene.held),
    Row("GET /console/talks/{slug}/releases", SHOWN, Scene.held),
    Row("GET /console/talks/{slug}/send-back", {**SHOWN, Asker.CONTRIBUTOR: 403}, Scene.handed_in),
    Row("GET /console/talks/{slug}/work", SHOWN, Scene.failed),
    Row("POST /console/talks/{slug}/arrange", READ, Scene.draft, {"data": {"order": ["slides.pdf"]}}),
    Row("POST /console/talks/{slug}/cancel", READ, Scene.waiting, {"data": {}}),
    Row("POST /console/talks/{slug}/consent", READ, Scene.draft, {"data": {"license": "CC-BY-4.0"}}),
    Row("POST /console/talks/{slug}/details", READ, Scene.draft, {"data": {"title": "New", "series": "Friday"}}),
    Row("POST /console/talks/{slug}/make", READ, Scene.draft, {"data": {"title": "New", "series": "Friday"}}),
    Row("POST /console/talks/{slug}/plan", PUBLISH, Scene.held, {"data": {"release": "1"}}),
    Row("POST /console/talks/{slug}/publish", PUBLISH, Scene.held, {"data": {"release": "1"}}),
    Row("POST /console/talks/{slug}/releases", PUBLISH, Scene.held, {"data": {"release": "1"}}),
    Row("GET /console/talks/{slug}/remove", SHOWN, Scene.draft),
    Row("POST /console/talks/{slug}/remove", READ, Scene.draft, {"data": {}}),
    Row("POST /console/talks/{slug}/undo-removal", READ, Scene.removed, {"data": {}}),
    Row("POST /console/talks/{slug}/restore", {**PUBLISH, Asker.OTHER_ORGANISER: 410}, Scene.withdrawn, {"data": {}}),
    Row("POST /console/talks/{slug}/retry", READ, Scene.failed, {"data": {}}),
    Row(
        "POST /console/talks/{slug}/send-back",
        PUBLISH,
        Scene.handed_in,
        {"data": {"release": "1", "sentence": "Slide 3 is not ours."}},
    ),
    Row("POST /console/talks/{slug}/withdraw", PUBLISH_PUBLISHED, Scene.published, {"data": {}}),
    Row("POST /console/sign-out", {**ANYBODY, Asker.NOBODY: 401, Asker.ENDED: 401}, given={"data": {}}),
    Row("GET /console/account", {**ACCOUNT, Asker.NOBODY: OK, Asker.ENDED: OK}),
    Row("POST /console/account", ACCOUNT, given={"data": {"do": "account", "name": "Another name"}}),
    Row("GET /console/account/tokens", {**ACCOUNT, Asker.NOBODY: OK, Asker.ENDED: OK}),
    Row("POST /console/account/tokens", {**ACCOUNT, **NO_SUCH_TOKEN}, given={"data": {"name": "none"}}),
    Row("GET /console/account/tokens/new", {**ACCOUNT, Asker.NOBODY: OK, Asker.ENDED: OK}),
    Row("POST /console/account/tokens/new", ACCOUNT, given=lambda _: {"data": _new_token()}),
    Row("GET /console/activity", ADMIN_PAGE),
    Row("GET /console/mail", ADMIN_PAGE),
    Row("GET /console/mail/{mail_id}", ADMIN_PAGE, Scene.mail),
    Row("POST /console/mail/{mail_id}", ADMINISTER, Scene.mail, {"data": {}}),
    Row("GET /console/people", ADMIN_PAGE),
    Row("GET /console/people/new", ADMIN_PAGE),
    Row("POST /console/people/new", ADMINISTER, given=lambda _: {"data": {"email": new_email()}}),
    Row("GET /console/people/{person_id}", ADMIN_PAGE, Scene.person),
    Row("POST /console/people/{person_id}", ADMINISTER, Scene.person, {"data": {"do": "disable"}}),
    Row("GET /console/series", {**SERIES_LIST, Asker.NOBODY: OK, Asker.ENDED: OK}),
    Row("GET /console/new-series", ADMIN_PAGE),
    Row("POST /console/new-series", ADMINISTER, given=lambda _: {"data": {"title": uuid.uuid4().hex}}),
    Row("GET /console/series/{series}", SERIES_PAGE, Scene.series),
    Row("POST /console/series/{series}", ORGANISE, Scene.series, lambda _: {"data": {"title": uuid.uuid4().hex}}),
    Row("GET /console/series/{series}/picture", SERIES_PAGE, Scene.series),
    Row("POST /console/series/{series}/picture", ORGANISE, Scene.series, {"files": {"picture": ("a.png", b"png")}}),
    Row("GET /console/tokens", ADMIN_PAGE),
    Row("POST /console/tokens", ADMINISTER, Scene.token, lambda values: {"data": {"name": values["name"]}}),
    Row("GET /console/tokens/new", ADMIN_PAGE),
    Row("POST /console/tokens/new", ADMINISTER, given=lambda _: {"data": _new_token()}),
    Row("GET /console/sign-in", ANYBODY),
    Row("POST /console/sign-in", ANYBODY, given=SIGN_IN),
    Row("GET /console/forgotten", ANYBODY),
    Row("POST /console/forgotten", ANYBODY, given=lambda _: {"data": {"email": new_email()}}),
    Row("GET /console/link/{token}", ANYBODY, Scene.link),
    Row("POST /console/link/{token}", ANYBODY, Scene.link, {"data": {"password": PASSWORD}}),
    Row("GET /console/{digest}/tus.min.js", ANYBODY, _library),
)
ROUTES: tuple[Row, ...] = (
    *(replace(row, route=_api(row.route)) for row in OF_API),
    *OF_PAGES,
    *OF_UPLOADS,
    *OF_CONSOLE,
)
