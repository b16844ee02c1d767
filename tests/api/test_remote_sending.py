"""An organiser's files on their way to a service elsewhere: breaks, kills and earlier services."""

import stat
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx
import pytest
from house import API, ORIGIN, House, InProcess, hex_digest

from mediasvc.api import receiving
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import ServiceUnavailable
from mediasvc.domain.order import Order
from mediasvc.organiser import remote, sending
from mediasvc.organiser.desk import SENDING, RefusedError
from mediasvc.organiser.remote import RemoteDesk

CONTENT = bytes(range(256)) * 8_000
Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (remote, sending):
        monkeypatch.setattr(module, "LOOK_EVERY_S", 0.0)
    monkeypatch.setattr(receiving, "BLOCK_BYTES", 100_000)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "تسجيل.mp3"
    path.write_bytes(CONTENT)
    return path


class Link:
    """A link that breaks off each of the first `breaks` uploads after 300,000 bytes, and counts what it carries."""

    def __init__(self, house: House, breaks: int = 0) -> None:
        self.in_process, self.breaks, self.carried, self.asked = InProcess(house.app), breaks, 0, list[str]()
        self.dies: BaseException | None = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.method} {request.url.path}")
        if request.method != "PATCH":
            return self.in_process.handle_request(request)
        content = request.read()
        if not self.breaks:
            self.carried += len(content)
            return self.in_process.handle_request(request)
        self.breaks -= 1
        part = content[:300_000]
        self.carried += len(part)
        headers = {**request.headers, "Content-Length": str(len(part))}
        self.in_process.handle_request(httpx.Request("PATCH", request.url, headers=headers, content=part))
        raise self.dies or httpx.ReadError("the link is gone", request=request)


def publish(house: House, link: Handler, recording: Path, notes: Path | None = None) -> None:
    def work(progress: Mapping[str, float]) -> None:
        if SENDING not in progress:
            house.work()

    desk = RemoteDesk(ORIGIN, house.token, httpx.MockTransport(link), notes)
    desk.build(Order((recording,), DetailChanges("A talk")), None, work)


def test_a_link_that_breaks_costs_nothing(house: House, recording: Path) -> None:
    link = Link(house, breaks=5)
    publish(house, link, recording)
    assert link.carried == len(CONTENT)
    assert house.kept() == [hex_digest(CONTENT)]


class Killed(BaseException):
    """Nothing is cleared up."""


def test_a_run_that_is_killed_goes_on_in_the_next_one(
    house: House, recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, notes = Link(house, breaks=1), tmp_path / "notes"
    link.dies = Killed()
    with monkeypatch.context() as patched:
        # Who is killed takes no draft back.
        patched.setattr(link, "in_process", Undying(link.in_process))
        with pytest.raises(Killed):
            publish(house, link, recording, notes)
    assert [stat.S_IMODE(path.stat().st_mode) for path in notes.iterdir()] == [0o600] * 2
    publish(house, link, recording, notes)
    assert link.carried == len(CONTENT)
    assert (house.listed("a-talk"), list(notes.iterdir())) == ([recording.name], [])
    assert [talk["slug"] for talk in house.http.get(f"{API}/seminars").json()["seminars"]] == ["a-talk"]


class Undying(httpx.BaseTransport):
    """Carries everything but the wish to remove a draft."""

    def __init__(self, within: InProcess) -> None:
        self.within = within

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "DELETE":
            return httpx.Response(204, request=request)
        return self.within.handle_request(request)


def test_an_upload_that_is_gone_begins_anew(house: House, recording: Path, tmp_path: Path) -> None:
    link = Link(house)

    def forgetful(request: httpx.Request) -> httpx.Response:
        if request.method == "PATCH" and not link.asked.count(f"PATCH {request.url.path}"):
            link.asked.append(f"PATCH {request.url.path}")
            if sum(each.startswith("PATCH") for each in link.asked) == 1:
                house.anybody.delete(request.url.path, headers={"Tus-Resumable": "1.0.0"})
        return link(request)

    publish(house, forgetful, recording, tmp_path / "notes")
    assert house.listed("a-talk") == [recording.name]


def test_an_earlier_service_is_sent_the_file_at_once(house: House, recording: Path) -> None:
    link = Link(house)

    def earlier(request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/uploads"):
            return httpx.Response(404, text="Not Found", request=request)
        return link(request)

    publish(house, earlier, recording)
    assert any(each.startswith("PUT") for each in link.asked)
    assert house.listed("a-talk") == [recording.name]


@pytest.mark.parametrize("status", [423, 503, 507, 409])
def test_a_service_that_asks_to_wait_is_waited_for(house: House, recording: Path, status: int) -> None:
    link, refusals = Link(house), [status] * 3

    def busy(request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/uploads") and refusals:
            return httpx.Response(refusals.pop(), request=request)
        return link(request)

    publish(house, busy, recording)
    assert house.listed("a-talk") == [recording.name]


def test_a_link_that_stays_away_is_given_up(house: House, recording: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "AWAY_S", -1.0)
    with pytest.raises(ServiceUnavailable):
        publish(house, Link(house, breaks=1), recording)
    assert house.http.get(f"{API}/seminars").json()["seminars"] == []


def test_a_file_that_changes_meanwhile_is_refused(house: House, recording: Path) -> None:
    link = Link(house, breaks=1)

    def changing(request: httpx.Request) -> httpx.Response:
        if request.method == "HEAD":
            recording.write_bytes(CONTENT[::-1])
        return link(request)

    with pytest.raises(RefusedError, match="changed"):
        publish(house, changing, recording)
    assert house.kept() == []


def test_the_token_is_not_shown_to_uploads(house: House, recording: Path) -> None:
    shown: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if "Authorization" in request.headers:
            shown.append(request.method)
        return InProcess(house.app).handle_request(request)

    publish(house, answer, recording)
    assert "PATCH" not in shown
    assert shown.count("POST") == 3
