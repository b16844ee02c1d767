"""Measures how long the service takes for lists of 5,000 talks: script/bench lists."""

import asyncio
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import httpx
import structlog
from sqlalchemy import Engine, event

from benchmark import prose
from benchmark.many_talks import fill
from benchmark.sections import with_section
from benchmark.tables import kilobytes, table
from mediasvc.adapters.db.engine import sqlite_url
from mediasvc.bootstrap import Service, open_service
from mediasvc.domain.access import Operator
from mediasvc.server import create_app
from mediasvc.settings import Settings
from mediasvc.usecases.tokens import create_token

HEADING = "## Lists of talks"
TALKS, TIMES = 5_000, 15
MS_PER_S = 1000
PAGES: Mapping[str, str] = {
    "the list": "/console/",
    "those that failed": "/console/?state=failed",
    "of one series, by title": "/console/?series=Series%203%20%D8%B3%D9%84%D8%B3%D9%84%D8%A9&sort=title",
    "all, by date": "/console/?sort=held",
    "with a word on a slide": "/console/?q=only77",
    "held in one month": "/console/?since=2024-01-01&until=2024-01-31",
    "a change of all of them, planned": "/console/bulk?all=1",
    "all as a table (CSV)": "/console/talks.csv",
    "100 for a program": "/api/v1/seminars?limit=100&stage=failed",
}


@dataclass(frozen=True)
class Asked:
    """What an answer took, each time; how many questions the database was asked, and the bytes that went out."""

    times_ms: Sequence[float]
    questions: int
    size_bytes: int


def main(page: Path) -> str:
    """Measure, write the section into the page, and return it."""
    with tempfile.TemporaryDirectory() as folder:
        section = report(measure(Path(folder)))
    page.write_text(with_section(page.read_text("utf-8"), section), "utf-8")
    return section


def measure(folder: Path) -> Mapping[str, Asked]:
    """Return the figures of each page, of a service in this folder."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with open_service(Settings(data_dir=folder, public_url="http://localhost")) as service:
        [path] = [each for each in folder.glob("*.sqlite*") if each.suffix in (".sqlite", ".sqlite3")]
        fill(sqlite_url(path), TALKS)
        return asyncio.run(_measured(service))


async def _measured(service: Service) -> Mapping[str, Asked]:
    headers = {"Authorization": f"Bearer {create_token(service, Operator(), 'bench')}", "Accept-Encoding": "gzip, br"}
    transport = httpx.ASGITransport(create_app(service))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
        return {name: await _asked(client, path) for name, path in PAGES.items()}


async def _asked(client: httpx.AsyncClient, path: str) -> Asked:
    questions: list[str] = []

    def note(*given: object) -> None:
        questions.append(str(given[2]))

    event.listen(Engine, "before_cursor_execute", note)
    size_bytes = 0
    async with client.stream("GET", path) as answer:
        answer.raise_for_status()
        async for block in answer.aiter_raw():
            size_bytes += len(block)
    event.remove(Engine, "before_cursor_execute", note)
    asked = sum(question.lstrip().startswith("SELECT") for question in questions)
    return Asked([await _time_ms(client, path) for _ in range(TIMES)], asked, size_bytes)


async def _time_ms(client: httpx.AsyncClient, path: str) -> float:
    begun_s = time.perf_counter()
    async with client.stream("GET", path) as answer:
        async for _ in answer.aiter_raw():
            pass
    return (time.perf_counter() - begun_s) * MS_PER_S


def report(pages: Mapping[str, Asked]) -> str:
    """Return the page's section."""
    head = ("answer", "median", "worst", "questions", "over the wire")
    rows = [
        (name, f"{median(each.times_ms):.0f} ms", f"{max(each.times_ms):.0f} ms", str(each.questions), size)
        for name, each in pages.items()
        if (size := kilobytes(each.size_bytes))
    ]
    words = prose.LISTS.format(day=datetime.now(UTC).date(), talks=f"{TALKS:,}", times=TIMES)
    return "\n\n".join((HEADING, words, table(head, rows)))
