"""Sources over HTTP: what arrives as it was sent is kept, and of anything else nothing is."""

import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

import httpx
import pytest
from house import API, DECK, SOUND, House, hex_digest, refused, repr_digest
from wire import LONGEST_S, Wire, on_the_wire, read_answer

from mediasvc.adapters.storage.local import LocalStorage
from mediasvc.api import body
from mediasvc.domain.errors import StorageFull, StorageUnavailable, TransientError

SOURCES = f"{API}/seminars/a-talk/sources"
MOST_BYTES = 2_000
EMPTY_DIGEST = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


def digest_line(content: bytes) -> str:
    return f"Repr-Digest: {repr_digest(content)['Repr-Digest']}"


def nothing_kept(house: House, listed: Sequence[str] = ()) -> bool:
    return (house.kept(), house.listed("a-talk")) == ([], list(listed))


def test_what_is_uploaded_is_kept_under_its_digest(house: House) -> None:
    slug = house.draft()
    answer = house.put(slug, "slides.pdf", DECK)
    assert (answer.status_code, answer.headers["Location"]) == (201, f"{SOURCES}/slides.pdf")
    assert answer.json() == {"name": "slides.pdf", "sha256": hex_digest(DECK), "size_bytes": len(DECK)}
    house.put(slug, "talk.mp3", SOUND)
    listed = house.http.get(SOURCES).json()
    assert [each["name"] for each in listed] == ["slides.pdf", "talk.mp3"]
    assert house.kept() == sorted([hex_digest(DECK), hex_digest(SOUND)])
    with house.storage.open(f"sources/{hex_digest(DECK)}") as file:
        assert file.read() == DECK


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("شرائح الدرس.pdf", "شرائح الدرس.pdf"),
        ("储蓄.mp3", "储蓄.mp3"),
        ("🎓 talk.mp3", "🎓 talk.mp3"),
        ("Re\u0301sume\u0301.pdf", "R\u00e9sum\u00e9.pdf"),
        ("two  spaces .pdf", "two spaces .pdf"),
        ("100%25 + #1? & <b>;'\".pdf", "100%25 + #1? & <b>;'\".pdf"),
        ("C:\\talks\\b:c.pdf", "b:c.pdf"),
        ("..pdf", "..pdf"),
        ("x" * 300, "x" * 300),
    ],
)
def test_a_file_may_have_any_name_that_people_give(house: House, name: str, kept: str) -> None:
    slug = house.draft()
    answer = house.put(slug, quote(name, safe=""), SOUND)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["name"], house.listed(slug)) == (kept, [kept])
    order = house.http.post(f"{API}/seminars/{slug}/builds", json={"files": [name]}).json()
    assert [each["name"] for each in order["files"]] == [kept]
    assert answer.headers["Location"] == f"{SOURCES}/{quote(kept, safe='')}"
    for status in (204, 404):
        assert house.http.delete(f"{SOURCES}/{quote(name, safe='')}").status_code == status
    assert house.listed(slug) == []


@pytest.mark.parametrize("name", ["%00", "a%00.pdf", "%20", "%1B%5B2J", "x" * 301, "..", ".", "%2e%2E", "a%5C"])
def test_what_is_no_name_is_refused(wire: Wire, name: str) -> None:
    wire.house.draft()
    head = wire.head("PUT", f"{SOURCES}/{name}", digest_line(SOUND), f"Content-Length: {len(SOUND)}")
    answer = wire.say(head + SOUND)
    assert (answer.status, b'"code":"usage"' in answer.body) == (422, True), answer
    assert nothing_kept(wire.house)


@pytest.mark.parametrize("name", ["a%2Fb.pdf", "%2Fetc%2Fpasswd", "..%2F..%2Fx", "a/b.pdf", ""])
def test_a_folder_is_not_found(wire: Wire, name: str) -> None:
    wire.house.draft()
    head = wire.head("PUT", f"{SOURCES}/{name}", digest_line(SOUND), f"Content-Length: {len(SOUND)}")
    assert wire.say(head + SOUND).status == 404
    assert nothing_kept(wire.house)


def test_an_unknown_seminar_takes_nothing(house: House) -> None:
    house.draft()
    for path in ("seminars/other/sources/a.pdf", "seminars/A/sources/a.pdf"):
        answer = house.http.put(f"{API}/{path}", content=DECK, headers=repr_digest(DECK))
        assert answer.status_code in (404, 422)
    refused(house.http.get(f"{API}/seminars/other/sources"), 404, "not_found")
    refused(house.http.delete(f"{API}/seminars/other/sources/a.pdf"), 404, "not_found")
    assert nothing_kept(house)


def test_another_digest_than_was_said_is_refused(house: House) -> None:
    house.draft()
    answer = house.http.put(f"{SOURCES}/a.pdf", content=DECK, headers=repr_digest(SOUND))
    assert "a.pdf" in refused(answer, 400, "source_damaged")["detail"]
    assert nothing_kept(house)


def test_another_digest_than_was_said_is_refused_though_such_a_file_is_there(house: House) -> None:
    slug = house.draft()
    house.put(slug, "talk.mp3", SOUND)
    refused(house.http.put(f"{SOURCES}/a.pdf", content=DECK, headers=repr_digest(SOUND)), 400, "source_damaged")
    refused(house.http.put(f"{SOURCES}/talk.mp3", content=b"", headers=repr_digest(SOUND)), 400, "source_damaged")
    assert (house.kept(), house.listed(slug)) == ([hex_digest(SOUND)], ["talk.mp3"])


@pytest.mark.parametrize(
    "digest",
    [
        None,
        "",
        EMPTY_DIGEST,
        f"sha-256={EMPTY_DIGEST}",
        f"sha-512=:{EMPTY_DIGEST}:",
        f"sha-256=:{EMPTY_DIGEST[:-2]}=:",
        "sha-256=::",
        f"sha-256=:{'?' * 43}=:",
        hex_digest(b""),
        f"sha-256=:{EMPTY_DIGEST}:\u0661",
    ],
)
def test_a_digest_that_is_none_is_refused(house: House, digest: str | None) -> None:
    house.draft()
    headers = [] if digest is None else [(b"Repr-Digest", digest.encode())]
    refused(house.http.put(f"{SOURCES}/a.pdf", content=b"", headers=headers), 422, "usage")
    assert nothing_kept(house)


def test_an_empty_file_is_a_file(house: House) -> None:
    slug = house.draft()
    answer = house.put(slug, "empty.mp3", b"")
    assert (answer.status_code, answer.json()["size_bytes"]) == (201, 0)
    assert answer.json()["sha256"] == hex_digest(b"")
    assert house.kept() == [hex_digest(b"")]


def test_the_same_file_twice_is_kept_once(house: House) -> None:
    slug, other = house.draft(), house.draft("Another")
    for _ in range(2):
        for name in ("talk.mp3", "again.mp3"):
            assert house.put(slug, name, SOUND).json()["size_bytes"] == len(SOUND)
    house.put(other, "talk.mp3", SOUND)
    assert (house.listed(slug), house.kept()) == (["talk.mp3", "again.mp3"], [hex_digest(SOUND)])
    for path in (f"{slug}/sources/talk.mp3", f"{slug}/sources/again.mp3"):
        assert house.http.delete(f"{API}/seminars/{path}").status_code == 204
    assert house.kept() == [hex_digest(SOUND)]
    house.http.delete(f"{API}/seminars/{other}/sources/talk.mp3")
    assert house.kept() == []


def test_a_name_stands_for_the_newest_file(house: House) -> None:
    slug = house.uploaded()
    house.put(slug, "slides.pdf", b"%PDF-1.7 better")
    assert house.listed(slug) == ["slides.pdf", "talk.mp3"]
    assert house.kept() == sorted([hex_digest(b"%PDF-1.7 better"), hex_digest(SOUND)])


def test_what_builds_are_made_of_stays(house: House) -> None:
    slug = house.published()
    house.put(slug, "slides.pdf", b"%PDF-1.7 better")
    house.http.delete(f"{SOURCES}/talk.mp3")
    assert house.kept() == sorted([hex_digest(DECK), hex_digest(SOUND), hex_digest(b"%PDF-1.7 better")])


def test_removing_what_is_not_there_is_not_found(house: House) -> None:
    house.draft()
    refused(house.http.delete(f"{SOURCES}/talk.mp3"), 404, "not_found")
    refused(house.http.delete(f"{SOURCES}/%00"), 422, "usage")


@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "in chunks"])
def test_too_large_a_file_is_refused(small_house: House, chunked: bool) -> None:
    slug = small_house.draft()
    for size, status in ((MOST_BYTES, 201), (MOST_BYTES + 1, 413), (1_000_000, 413)):
        content = b"x" * size
        blocks = iter([content[:10], content[10:]]) if chunked else content
        answer = small_house.http.put(f"{SOURCES}/{size}", content=blocks, headers=repr_digest(content))
        assert answer.status_code == status
    assert str(MOST_BYTES) in refused(answer, 413, "source_too_large")["detail"]
    assert small_house.listed(slug) == [str(MOST_BYTES)]
    assert small_house.kept() == [hex_digest(b"x" * MOST_BYTES)]


def test_too_large_a_file_is_refused_before_it_has_come(small_wire: Wire) -> None:
    small_wire.house.draft()
    head = small_wire.head("PUT", f"{SOURCES}/a.mp3", digest_line(SOUND), "Content-Length: 4000000001")
    assert small_wire.say(head).status == 413
    head = small_wire.head("PUT", f"{SOURCES}/a.mp3", digest_line(SOUND), "Transfer-Encoding: chunked")
    assert small_wire.say(head + b"200000\r\n" + b"x" * 0x200000 + b"\r\n").status == 413
    assert nothing_kept(small_wire.house)


def test_a_client_that_sends_all_of_it_hears_that_it_is_too_large(small_wire: Wire) -> None:
    small_wire.house.draft()
    content = b"x" * 20_000_000
    answer = small_wire.http.put(f"{SOURCES}/a.mp3", content=content, headers=repr_digest(content))
    refused(answer, 413, "source_too_large")


def test_chunks_need_no_length(wire: Wire) -> None:
    wire.house.draft()
    head = wire.head("PUT", f"{SOURCES}/a.mp3", digest_line(SOUND), "Transfer-Encoding: chunked")
    chunks = b"".join(b"1\r\n" + bytes([byte]) + b"\r\n" for byte in SOUND)
    assert wire.say(head + chunks + b"0\r\n\r\n").status == 201
    assert wire.house.kept() == [hex_digest(SOUND)]


def test_chunks_that_are_none_keep_nothing(wire: Wire) -> None:
    wire.house.draft()
    head = wire.head("PUT", f"{SOURCES}/a.mp3", digest_line(SOUND), "Transfer-Encoding: chunked")
    assert wire.say(head + b"3\r\nID3\r\nnonsense\r\n").status == 400
    assert nothing_kept(wire.house)


def test_more_than_the_length_says_is_not_part_of_the_file(wire: Wire) -> None:
    wire.house.draft()
    head = wire.head("PUT", f"{SOURCES}/a.mp3", digest_line(SOUND), "Content-Length: 3")
    assert wire.say(head + SOUND).status == 400
    assert nothing_kept(wire.house)


@pytest.mark.parametrize("length", ["-1", "3, 4", "0x10", "", "9" * 30, "3.0"])
def test_a_length_that_is_none_is_refused(wire: Wire, length: str) -> None:
    wire.house.draft()
    head = wire.head("PUT", f"{SOURCES}/a.mp3", digest_line(SOUND), f"Content-Length: {length}")
    assert wire.say(head + SOUND).status in (400, 413)
    assert nothing_kept(wire.house)


class Watched(LocalStorage):
    """Says when it begins to keep a file, and when it has ended, well or not."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.begun, self.ended = threading.Event(), threading.Event()

    def put(self, key: str, file: BinaryIO) -> None:
        self.begun.set()
        try:
            super().put(key, file)
        finally:
            self.ended.set()


def watched(house: House) -> tuple[House, Watched]:
    storage = Watched(house.service.settings.data_dir / "storage")
    return house.with_parts(storage=storage), storage


@pytest.mark.parametrize("framing", ["Content-Length: 1000000", "Transfer-Encoding: chunked"])
def test_of_an_upload_that_is_cut_short_nothing_is_kept(house: House, framing: str) -> None:
    house, storage = watched(house)
    house.draft()
    with on_the_wire(house) as wire:
        with wire.connect() as client:
            client.sendall(wire.head("PUT", f"{SOURCES}/talk.mp3", digest_line(SOUND), framing) + b"8\r\nID3 soun\r\n")
            assert storage.begun.wait(LONGEST_S)
        assert storage.ended.wait(LONGEST_S)
        assert wire.http.get(SOURCES).json() == []
    assert nothing_kept(house)


def test_an_upload_that_is_cut_short_leaves_the_file_of_its_name(house: House) -> None:
    house, storage = watched(house)
    slug = house.draft()
    house.put(slug, "talk.mp3", SOUND)
    storage.begun.clear()
    storage.ended.clear()
    with on_the_wire(house) as wire:
        with wire.connect() as client:
            client.sendall(wire.head("PUT", f"{SOURCES}/talk.mp3", digest_line(DECK), "Content-Length: 100") + DECK)
            assert storage.begun.wait(LONGEST_S)
        assert storage.ended.wait(LONGEST_S)
    assert (house.kept(), house.listed(slug)) == ([hex_digest(SOUND)], ["talk.mp3"])


def test_an_upload_that_stands_still_is_given_up(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "IDLE_S", 0.05)
    wire.house.draft()
    answer = wire.say(wire.head("PUT", f"{SOURCES}/a.mp3", digest_line(SOUND), "Content-Length: 100") + SOUND)
    assert (answer.status, b"source_damaged" in answer.body) == (400, True)
    assert nothing_kept(wire.house)


def test_of_an_upload_that_the_servers_end_cuts_short_nothing_is_kept(house: House) -> None:
    house, storage = watched(house)
    house.draft()
    with on_the_wire(house) as wire, wire.connect() as client:
        client.sendall(wire.head("PUT", f"{SOURCES}/a.mp3", digest_line(SOUND), "Content-Length: 100") + SOUND)
        assert storage.begun.wait(LONGEST_S)
        wire.stop()
        answer = read_answer(client)
        assert (answer.status, b"service_unavailable" in answer.body, b"retry-after" in answer.head.lower()) == (
            503,
            True,
            True,
        )
        assert storage.ended.wait(LONGEST_S)
    assert nothing_kept(house)


@pytest.mark.parametrize("size_bytes", [10, 5_000_000])
def test_of_an_upload_that_is_longer_than_was_said_nothing_is_kept(house: House, size_bytes: int) -> None:
    house.draft()
    said = bytes(size_bytes)
    with on_the_wire(house) as wire:
        request = wire.head("PUT", f"{SOURCES}/a.mp3", digest_line(said), f"Content-Length: {size_bytes}") + said
        answer = wire.say(request + b"and more that is no request\r\n\r\n")
        assert (answer.status, json.loads(answer.body)["code"]) == (400, "usage")
    assert nothing_kept(house)


def test_a_client_may_ask_first(wire: Wire) -> None:
    wire.house.draft()
    framing = (digest_line(SOUND), f"Content-Length: {len(SOUND)}", "Expect: 100-continue")
    with wire.connect() as client:
        client.sendall(wire.head("PUT", f"{SOURCES}/a.mp3", *framing))
        assert read_answer(client).status == 100
        client.sendall(SOUND)
        assert read_answer(client).status == 201
    with wire.connect() as client:
        client.sendall(wire.head("PUT", f"{API}/seminars/other/sources/a.mp3", *framing))
        assert read_answer(client).status == 404


def test_uploads_of_one_file_at_once_are_one_file(wire: Wire) -> None:
    slugs = [wire.house.draft() for _ in range(4)]
    content = SOUND * 100_000
    start = threading.Barrier(8)

    def put(number: int) -> httpx.Response:
        start.wait(LONGEST_S)
        address = f"{API}/seminars/{slugs[number % 4]}/sources/talk.mp3"
        return wire.http.put(address, content=content, headers=repr_digest(content))

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(put, range(8)))
    assert [answer.status_code for answer in answers] == [201] * 8
    assert {answer.json()["size_bytes"] for answer in answers} == {len(content)}
    assert [wire.house.listed(slug) for slug in slugs] == [["talk.mp3"]] * 4
    assert wire.house.kept() == [hex_digest(content)]


class Refusing(LocalStorage):
    """Takes a part of a file, and then no more."""

    def __init__(self, root: Path, error: TransientError) -> None:
        super().__init__(root)
        self._error = error

    def put(self, key: str, file: BinaryIO) -> None:
        file.read(4)
        raise self._error


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [(StorageFull("no space"), 507, "storage_full"), (StorageUnavailable("away"), 503, "storage_unavailable")],
)
def test_what_storage_refuses_is_told(house: House, error: TransientError, status: int, code: str) -> None:
    refusing = house.with_parts(storage=Refusing(house.service.settings.data_dir / "storage", error))
    slug = refusing.draft()
    answer = refusing.put(slug, "talk.mp3", SOUND)
    refused(answer, status, code)
    assert int(answer.headers["Retry-After"]) > 0
    assert nothing_kept(house)


def test_a_file_that_another_build_took_along_meanwhile_is_asked_for_again(house: House) -> None:
    class Forgetful(LocalStorage):
        def put(self, key: str, file: BinaryIO) -> None:
            super().put(key, file)
            self.delete(key)

    forgetful = house.with_parts(storage=Forgetful(house.service.settings.data_dir / "storage"))
    slug = forgetful.draft()
    refused(forgetful.put(slug, "talk.mp3", SOUND), 400, "source_damaged")
    assert nothing_kept(house)
