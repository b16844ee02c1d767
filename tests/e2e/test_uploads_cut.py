"""An upload over a link that breaks, into a service that is killed and started again."""

import hashlib
import random
import sqlite3
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from command_line import Mediasvc
from serving import Served, served
from thin_link import ThinLink, begin, places

from mediasvc.api.receiving import BLOCK_BYTES
from mediasvc.bootstrap import open_service
from mediasvc.domain.access import Operator
from mediasvc.settings import load_settings
from mediasvc.usecases.tokens import create_token

MEGABYTE = 1_000_000
OTHER_ADDRESS = {"127.0.0.1": "127.0.0.2", "127.0.0.2": "127.0.0.3"}


def token_of(mediasvc: Mediasvc) -> str:
    with open_service(load_settings(mediasvc.data_dir)) as service:
        return create_token(service, Operator(), "tests")


@contextmanager
def running(mediasvc: Mediasvc, token: str) -> Generator[Served]:
    """A service that is killed in the end, as by the loss of power."""
    with served(mediasvc, token) as service:
        yield service


@pytest.mark.parametrize(
    ("length", "cuts", "kills"),
    [
        pytest.param(12 * MEGABYTE, 4, {2}, id="small"),
        pytest.param(200 * MEGABYTE, 20, {6, 13}, id="large", marks=pytest.mark.long),
    ],
)
def test_an_upload_goes_on_after_every_break(mediasvc: Mediasvc, length: int, cuts: int, kills: set[int]) -> None:
    token, content = token_of(mediasvc), random.Random(1).randbytes(length)
    breaks = iter(enumerate(places(length, cuts)))
    link: ThinLink | None = None
    done = False
    while not done:
        with running(mediasvc, token) as service:
            if link is None:
                with service.client() as client:
                    slug = client.post("seminars", json={"title": "A talk"}).json()["slug"]
                link = ThinLink(begin(service.address, token, slug, "talk.mp3", length), content)
            done = _send_until_killed(service, link, breaks, kills, mediasvc.data_dir)
            if done:
                with service.client() as client:
                    [source] = client.get("seminars/a-talk/sources").json()
                assert (source["sha256"], source["size_bytes"]) == (hashlib.sha256(content).hexdigest(), length)
    assert link is not None
    kept = mediasvc.data_dir / "storage/sources" / hashlib.sha256(content).hexdigest()
    assert kept.read_bytes() == content
    assert not list((mediasvc.data_dir / "staging").iterdir())
    print(f"sent twice: {link.sent_twice_bytes} bytes, {100 * link.sent_twice_bytes / length:.2f} %")  # noqa: T201
    # A kill costs what has come since the last two megabytes were kept; a cut what the server had not read.
    assert link.sent_twice_bytes <= max(length * 0.05, 6 * MEGABYTE)


def _send_until_killed(
    service: Served, link: ThinLink, breaks: Iterator[tuple[int, int]], kills: set[int], data_dir: Path
) -> bool:
    """Send over a link that breaks; return whether all has come, or False where the service is to be killed."""
    for number, place in breaks:
        if number in kills:
            link.source = OTHER_ADDRESS[link.source]
        offset = link.offset(service.address)
        with link.send(service.address, offset, max(place, offset)):
            if number in kills:
                _wait_until_read(data_dir, place - BLOCK_BYTES)
                service.process.kill()
                service.process.wait()
                return False
    answer = link.finish(service.address, link.offset(service.address))
    assert answer.startswith(b"HTTP/1.1 204"), answer
    return True


def _wait_until_read(data_dir: Path, offset: int) -> None:
    """Wait as a link would that is thinner than the service is fast: what is on its way is little."""
    with closing(sqlite3.connect(data_dir / "mediasvc.sqlite3")) as connection:
        while connection.execute("SELECT offset_bytes FROM uploads").fetchone()[0] < offset:
            time.sleep(0.01)
