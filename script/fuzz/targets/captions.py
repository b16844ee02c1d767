"""Captions as WebVTT and SRT: only MediasvcError, or plain captions in order within the talk."""

from contextlib import suppress
from itertools import pairwise

from mediasvc.domain.captions import read_webvtt, to_webvtt
from mediasvc.domain.errors import MediasvcError
from workers.timed_text.captions_file import read_captions

DURATION_MS, MOST = 3_600_000, 50
SEEDS = (
    b"WEBVTT\n\n00:00.000 --> 00:02.000\n<v Ada>Good <i>morning</i> &amp; welcome\n\n00:02.000 --> 00:04.000\nAll\n",
    b"1\r\n00:00:01,000 --> 00:00:02,500\r\nOne {\\an8}\r\n\r\n2\r\n00:00:02,500 --> 00:00:04,000\r\nTwo\r\n",
    b"WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\nNOTE no\n\nSTYLE\n::cue{}\n\n00:01.000 --> 00:01.000\nA\n",
    b"00:01.000 --> 00:02.000\none\n\n00:02.000 --> 00:03.000\none\ntwo\n\n00:03.000 --> 00:04.000\ntwo\n",
    b"1\n00: 00: 01, 500 --> -00.00.04.000\nodd\n",
    "WEBVTT\n\n00:00.000 --> 00:02.000\n\u0634\u0643\u0631\u0627\n".encode("utf-16"),
)
WORDS = (
    *(b"\n\n", b" --> ", b"00:00:01.000", b"-00:00:01,000", b"99:59:59.999", b"WEBVTT", b"NOTE", b"STYLE", b"REGION"),
    *(b"<v Ada>", b"<i>", b"</i>", b"<00:00:01.000>", b"<c.a>", b"&lt;", b"&nbsp;", b"&#x2028;", b"{\\an8}", b">> "),
    *("\u2028\u202e\u200b\u0085\ufeff\u066b".encode(), b"\0", b"\x1c", b"\r", b"\x0c", b"align:start", b"\xff"),
)


def check(data: bytes) -> None:
    with suppress(MediasvcError):
        captions = read_captions(data, DURATION_MS, MOST).said.captions
        assert 0 < len(captions) <= MOST
        assert all(0 <= each.start_ms < each.end_ms <= DURATION_MS for each in captions)
        assert all(one.start_ms <= other.start_ms for one, other in pairwise(captions))
        assert all(line.strip() for each in captions for line in each.text.split("\n"))
        assert read_webvtt(to_webvtt(captions)) == captions
