"""Uploads that go on after breaks, over HTTP."""

import hashlib
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx
import pytest
from house import API, DECK, SOUND, House, hex_digest, refused, repr_digest
from structlog.testing import capture_logs
from tus_client import RESUMABLE, UPLOADS, Begun, begun, create, head, metadata, offset_of, patch

from mediasvc.api import receiving
from mediasvc.domain.errors import NotFound, StorageFull, StorageUnavailable, TransientError
from mediasvc.domain.limits import Limits
from mediasvc.domain.upload import KEPT, Staged, UploadId, upload_id
from mediasvc.ports import Staging
from mediasvc.usecases import receive
from mediasvc.usecases.sweep import go_on, sweep

SECRET = "x" * 43


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that holds an upload and does not end is shut out at once."""
    monkeypatch.setattr(receive, "LETS_GO_WITHIN_S", 0.0)


def content_digest(content: bytes) -> dict[str, str]:
    return {"Content-Digest": repr_digest(content)["Repr-Digest"]}


def tus_checksum(algorithm: str, content: bytes) -> dict[str, str]:
    return {"Upload-Checksum": f"{algorithm} {b64encode(hashlib.new(algorithm, content).digest()).decode()}"}


def sound(house: House, **headers: Any) -> Begun:
    """An upload of SOUND, by somebody who has its address alone."""
    return begun(house.http, house.draft(), "talk.mp3", len(SOUND), house.anybody, **headers)


def staged(house: House) -> list[str]:
    return sorted(house.service.staging.uploads())


def waiting(house: House, slug: str) -> dict[str, Any]:
    found: dict[str, Any] = house.http.get(f"{API}/seminars/{slug}/waiting-order").json()
    return found


def test_a_file_is_sent_in_parts(house: House) -> None:
    upload = sound(house)
    assert upload.offset == 0
    answer = upload.patch(0, SOUND[:4])
    assert (answer.status_code, offset_of(answer)) == (204, 4), answer.text
    assert upload.offset == 4
    answer = upload.patch(4, SOUND[4:])
    assert (answer.status_code, offset_of(answer)) == (204, len(SOUND)), answer.text
    assert answer.headers["Repr-Digest"] == repr_digest(SOUND)["Repr-Digest"]
    assert (house.listed("a-talk"), house.kept(), staged(house)) == (["talk.mp3"], [hex_digest(SOUND)], [])
    answer = upload.head()
    assert (offset_of(answer), answer.headers["Upload-Length"]) == (len(SOUND), str(len(SOUND)))
    assert answer.headers["Repr-Digest"] == repr_digest(SOUND)["Repr-Digest"]
    assert upload.patch(len(SOUND), b"").status_code == 204


def test_the_door_says_what_it_can(house: House) -> None:
    for path in (UPLOADS, f"{UPLOADS}/{SECRET}"):
        answer = house.anybody.options(path)
        assert (answer.status_code, answer.headers["Tus-Version"]) == (204, "1.0.0")
        extensions = "creation,creation-with-upload,termination,expiration,checksum"
        assert (answer.headers["Tus-Extension"], answer.headers["Tus-Max-Size"]) == (extensions, "4000000000")


def test_bytes_may_come_with_the_creation(house: House) -> None:
    slug = house.draft()
    told = {"Content-Type": "application/offset+octet-stream"}
    answer = create(house.http, slug, "talk.mp3", len(SOUND), content=SOUND[:3], **told)
    assert (answer.status_code, offset_of(answer)) == (201, 3)
    answer = create(house.http, slug, "slides.pdf", len(DECK), content=DECK, **told)
    assert (answer.status_code, offset_of(answer), house.listed(slug)) == (201, len(DECK), ["slides.pdf"])


def test_an_empty_file_is_finished_when_it_is_begun(house: House) -> None:
    answer = create(house.http, house.draft(), "empty.mp3", 0)
    assert (answer.status_code, offset_of(answer), house.listed("a-talk")) == (201, 0, ["empty.mp3"])
    assert house.kept() == [hex_digest(b"")]


def test_answers_are_for_nobody_else(house: House) -> None:
    upload = sound(house)
    with capture_logs() as logs:
        answers = [
            upload.head(),
            upload.patch(0, b"I"),
            upload.patch(0, b"I"),
            house.anybody.head(f"{UPLOADS}/{SECRET}"),
        ]
        answers += [house.anybody.delete(upload.address, headers=RESUMABLE), house.anybody.post(UPLOADS)]
    for answer in answers:
        assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
        assert answer.headers["Tus-Resumable"] == "1.0.0"
    secret = upload.address.rpartition("/")[2]
    assert len(secret) == 43
    assert "/uploads/…" in str(logs)
    assert secret not in str(logs)
    assert secret.encode() not in b"".join(
        path.read_bytes() for path in house.service.settings.data_dir.glob("*.sqlite*")
    )


def test_who_has_the_address_may_do_this_and_nothing_else(house: House) -> None:
    first, second = sound(house), sound(house)
    assert first.patch(0, SOUND).status_code == 204
    assert second.offset == 0
    secret = first.address.rpartition("/")[2]
    for stranger in (house.anybody, house.client(secret)):
        refused(stranger.get(f"{API}/seminars/a-talk/uploads"), 401, "not_allowed")
        refused(create(stranger, "a-talk", "b.mp3", 5), 401, "not_allowed")
        refused(create(stranger, "none", "b.mp3", -5), 401, "not_allowed")
    for other in (SECRET, secret[:-1], upload_id(secret), f"{secret}x", "%00" * 43, "é" * 43):
        refused(patch(house.anybody, f"{UPLOADS}/{other}", 0, SOUND), 404, "not_found")
        assert head(house.anybody, f"{UPLOADS}/{other}").status_code == 404


@pytest.mark.parametrize("version", [None, "", "0.2.2", "1.0.0, 2.0.0"])
def test_other_versions_are_refused(house: House, version: str | None) -> None:
    headers = {} if version is None else {"Tus-Resumable": version}
    for path, ask in ((UPLOADS, house.http.post), (f"{UPLOADS}/{SECRET}", house.http.patch)):
        answer = ask(path, headers=headers)
        refused(answer, 412, "usage")
        assert answer.headers["Tus-Version"] == "1.0.0"


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"Upload-Length": None}, 422, "usage"),
        ({"Upload-Length": "-1"}, 422, "usage"),
        ({"Upload-Length": "1e3"}, 422, "usage"),
        ({"Upload-Length": "9" * 5000}, 422, "usage"),
        ({"Upload-Length": "4000000001"}, 413, "source_too_large"),
        ({"Upload-Length": None, "Upload-Defer-Length": "1"}, 422, "not_supported"),
        ({"Upload-Concat": "partial"}, 422, "not_supported"),
        ({"Upload-Metadata": None}, 422, "usage"),
        ({"Upload-Metadata": "filename"}, 422, "usage"),
        ({"Upload-Metadata": "filename !!!,seminar !!!"}, 422, "usage"),
        ({"Upload-Metadata": f"filename {b64encode(bytes([255])).decode()}"}, 422, "usage"),
        ({"Upload-Metadata": metadata(filename="a.mp3")}, 422, "usage"),
        ({"Upload-Metadata": metadata(seminar="a-talk")}, 422, "usage"),
        ({"Upload-Metadata": metadata(seminar="none", filename="a.mp3")}, 404, "not_found"),
        ({"Upload-Metadata": metadata(seminar="../etc", filename="a.mp3")}, 404, "not_found"),
        ({"Upload-Metadata": metadata(seminar="a-talk", filename="..")}, 422, "usage"),
        ({"Upload-Metadata": metadata(seminar="a-talk", filename="talks/")}, 422, "usage"),
        ({"Upload-Metadata": metadata(seminar="a-talk", filename="a\0b")}, 422, "usage"),
        ({"Upload-Metadata": metadata(seminar="a-talk", filename="x" * 301)}, 422, "usage"),
        ({"Repr-Digest": "sha-256=:AAAA:"}, 422, "usage"),
    ],
)
def test_what_cannot_be_begun_is_refused(house: House, changed: dict[str, str | None], status: int, code: str) -> None:
    told = {**RESUMABLE, "Upload-Length": "5", "Upload-Metadata": metadata(seminar=house.draft(), filename="a.mp3")}
    headers = {name: value for name, value in {**told, **changed}.items() if value is not None}
    refused(house.http.post(UPLOADS, headers=headers), status, code)
    assert house.http.get(f"{API}/seminars/a-talk/uploads").json() == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("شرائح الدرس.pdf", "شرائح الدرس.pdf"),
        ("🎓 talk.mp3", "🎓 talk.mp3"),
        ("a/b.pdf", "b.pdf"),
        ("C:\\talks\\b.pdf", "b.pdf"),
        ("<script>.pdf", "<script>.pdf"),
    ],
)
def test_a_file_may_have_any_name_that_people_give(house: House, name: str, kept: str) -> None:
    upload = begun(house.http, house.draft(), name, 4, house.anybody, filetype="x")
    [listed] = house.http.get(f"{API}/seminars/a-talk/uploads").json()
    assert (listed["name"], listed["length_bytes"], listed["offset_bytes"]) == (kept, 4, 0)
    assert upload.patch(0, DECK[:4]).status_code == 204
    assert house.listed("a-talk") == [kept]
    told = order(house.http, "a-talk", files=[name])
    assert [each["name"] for each in told["build"]["files"]] == [kept]


def test_what_is_on_its_way_is_listed_without_its_address(house: House) -> None:
    upload = sound(house)
    upload.patch(0, SOUND[:4])
    answer = house.http.get(f"{API}/seminars/a-talk/uploads")
    [listed] = answer.json()
    assert set(listed) == {"id", "name", "length_bytes", "offset_bytes", "created_at", "expires_at"}
    assert upload.address.rpartition("/")[2] not in answer.text
    assert (listed["name"], listed["offset_bytes"], listed["length_bytes"]) == ("talk.mp3", 4, len(SOUND))
    address = f"{API}/seminars/a-talk/uploads/{listed['id']}"
    assert [house.http.delete(address).status_code for _ in range(2)] == [204, 404]
    assert (upload.head().status_code, staged(house)) == (404, [])


def test_an_upload_is_taken_back(house: House) -> None:
    upload = sound(house)
    upload.patch(0, SOUND[:4])
    for status in (204, 404):
        assert house.anybody.delete(upload.address, headers=RESUMABLE).status_code == status
    assert (staged(house), house.listed("a-talk")) == ([], [])


def test_methods_may_be_written_in_a_header(house: House) -> None:
    upload = sound(house)
    told = {**RESUMABLE, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    answer = house.anybody.post(upload.address, headers={**told, "X-HTTP-Method-Override": "PATCH"}, content=SOUND)
    assert (answer.status_code, house.listed("a-talk")) == (204, ["talk.mp3"])
    refused(house.anybody.post(upload.address, headers=RESUMABLE), 405, "usage")
    refused(house.anybody.get(upload.address, headers=RESUMABLE), 405, "usage")


@pytest.mark.parametrize("offset", [1, 3, 5, len(SOUND), 10**17, "", "-4", "4.0", "٤"])
def test_another_offset_is_refused(house: House, offset: int | str) -> None:
    upload = sound(house)
    upload.patch(0, SOUND[:4])
    if isinstance(offset, int):
        refused(upload.patch(offset, SOUND[4:5]), 409, "conflict")
    else:
        answer = house.anybody.patch(
            upload.address,
            headers=[*((k.encode(), v.encode()) for k, v in RESUMABLE.items()), (b"Upload-Offset", offset.encode()),
                     (b"Content-Type", b"application/offset+octet-stream")],
            content=SOUND[4:],
        )  # fmt: skip
        refused(answer, 422, "usage")
    assert upload.offset == 4


def test_another_type_of_body_is_refused(house: House) -> None:
    upload = sound(house)
    refused(upload.patch(0, SOUND, **{"Content-Type": "text/plain"}), 415, "usage")
    assert upload.offset == 0


def test_more_than_was_announced_is_refused_and_nothing_is_lost(house: House) -> None:
    upload = sound(house)
    upload.patch(0, SOUND[:4])
    refused(upload.patch(4, SOUND[4:] + b"more"), 413, "source_too_large")
    refused(upload.patch(4, iter([SOUND[4:], b"more"])), 413, "source_too_large")
    assert (upload.offset, house.listed("a-talk")) == (4, [])
    assert upload.patch(4, SOUND[4:]).status_code == 204
    refused(upload.patch(len(SOUND), b"more"), 413, "source_too_large")
    assert house.kept() == [hex_digest(SOUND)]


def test_less_than_was_announced_stays_unfinished(house: House) -> None:
    upload = sound(house)
    assert offset_of(upload.patch(0, iter([SOUND[:2], b"", SOUND[2:5]]))) == 5
    assert (upload.offset, house.listed("a-talk")) == (5, [])


@pytest.mark.parametrize(
    "with_digest", [content_digest, partial(tus_checksum, "sha1"), partial(tus_checksum, "sha256")]
)
def test_a_part_counts_when_its_digest_is_right(
    house: House, with_digest: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "BLOCK_BYTES", 1)
    upload = sound(house)
    headers = with_digest(SOUND[:6])
    wrong = upload.patch(0, iter([b"ID", b"3 ", b"xx"]), **headers)
    refused(wrong, 460 if "Upload-Checksum" in headers else 400, "source_damaged")
    assert upload.offset == 0
    assert offset_of(upload.patch(0, iter([SOUND[:2], SOUND[2:6]]), **headers)) == 6
    assert upload.patch(6, SOUND[6:], **with_digest(SOUND[6:])).status_code == 204
    assert house.kept() == [hex_digest(SOUND)]


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Digest": "sha-512=:AAAA:"},
        {"Content-Digest": ""},
        {"Upload-Checksum": "md5 AAAA"},
        {"Upload-Checksum": "sha1"},
        {"Upload-Checksum": "sha1 A"},
    ],
)
def test_a_digest_that_is_none_is_refused(house: House, headers: dict[str, str]) -> None:
    upload = sound(house)
    refused(upload.patch(0, SOUND, **headers), 422, "usage")
    assert upload.offset == 0


def test_a_file_that_is_not_the_announced_one_is_refused(house: House) -> None:
    upload = sound(house, **repr_digest(DECK))
    assert "changed" in refused(upload.patch(0, SOUND), 400, "source_damaged")["detail"]
    assert (upload.head().status_code, house.kept(), house.listed("a-talk"), staged(house)) == (404, [], [], [])
    assert sound(house, **repr_digest(SOUND)).patch(0, SOUND).status_code == 204


def test_of_two_files_of_one_name_the_last_one_stays(house: House) -> None:
    slug = house.draft()
    one, two = (begun(house.http, slug, "talk.mp3", 6, house.anybody) for _ in range(2))
    one.patch(0, b"one")
    two.patch(0, b"two")
    two.patch(3, b"two")
    one.patch(3, b"one")
    assert (house.listed(slug), house.kept()) == (["talk.mp3"], [hex_digest(b"oneone")])


class FullStaging:
    """A staging that a test lets fail when a block is appended, or when the file is delivered."""

    def __init__(self, staging: Staging, error: TransientError) -> None:
        self.staging, self.error = staging, error
        self.fails = {"append"}

    def __getattr__(self, name: str) -> Any:
        if name in self.fails:
            raise self.error
        return getattr(self.staging, name)


@pytest.mark.parametrize(("error", "status"), [(StorageFull(), 507), (StorageUnavailable(), 503)])
def test_what_may_pass_is_waited_for(house: House, error: TransientError, status: int) -> None:
    staging = FullStaging(house.service.staging, error)
    house = house.with_parts(staging=staging)
    staging.fails = set()
    upload = sound(house)
    upload.patch(0, SOUND[:4])
    staging.fails = {"append"}
    answer = upload.patch(4, SOUND[4:])
    refused(answer, status, error.code)
    assert int(answer.headers["Retry-After"]) > 0
    assert upload.offset == 4
    staging.fails = {"deliver"}
    refused(upload.patch(4, SOUND[4:]), status, error.code)
    assert (upload.offset, house.listed("a-talk")) == (len(SOUND), [])
    staging.fails = set()
    assert (upload.offset, house.listed("a-talk")) == (len(SOUND), ["talk.mp3"])
    assert house.kept() == [hex_digest(SOUND)]


def test_who_asks_how_far_it_is_is_never_told_that_it_is_gone(house: House) -> None:
    """Clients begin anew where HEAD fails otherwise."""
    upload = sound(house)

    class Away:
        def __getattr__(self, _: str) -> Any:
            raise StorageUnavailable

    answer = head(house.with_parts(database=Away()).anybody, upload.address)
    assert (answer.status_code, answer.headers["Retry-After"]) == (423, "1")


@pytest.fixture
def few(house: House) -> House:
    """A house where one may have three uploads, of 100 bytes in all."""
    limits = Limits(unfinished_uploads=3, unfinished_bytes=100)
    return house.with_parts(settings=house.service.settings.model_copy(update={"limits": limits}))


def test_one_who_begins_a_thousand_uploads_harms_nobody(few: House) -> None:
    slug = few.draft()
    first = begun(few.http, slug, "0.mp3", 20, few.anybody)
    answers = [create(few.http, slug, f"{number}.mp3", 1) for number in range(1_000)]
    assert [answer.status_code for answer in answers] == [201] * 2 + [429] * 998
    assert "3 are allowed" in refused(answers[-1], 429, "uploads_too_many")["detail"]
    assert staged(few) == []
    assert first.patch(0, b"x" * 20).status_code == 204
    refused(create(few.http, slug, "large.mp3", 99), 429, "uploads_too_many")
    assert create(few.http, slug, "right.mp3", 98).status_code == 201


def expire(house: House, upload: Begun) -> None:
    with house.database.transaction() as catalogue:
        found = catalogue.uploads.by_id(upload_id(upload.address.rpartition("/")[2]))
        catalogue.uploads.replace(found.advanced(found.staged, datetime.now(UTC) - KEPT - timedelta(seconds=1)))


def test_what_stands_still_expires(house: House) -> None:
    upload, other = sound(house), begun(house.http, "a-talk", "other.mp3", 9, house.anybody)
    assert "GMT" in upload.head().headers["Upload-Expires"]
    upload.patch(0, SOUND[:4])
    other.patch(0, b"other")
    orphan = UploadId(hex_digest(b"nobody's"))
    house.service.staging.append(orphan, 1, Staged(), b"left by somebody who was killed")
    expire(house, upload)
    assert upload.head().status_code == 410
    refused(upload.patch(4, SOUND[4:]), 410, "not_found")
    sweep(house.service)
    assert (upload.head().status_code, other.offset) == (404, 5)
    assert staged(house) == [upload_id(other.address.rpartition("/")[2])]


def test_what_is_complete_is_finished_by_somebody(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process died when the last byte had come, and nobody asks about the upload again."""
    upload = sound(house)
    with monkeypatch.context() as patched:
        patched.setattr(receive, "finish", _die)
        assert upload.patch(0, SOUND).status_code == 500
    go_on(house.service)
    assert house.listed("a-talk") == []
    monkeypatch.setattr("mediasvc.usecases.sweep.FINISHED_WITHIN", timedelta(0))
    go_on(house.service)
    assert (house.listed("a-talk"), house.kept()) == (["talk.mp3"], [hex_digest(SOUND)])


def _die(*_: object) -> None:
    raise RuntimeError("killed")


def test_two_who_finish_at_once_do_no_harm(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = sound(house)
    finish = receive.finish

    def with_another(parts: Any, found: Any) -> Any:
        finish(parts, found)
        return finish(parts, found)

    monkeypatch.setattr(receive, "finish", with_another)
    assert upload.patch(0, SOUND).status_code == 204
    assert (house.listed("a-talk"), house.kept()) == (["talk.mp3"], [hex_digest(SOUND)])


def order(http: httpx.Client, slug: str, **asked: Any) -> dict[str, Any]:
    answer = http.put(f"{API}/seminars/{slug}/waiting-order", json=asked)
    assert answer.status_code == 202, answer.text
    told: dict[str, Any] = answer.json()
    return told


def builds(house: House, slug: str = "a-talk") -> list[list[str]]:
    found = house.http.get(f"{API}/seminars/{slug}/builds").json()
    return [[each["name"] for each in build["files"]] for build in found]


def test_an_order_waits_for_its_files(house: House) -> None:
    upload = sound(house)
    told = order(house.http, "a-talk", files=["slides.pdf", "talk.mp3"], details={"title": "مجموعات"})
    assert (told["state"], told["build"]) == ("waiting", None)
    assert (told["awaits"], told["uploading"], told["missing"]) == (
        ["talk.mp3", "slides.pdf"],
        ["talk.mp3"],
        ["slides.pdf"],
    )
    upload.patch(0, SOUND)
    assert (builds(house), waiting(house, "a-talk")["awaits"]) == ([], ["slides.pdf"])
    house.put("a-talk", "slides.pdf", DECK)
    assert builds(house) == [["slides.pdf", "talk.mp3"]]
    house.work()
    assert house.seminar("a-talk").details.title == "مجموعات"
    refused(house.http.get(f"{API}/seminars/a-talk/waiting-order"), 404, "not_found")


def test_an_order_begins_at_once_where_all_is_there(house: House) -> None:
    told = order(house.http, house.uploaded(), files=["slides.pdf", "talk.mp3"])
    assert (told["state"], [each["name"] for each in told["build"]["files"]]) == ("begun", ["slides.pdf", "talk.mp3"])
    empty = house.http.put(f"{API}/seminars/{house.draft('Other')}/waiting-order", json={})
    refused(empty, 422, "usage")
    refused(house.http.put(f"{API}/seminars/none/waiting-order", json={}), 404, "not_found")


def test_an_order_goes_on_waiting_for_a_file_that_is_gone(house: House) -> None:
    upload, deck = sound(house), begun(house.http, "a-talk", "slides.pdf", len(DECK), house.anybody)
    order(house.http, "a-talk")
    later = begun(house.http, "a-talk", "more.mp3", 4, house.anybody)
    house.anybody.delete(upload.address, headers=RESUMABLE)
    expire(house, later)
    sweep(house.service)
    deck.patch(0, DECK)
    go_on(house.service)
    told = waiting(house, "a-talk")
    assert (told["state"], told["missing"], told["uploading"]) == ("waiting", ["talk.mp3", "more.mp3"], [])
    begun(house.http, "a-talk", "talk.mp3", len(SOUND), house.anybody).patch(0, SOUND)
    begun(house.http, "a-talk", "more.mp3", 4, house.anybody).patch(0, b"more")
    assert builds(house) == [["slides.pdf", "talk.mp3", "more.mp3"]]


def test_an_order_is_replaced_and_taken_back(house: House) -> None:
    upload = sound(house)
    order(house.http, "a-talk", files=["slides.pdf"])
    assert order(house.http, "a-talk")["awaits"] == ["talk.mp3"]
    address = f"{API}/seminars/a-talk/waiting-order"
    assert [house.http.delete(address).status_code for _ in range(2)] == [204, 404]
    upload.patch(0, SOUND)
    assert builds(house) == []


def test_an_order_that_cannot_begin_says_why(house: House) -> None:
    upload = sound(house)
    order(house.http, "a-talk", timing="cues")
    upload.patch(0, SOUND)
    told = waiting(house, "a-talk")
    assert (told["state"], told["failure"]["code"], builds(house)) == ("failed", "usage", [])
    go_on(house.service)
    assert waiting(house, "a-talk") == told
    assert order(house.http, "a-talk")["state"] == "begun"


def test_an_order_that_could_not_begin_does_when_what_was_missing_comes(house: House) -> None:
    upload = sound(house)
    order(house.http, "a-talk", files=["talk.mp3", "slides.pdf"])
    upload.patch(0, SOUND)
    house.http.delete(f"{API}/seminars/a-talk/sources/talk.mp3")
    assert waiting(house, "a-talk")["awaits"] == ["slides.pdf", "talk.mp3"]
    with house.database.transaction() as catalogue:
        found = catalogue.waiting_orders.of_seminar(house.seminar("a-talk").id)
        assert found is not None
        catalogue.waiting_orders.put(replace(found, failure=NotFound("talk.mp3").failure))
    house.put("a-talk", "slides.pdf", DECK)
    assert builds(house) == []
    house.put("a-talk", "talk.mp3", SOUND)
    assert builds(house) == [["talk.mp3", "slides.pdf"]]


def test_an_order_begins_also_after_the_process_died(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = sound(house)
    order(house.http, "a-talk")
    with monkeypatch.context() as patched:
        patched.setattr("mediasvc.usecases.take_in.begin_when_complete", _die)
        assert upload.patch(0, SOUND).status_code == 500
    assert builds(house) == []
    go_on(house.service)
    go_on(house.service)
    assert builds(house) == [["talk.mp3"]]


def test_uploads_go_with_their_draft(house: House) -> None:
    upload = sound(house)
    upload.patch(0, SOUND[:4])
    order(house.http, "a-talk")
    assert house.http.delete(f"{API}/seminars/a-talk?at_once=true").status_code == 200
    refused(upload.patch(4, SOUND[4:]), 404, "not_found")
    sweep(house.service)
    assert staged(house) == []
