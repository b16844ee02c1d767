"""Captions and slide times that are too many, too long, too deep, or want to be something else."""

from hostile.case import DRAWN, Case, Place, codes

TAKEN = DRAWN
NO_CAPTIONS = codes("captions_invalid")
TAKEN_OR_NOT = TAKEN | NO_CAPTIONS
NO_CUES = codes("cues_invalid")
HEAD = b"WEBVTT\n\n"
TIME = b"00:00.500 --> 00:01.500"
MEGABYTE = 1_000_000
OVERRIDES = "\u202e\u2066\u200f\u061c\u2067\u202b"
ARABIC = "\u0633\u0644\u0627\u0645"


def captions(name: str, content: bytes, right: frozenset[str], *absent: str, file: str = "talk.vtt") -> Case:
    return Case(name, file, lambda _: content, right, Place.CAPTIONS, absent=absent)


def cues(name: str, content: bytes, right: frozenset[str] = NO_CUES, file: str = "cues.csv") -> Case:
    return Case(name, file, lambda _: content, right, Place.CUES)


def caption(text: bytes, time: bytes = TIME) -> bytes:
    return time + b"\n" + text + b"\n\n"


def many(count: int) -> bytes:
    """Return this many captions, each of one millisecond."""
    return b"".join(
        caption(
            b"a",
            b"00:%02d.%03d --> 00:%02d.%03d" % (*divmod(number % 5_000, 1_000), *divmod(number % 5_000 + 1, 1_000)),
        )
        for number in range(count)
    )


def styled(canary: str) -> bytes:
    """Return captions with a stylesheet that fetches, regions, and a script."""
    style = f"STYLE\n::cue {{ background: url({canary}cue.png); }}\n@import url({canary}cue.css);\n\n".encode()
    region = b"REGION\nid:a\nwidth:100%\n\n"
    script = b'<script>alert(1)</script><img src=x onerror=alert(1)><c.a><v "onload=alert(1)>Amina</v></c>'
    return HEAD + style + region + caption(script) + caption(b"NOTE\n00:02.000 --> 00:03.000\n&lt;script&gt;")


def nested_json(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


ROW = b"slide,start\n"

CASES: tuple[Case, ...] = (
    captions("captions-line-10mb", HEAD + caption(b"a" * 9_900_000), TAKEN_OR_NOT),
    captions("captions-words-10mb", HEAD + caption(b"a b " * 2_400_000), TAKEN_OR_NOT),
    captions("captions-11mb", HEAD + caption(b"a" * 11 * MEGABYTE), NO_CAPTIONS),
    captions("captions-many", HEAD + many(350_000), TAKEN_OR_NOT),
    captions(
        "captions-srt-many", b"".join(b"%d\n" % n + caption(b"a") for n in range(250_000)), TAKEN_OR_NOT, file="a.srt"
    ),
    captions("captions-tags-deep", HEAD + caption(b"<b><i>" * 800_000 + b"a"), TAKEN_OR_NOT, "<b>"),
    captions("captions-tags-open", HEAD + caption(b"<" * 2 * MEGABYTE + b"a"), TAKEN_OR_NOT),
    captions("captions-entities", HEAD + caption(b"&amp;" * 1_000_000 + b"&" * MEGABYTE), TAKEN_OR_NOT),
    captions("captions-overrides", HEAD + caption(f"{ARABIC} {OVERRIDES * 2_000} {ARABIC} abc".encode()), TAKEN),
    captions("captions-marks", HEAD + caption(("a" + "\u0301" * 500_000).encode()), TAKEN_OR_NOT),
    captions("captions-nul", HEAD + caption(b"a\0b\0" * 100_000) + caption(b"Words"), TAKEN_OR_NOT, "\0"),
    captions("captions-utf16-broken", "WEBVTT\n\n".encode("utf-16") + b"\x00\xd8" * 40_000 + b"a", TAKEN_OR_NOT),
    captions("captions-times-huge", HEAD + caption(b"a", b"9" * 5_000 + b":00:00.000 --> 00:00:01.000"), TAKEN_OR_NOT),
    captions("captions-digits", HEAD + caption(b"a", b"0:" * 300_000 + b"1 --> " + b"0" * 300_000), TAKEN_OR_NOT),
    captions("captions-arrows", HEAD + b"-->" * 1_000_000 + b"\n", TAKEN_OR_NOT),
    captions("captions-lines", HEAD + TIME + b"\n" * 9_000_000, TAKEN_OR_NOT),
    captions("captions-noise", bytes(range(256)) * 4_000, TAKEN_OR_NOT),
    Case(
        *("captions-script", "talk.vtt", styled, TAKEN_OR_NOT, Place.CAPTIONS),
        absent=("<script", "<img", "STYLE", "url("),
    ),
    cues("cues-line-5mb", ROW + b"1," + b"0" * 4_900_000),
    cues("cues-quote-open", ROW + b'1,"' + b"0,\n" * 1_000_000),
    cues("cues-million", ROW + b"1,0\n" * 1_000_000),
    cues("cues-columns", b"slide,start" + b",a" * 1_000_000 + b"\n1,0\n", NO_CUES | DRAWN),
    cues("cues-not-numbers", ROW + b"1,nan\n2,inf\n"),
    cues("cues-exponent", ROW + b"1,0\n2,1e309\n"),
    cues("cues-negative", ROW + b"1,0\n-2,-9\n"),
    cues("cues-digits", ROW + b"9" * 100_000 + b",0\n"),
    cues("cues-nul", ROW + b"1,0\0\n\0"),
    cues("cues-json-deep", nested_json(200_000), file="cues.json"),
    cues("cues-json-number", b'[{"slide": ' + b"9" * 500_000 + b', "start": "0:00"}]', file="cues.json"),
    cues("cues-json-names", b"[{" + b'"a": 1, ' * 400_000 + b'"slide": 1}]', file="cues.json"),
    cues("cues-entities", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', file="cues.xml"),
    cues("cues-vtt-million", HEAD + many(120_000).replace(b"\na\n", b"\n1\n"), file="cues.vtt"),
)
