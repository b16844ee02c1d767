"""The whole service as one program: handed in over HTTP, watched, stopped and started again at any moment."""

import base64
import hashlib
import json
import signal
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from command_line import LONGEST_S, Mediasvc, children_of, is_running
from serving import Served, served

from mediasvc.bootstrap import open_service
from mediasvc.domain.access import Operator
from mediasvc.settings import load_settings
from mediasvc.usecases.export import Handout, export
from mediasvc.usecases.tokens import create_token
from mediasvc.web.offline import offline_page

MEGABYTE = 1 << 20
UPLOAD_MEGABYTES = 160
MOST_GROWTH_MEGABYTES = 64


@pytest.fixture
def token(mediasvc: Mediasvc) -> str:
    return token_of(mediasvc)


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[Mediasvc, Served]]:
    """A service in which nothing is built, and the command line with its data folder."""
    mediasvc = Mediasvc(tmp_path_factory.mktemp("idle") / "data")
    with served(mediasvc, token_of(mediasvc)) as service:
        yield mediasvc, service


def token_of(mediasvc: Mediasvc) -> str:
    """A new token, made without a program, which takes a second to start."""
    with open_service(load_settings(mediasvc.data_dir)) as service:
        return create_token(service, Operator(), "tests")


def repr_digest(digest: bytes) -> str:
    return f"sha-256=:{base64.b64encode(digest).decode()}:"


def upload(client: httpx.Client, slug: str, path: Path) -> None:
    content = path.read_bytes()
    headers = {"Repr-Digest": repr_digest(hashlib.sha256(content).digest())}
    answer = client.put(f"seminars/{slug}/sources/{path.name}", content=content, headers=headers)
    assert answer.status_code == 201, answer.text


def begin(served: Served, *files: Path) -> str:
    """The id of a build of a new seminar, answered with success."""
    with served.client() as client:
        slug = client.post("seminars", json={"title": "A talk"}).raise_for_status().json()["slug"]
        for path in files:
            upload(client, slug, path)
        return client.post(f"seminars/{slug}/builds", json={}).raise_for_status().json()["id"]


def followed(served: Served, build: str) -> dict[str, Any]:
    """The build as it ended."""
    with served.client() as client, client.stream("GET", f"builds/{build}/events") as events:
        last = [line for line in events.iter_lines() if line.startswith("data: ")][-1]
    return json.loads(last.removeprefix("data: "))


def resident_megabytes(pid: int) -> float:
    [line] = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def test_a_talk_is_handed_in_elsewhere_watched_and_exported(
    mediasvc: Mediasvc, pages: Path, recording: Path, tmp_path: Path
) -> None:
    token = mediasvc.json("token", "create", "tests")["token"]
    with served(mediasvc, token) as service:
        published = service.command("publish", pages, recording, "--title", "Savings", "--speaker", "Amina")
        assert (published["slug"], published["state"], published["release"]) == ("savings", "published", 1)
        assert published["watch_url"] == f"{service.address}s/savings"
        with httpx.Client(base_url=service.address, timeout=LONGEST_S) as viewer:
            for page in ("", "s/savings", "s/savings/embed"):
                assert "Savings" in viewer.get(page).raise_for_status().text
            manifest = viewer.get("api/v1/seminars/savings/manifest", follow_redirects=True)
            for rendition in manifest.json()["renditions"]:
                file = viewer.get(str(manifest.url.join(rendition["href"])))
                assert hashlib.sha256(file.content).hexdigest() == rendition["sha256"]
                assert rendition["type"].startswith(file.headers["content-type"])

            service.command("export", "savings", "--out", tmp_path / "there")
            with open_service(load_settings(mediasvc.data_dir)) as here:
                export(here, Operator(), "savings", tmp_path / "here", Handout(offline_page))
            from_there, from_here = (
                {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
                for folder in (tmp_path / "there", tmp_path / "here")
            )
            assert from_there == from_here
            assert mediasvc.json("show", "savings")["watch_url"] == f"{service.address}s/savings"

            assert service.command("rebuild", "savings", "--title", "Credit")["release"] == 2
            assert [(talk["slug"], talk["title"]) for talk in service.command("list")] == [("savings", "Credit")]
            assert service.command("restore", "savings", "--release", "1")["release"] == 1
            assert service.command("withdraw", "savings")["state"] == "withdrawn"
            assert viewer.get("s/savings").status_code == 410
        service.process.send_signal(signal.SIGINT)
        assert service.process.wait(LONGEST_S) == 0


@pytest.mark.parametrize("ending", [pytest.param(signal.SIGINT, marks=pytest.mark.long), signal.SIGKILL])
def test_what_was_answered_with_success_outlives_the_service(
    mediasvc: Mediasvc, token: str, pages: Path, make_recording: Callable[[int], Path], ending: signal.Signals
) -> None:
    recording = make_recording(8)
    with served(mediasvc, token) as service:
        build = begin(service, pages, recording)
        waiting = begin(service, pages, recording)
        while not children_of(service.process.pid, "ffmpeg"):
            time.sleep(0.05)
        children = children_of(service.process.pid, "")
        service.process.send_signal(ending)
        assert service.process.wait(LONGEST_S) == (-ending if ending is signal.SIGKILL else 0)
    deadline = time.monotonic() + LONGEST_S
    while any(map(is_running, children)):
        assert time.monotonic() < deadline, "the service leaves programs behind"
        time.sleep(0.05)
    with served(mediasvc, token) as service:
        for begun in (build, waiting):
            told = followed(service, begun)
            assert (told["state"], told["release"]) == ("published", 1), told


def test_an_upload_costs_no_memory(idle: tuple[Mediasvc, Served]) -> None:
    service = idle[1]
    block = bytes(range(256)) * (MEGABYTE // 256)
    digest = hashlib.sha256()
    for _ in range(UPLOAD_MEGABYTES):
        digest.update(block)

    def blocks() -> Iterator[bytes]:
        for _ in range(UPLOAD_MEGABYTES):
            yield block
            most.append(resident_megabytes(service.process.pid))

    with service.client() as client:
        client.post("seminars", json={"title": "Large"}).raise_for_status()
        most = [before := resident_megabytes(service.process.pid)]
        headers = {"Repr-Digest": repr_digest(digest.digest())}
        told = client.put("seminars/large/sources/talk.wav", content=blocks(), headers=headers).raise_for_status()
        assert told.json()["size_bytes"] == UPLOAD_MEGABYTES * MEGABYTE
        assert max(most) - before < MOST_GROWTH_MEGABYTES


def test_a_port_that_is_taken_is_wrong_usage(idle: tuple[Mediasvc, Served]) -> None:
    mediasvc, service = idle
    port = str(httpx.URL(service.address).port)
    status, _, stderr = mediasvc.run("serve", "--port", port)
    assert status == 2
    assert service.address in stderr
    assert httpx.get(f"{service.address}healthz").json() == {"ok": True}
