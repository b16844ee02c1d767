"""Documents without times: only MediasvcError, or sentences that become captions in order within the talk."""

import io
import tempfile
import zipfile
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from mediasvc.domain.errors import MediasvcError
from mediasvc.domain.speech import Span
from workers.manuscripts.aligned import aligned
from workers.manuscripts.docx import read_docx_file
from workers.manuscripts.text import read_text_file

DURATION_MS, MOST = 60_000, 200
SPEECH = [Span(begin, begin + 1_700) for begin in range(0, DURATION_MS - 1_700, 2_100)]
PROSE = "Good morning. The first group began with twelve women, one box, and three rules! " * 4


def _docx(body: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("_rels/.rels", '<r><r Id="1" Type="x/officeDocument" Target="word/document.xml"/></r>')
        package.writestr("word/document.xml", f"<document><body>{body}</body></document>")
    return packed.getvalue()


SEEDS = (
    PROSE.encode(),
    ("今天讲水。" * 40).encode(),
    PROSE.encode("utf-16"),
    _docx(
        f"<p><r><t>{PROSE}</t></r><del><r><t>no</t></r></del></p><tbl><tr><tc><p><r><t>cell</t></r></p></tc></tr></tbl>"
    ),
)


def check(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, suppress(MediasvcError):
        path = Path(folder) / "manuscript"
        path.write_bytes(data)
        read_file = read_docx_file if data.startswith(b"PK") else read_text_file
        read = read_file(path, DURATION_MS, MOST)
        captions = aligned(read.manuscript, SPEECH, DURATION_MS) if read.manuscript else read.captions
        assert all(0 <= each.start_ms < each.end_ms <= DURATION_MS for each in captions)
        assert not read.manuscript or all(one.end_ms <= other.start_ms for one, other in pairwise(captions))
