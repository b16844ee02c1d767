"""Uploads behind a real server: links that are cut, that fall silent, and two that send at once."""

import threading
import time

import pytest
from house import DECK, SOUND, House, hex_digest
from tus_client import Begun, begun
from wire import Wire, on_the_wire, read_answer

from mediasvc.api import receiving
from mediasvc.usecases import receive

HALF = len(SOUND) // 2


@pytest.fixture(autouse=True)
def _eager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "LOOK_EVERY_S", 0.02)


def head_of(upload: Begun, offset: int, length: int = len(SOUND)) -> bytes:
    lines = [f"PATCH {upload.address} HTTP/1.1", "Host: here", "Tus-Resumable: 1.0.0", f"Upload-Offset: {offset}"]
    lines += ["Content-Type: application/offset+octet-stream", f"Content-Length: {length - offset}", "", ""]
    return "\r\n".join(lines).encode()


def sound(wire: Wire) -> Begun:
    return begun(wire.http, wire.house.draft(), "talk.mp3", len(SOUND), wire.http)


def kept_bytes(house: House) -> int:
    with house.database.reading() as catalogue:
        [upload] = catalogue.uploads.unfinished()
        return upload.offset_bytes


def wait_until_kept(house: House, count: int) -> None:
    deadline = time.monotonic() + 60
    while kept_bytes(house) < count:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_came_before_the_cut_counts(wire: Wire) -> None:
    upload = sound(wire)
    with wire.connect() as client:
        client.sendall(head_of(upload, 0) + SOUND[:2])
        wait_until_kept(wire.house, 2)
        client.sendall(SOUND[2:HALF])
    wait_until_kept(wire.house, HALF)
    assert upload.offset == HALF
    assert upload.patch(HALF, SOUND[HALF:]).status_code == 204
    assert wire.house.kept() == [hex_digest(SOUND)]


def test_who_comes_back_is_not_locked_out_by_a_dead_connection(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first client has gone without a word, and the server still waits for it."""
    monkeypatch.setattr(receive, "LETS_GO_WITHIN_S", 60.0)
    upload = sound(wire)
    with wire.connect() as dead:
        dead.sendall(head_of(upload, 0) + SOUND[:HALF])
        wait_until_kept(wire.house, HALF)
        assert upload.offset == HALF
        answer = read_answer(dead)
        assert (answer.status, b"upload_in_use" in answer.body) == (423, True)
    assert upload.patch(HALF, SOUND[HALF:]).status_code == 204
    assert wire.house.kept() == [hex_digest(SOUND)]


def test_what_comes_from_a_dead_holder_harms_nothing(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not notice that it is wanted, is shut out, and then goes on with other bytes."""
    monkeypatch.setattr(receive, "LETS_GO_WITHIN_S", 0.0)
    upload = sound(wire)
    with wire.connect() as late:
        late.sendall(head_of(upload, 0) + DECK[:4])
        wait_until_kept(wire.house, 4)
        monkeypatch.setattr(receiving, "LOOK_EVERY_S", 60.0)
        assert upload.head().status_code == 200
        offset = upload.offset
        assert upload.patch(offset, SOUND[offset:]).status_code == 204
        late.sendall(SOUND[4:])
        assert read_answer(late).status == 423
    assert wire.house.kept() == [hex_digest(DECK[:4] + SOUND[4:])]


def test_a_silent_client_is_given_up_and_may_come_back(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "IDLE_S", 0.05)
    upload = sound(wire)
    answer = wire.say(head_of(upload, 0) + SOUND[:HALF])
    assert (answer.status, b"retry-after" in answer.head.lower()) == (503, True)
    assert upload.offset == HALF


def test_what_came_before_the_servers_end_counts(house: House) -> None:
    with on_the_wire(house) as wire:
        upload = sound(wire)
        with wire.connect() as client:
            client.sendall(head_of(upload, 0) + SOUND[:HALF])
            wait_until_kept(house, HALF)
            wire.stop()
            assert read_answer(client).status == 503
    with on_the_wire(house) as wire:
        assert Begun(wire.http, upload.address).offset == HALF


def test_two_that_send_at_once_take_turns(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each asks how far it is and sends the rest, as two tabs do, until all is there."""
    monkeypatch.setattr(receiving, "BLOCK_BYTES", 1000)
    content = bytes(range(256)) * 800
    upload = begun(wire.http, wire.house.draft(), "talk.mp3", len(content), wire.http)
    ends: list[int] = []

    def tab() -> None:
        for _ in range(200):
            offset = upload.offset
            if offset == len(content):
                return
            part = content[offset : offset + 30_000]
            with wire.connect() as client:
                client.sendall(head_of(upload, offset, len(content)) + part)
                if offset + len(part) == len(content):
                    ends.append(read_answer(client).status)

    tabs = [threading.Thread(target=tab) for _ in range(2)]
    for each in tabs:
        each.start()
    for each in tabs:
        each.join()
    assert (upload.offset, wire.house.kept()) == (len(content), [hex_digest(content)])
    assert 204 in ends
