"""The list of talks as a table for spreadsheets (CSV), sent as it is read."""

import csv
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from starlette.responses import Response, StreamingResponse

from mediasvc.console.list_filters import filters_in
from mediasvc.console.visit import NO_STORE, Visit
from mediasvc.delivery.answers import takes
from mediasvc.delivery.headers import OF_ITS_TYPE
from mediasvc.domain.listed_talk import ListedTalk, ListRequest, TalkOrder
from mediasvc.usecases.list_talks import list_talks

ROWS_AT_ONCE = 500
NAME = "talks.csv"
COLUMNS = (
    *("title", "speakers", "series", "held_on", "state", "language", "length"),
    *("address", "created", "published", "owner"),
)
# Excel takes a file without it for one in an old encoding.
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
# Programs take what begins so for a formula, and do what it says; the wide forms are the same on some keyboards.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# Where numbers have a decimal comma, programs begin another cell at each semicolon, whatever the file is separated by.
_FORMULA_BEGINS = re.compile(rf"(?:^|(?<=[;\t]))(?=\s*[{re.escape(''.join(FORMULA))}])")
_GZIP = 16 + zlib.MAX_WBITS


def talks_table(visit: Visit) -> Response:
    """Answer with all talks that the address asks for, the newest first."""
    wanted = filters_in(visit.request.query_params).wanted
    lines = _lines(visit, ListRequest(wanted, TalkOrder.NEWEST))
    headers = {**NO_STORE, **OF_ITS_TYPE, "Content-Disposition": f'attachment; filename="{NAME}"'}
    headers["Vary"] = "Accept-Encoding"
    blocks = (line.encode() for line in lines)
    if takes("gzip", visit.request.headers.get("accept-encoding", "")):
        headers["Content-Encoding"] = "gzip"
        blocks = _packed(blocks)
    return visit.with_cookies(StreamingResponse(blocks, headers=headers, media_type="text/csv; charset=utf-8"))


def cell(text: str) -> str:
    """Return the text as a cell that no program takes for a formula, nor what follows a semicolon in it."""
    return _FORMULA_BEGINS.sub("'", text)


class _Line:
    """A file that keeps the last row which was written."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def _lines(visit: Visit, request: ListRequest) -> Iterator[str]:
    """Yield the head and a block of rows at a time. Nothing is kept open meanwhile, as links may be slow."""
    line = _Line()
    writer = csv.writer(line)

    def written(row: Sequence[str]) -> str:
        writer.writerow([cell(text) for text in row])
        return line.text

    names = visit.reader.language.words["table"]
    yield BOM + written([names[column] for column in COLUMNS])
    has_more = True
    while has_more:
        page = list_talks(visit.service, visit.actor, request, ROWS_AT_ONCE)
        yield "".join(written(_row(visit, talk)) for talk in page.talks)
        has_more = page.has_more
        if has_more:
            request = replace(request, after=page.talks[-1].place)


def _row(visit: Visit, talk: ListedTalk) -> Sequence[str]:
    seminar, words = talk.seminar, visit.reader.language.words
    details, first = seminar.details, talk.stages[0]
    stages = [words["stage"][first], *(words["newer"][stage] for stage in talk.stages[1:])]
    return (
        details.title,
        "; ".join(details.speakers),
        "" if seminar.series is None else seminar.series.title,
        "" if details.held_on is None else details.held_on.isoformat(),
        "; ".join(stages),
        details.language or "",
        "" if talk.duration_ms is None else _length(talk.duration_ms),
        visit.service.settings.watch_url(seminar.slug),
        _moment(seminar.created_at),
        "" if seminar.decided_at is None else _moment(seminar.decided_at),
        talk.owner or "",
    )


def _length(ms: int) -> str:
    """Return `0:12:40`: with its hours, as spreadsheets take two parts for hours and minutes."""
    minutes, second = divmod(ms // 1000, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{second:02}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _packed(blocks: Iterator[bytes]) -> Iterator[bytes]:
    packing = zlib.compressobj(wbits=_GZIP)
    for block in blocks:
        yield packing.compress(block) + packing.flush(zlib.Z_SYNC_FLUSH)
    yield packing.flush()
