"""The organiser's captions: what is read from every kind of file, and what is refused, with the right line."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mediasvc.adapters.storage.memory import MemoryStorage
from mediasvc.domain.build import Digest, Source
from mediasvc.domain.captions import Caption, Said, read_webvtt, to_webvtt
from mediasvc.domain.errors import CaptionsInvalid
from mediasvc.domain.limits import Limits
from workers.steps import read_captions as step
from workers.steps.artifacts import Artifacts
from workers.timed_text.captions_file import read_captions

DURATION_MS = 60_000
MOST = 100
TIMES = "00:01.000 --> 00:02.000\n"
TWO = (Caption(500, 2_000, "نعم"), Caption(2_000, 61_000 - 1_000, "A & B\nC"))


def read(raw: bytes, most: int = MOST) -> tuple[Caption, ...]:
    return read_captions(raw, DURATION_MS, most).said.captions


def texts(body: str) -> list[str]:
    """The texts of a WebVTT file with this behind its header."""
    return [caption.text for caption in read(f"WEBVTT\n\n{body}".encode())]


VTT = "WEBVTT\n\n00:00.500 --> 00:02.000\nنعم\n\n00:02.000 --> 00:01:00.000\nA &amp; B\nC\n"
SRT = "1\n00:00:00,500 --> 00:00:02,000\nنعم\n\n2\n00:00:02,000 --> 00:01:00,000\nA & B\nC\n"
KINDS = {
    "WebVTT": VTT.encode(),
    "SRT": SRT.encode(),
    "a byte order mark": b"\xef\xbb\xbf" + VTT.encode(),
    "a byte order mark before SRT": b"\xef\xbb\xbf" + SRT.encode(),
    "UTF-16": VTT.encode("utf-16"),
    "UTF-16, big end first": b"\xfe\xff" + SRT.encode("utf-16-be"),
    "UTF-16 without a mark": VTT.encode("utf-16-le"),
    "UTF-16 without a mark, big end first": SRT.replace("\n", "\r\n").encode("utf-16-be"),
    "lines as on Windows": VTT.replace("\n", "\r\n").encode(),
    "lines as on old Macs": SRT.replace("\n", "\r").encode(),
    "no last line end": VTT.strip().encode(),
    "a header with words": VTT.replace("WEBVTT", "WEBVTT - mine\nKind: captions\nLanguage: ar").encode(),
    "hours, settings, names": (
        b"WEBVTT\n\nfirst\n00:00:00.500 --> 00:00:02.000 align:start position:0%\n"
        + "نعم".encode()
        + b"\n\nlast one\n00:00:02.000-->00:01:00.000\tline:0\nA &amp; B\nC\n"
    ),
    "notes, styles, regions": (
        VTT.replace("WEBVTT\n", "WEBVTT\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:x\n\nNOTE\nmine\n")
        + "\nNOTE it ends\nhere\n"
    ).encode(),
    "past the end": SRT.replace("00:01:00,000", "02:00:00,000 X1:10 X2:20").encode(),
    "empty lines within": SRT.replace("A & B\n", "\nA & B\n \n").encode(),
    "no empty lines between": SRT.replace("\n\n", "\n").encode(),
    "no numbers": re.sub(r"(?m)^\d\n", "", SRT).encode(),
    "one that shows nothing": SRT.replace("2\n00", "2\n00:00:01,000 --> 00:00:01,500\n<i> </i>\n\n3\n00").encode(),
    "a number at the end": (SRT + "\n3\n").encode(),
}


@pytest.mark.parametrize("raw", KINDS.values(), ids=KINDS)
def test_all_say_the_same(raw: bytes) -> None:
    assert read(raw) == TWO


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("<i>One</i> <b>two</b> <u>three</u>", "One two three"),
        ("<c.yellow.bg_blue>One</c> <lang en-GB>two</lang>", "One two"),
        ("One <00:00:01.500>two<00:00:01.700><c> three</c>", "One two three"),
        ('<font color="#fff">One</font>{\\an8} two', "One two"),
        ("<ruby>漢字<rt>かんじ</rt></ruby>です", "漢字(かんじ)です"),
        ("<ruby>漢<rt> <i>kan</i>\n<rt.big>ji</ruby>, <ruby>no<rt></rt></ruby>", "漢(kan)(ji), no"),
        ("<ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp><rb>京</rb><rp> (<rt>きょう<rp>)</ruby>", "東(とう)京(きょう)"),
        ("<rp>one <rp.a>[two</rp > <rtc>three</rtc>", "one three"),
        ("<script>x</script> vector<int> a<b and c>d <br>", "<script>x</script> vector<int> a<b and c>d <br>"),
        ("<c.loud >One</c.loud > <B>two</B> <lang>three <v>four", "One two three four"),
        ("&lt;b&gt; &amp;amp; &quot;&#1587;&#x627;&quot; &lrm;", '<b> &amp; "سا" \u200e'),
        ("a &copyright &unknown; & b", "a &copyright &unknown; & b"),
        ("2 < 3 > 1 <- 0 <3", "2 < 3 > 1 <- 0 <3"),
        ("one\x07two \x1b[1m\ttab\u2028end&#10;line&#13;&#0;", "onetwo [1m tab end\nline \ufffd"),
        ("  one   two  \n \n three", "one two\nthree"),
        ("a unfinished <b", "a unfinished <b"),
    ],
)  # fmt: skip
def test_a_caption_is_plain_text(said: str, text: str) -> None:
    assert texts(TIMES + said) == [text]


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("a std::vector<int> and a Map<String, List<T>>", None),
        ("if a<b and c>d then", None),
        ("<script> in the head, <v Hana>, <c>, <lang en>, <ruby>, </>, 5<u", None),
        ("<B>One</b > <i/>two<U> three</U>", "One two three"),
        ("""<font color="#fff" size = 3>One</font> <FONT FACE='a b'>two</FONT> <b id=x>three</b>""", "One two three"),
        ("<font> <font name> <b and x=1>", "<font name> <b and x=1>"),
        ("{\\an8}{\\fs20\\c&HFF&\\i}One {\\pos(10,20)}{\\fnComic Sans MS}two{\\r}", "One two"),
        ("{\\bf One} {\\alpha} {two}", None),
        ("and<00:00:01.500><c> so</c><00:01,700><c.a> on</c>", "and so on"),
        ("&lt;i&gt; &amp; 漢字", "<i> & 漢字"),
    ],
)  # fmt: skip
def test_srt_has_four_tags_and_all_else_is_words(said: str, text: str | None) -> None:
    [caption] = read(f"1\n{TIMES}{said}".encode())
    assert caption.text == (said if text is None else text)


def test_a_voice_is_named_where_it_changes() -> None:
    body = "<v.loud Hana Tesfaye>Hello.\n<v Hana Tesfaye>Again.</v>\n<v አበበ &amp; all>Yes?"
    assert texts(TIMES + body) == ["Hana Tesfaye: Hello.\nAgain.\nአበበ & all: Yes?"]
    one, other, nobody, empty = "<v Hana>One.", "<v Abebe>Two.", "Three.", "<v Abebe></v>"
    said = [one, one, other, empty, other, nobody, other, "<v >Four."]
    told = ["Hana: One.", "One.", "Abebe: Two.", "Two.", "Three.", "Abebe: Two.", "Four."]
    times = [f"00:{second:02}.000 --> 00:{second + 1:02}.000\n" for second in range(len(said))]
    assert texts("\n\n".join(map(str.__add__, times, said))) == told
    voices = read_captions(f"WEBVTT\n\n{TIMES}{one}\n\n{TIMES}{empty}".encode(), DURATION_MS, MOST).said.voices
    assert voices == {"Hana"}


@pytest.mark.parametrize("name", ["-", "", ">>", "&gt;&gt;", "...", "*", "\u2014"])
def test_a_voice_without_letters_has_no_name(name: str) -> None:
    heard = read_captions(f"WEBVTT\n\n{TIMES}<v {name}>The synthesis</v>\n<v {name}>of it".encode(), DURATION_MS, MOST)
    assert heard.said == Said((Caption(1_000, 2_000, "The synthesis\nof it"),))


def test_captions_may_overlap() -> None:
    body = "00:01.000 --> 00:09.000\nOne\n\n00:01.000 --> 00:02.000\nTwo\n\n00:01.500 --> 00:01.600\nThree"
    assert texts(body) == ["One", "Two", "Three"]


ARABIC = "\n\n".join(f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\nنعم نتعلم كيف نستعد" for n in range(1, 9))


def many(count: int) -> bytes:
    """A file of so many captions, two lines each, under a header of two."""
    return b"WEBVTT\n\n" + b"".join(f"00:01.{n:03} --> 00:03.000\nWord {n}\n".encode() for n in range(count))


WRONG = {
    "nothing": (b"", "line 1: the file is empty"),
    "blank lines": (b"\n \n\n", "line 1: the file is empty"),
    "a header alone": (b"WEBVTT\n\nNOTE nothing\n", "line 1: there is no caption in it"),
    "none that shows something": (f"WEBVTT\n\n{TIMES}<i></i>\n".encode(), "line 1: there is no caption in it"),
    "other text": (b"\n\nslide,start\n1,0\n", "line 3: it begins neither as WebVTT nor as SRT"),
    "a header of another kind": (b"WEBVTTX\n\n", "line 1: it begins neither"),
    "a deck": (b"%PDF-1.7\n1 0 obj\n", "line 1: it begins neither"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0", "line 1: it is not UTF-8 text"),
    "nothing but NULs": (b"WEBVTT\n\n" + b"\0" * 9_999, "line 1: there is no caption in it"),
    "many NULs": (VTT.replace("o", "\0").replace("0", "\0").encode(), "line 3: it is not text"),
    "UTF-16 of a header alone": ("WEBVTT\n".encode("utf-16-le"), "line 1: there is no caption in it"),
    "UTF-16 cut short": (VTT.encode("utf-16-be")[:61], "line 3: it is not UTF-8 text"),
    "UTF-32": (VTT.encode("utf-32"), "line 1: it is not"),
    "UTF-32 without a mark": (VTT.encode("utf-32-le"), "line 1: it is not"),
    "half of UTF-16": (b"\xff\xfe1", "line 1: it is not UTF-8 text"),
    "Latin-1": (SRT.replace("نعم", "caf\xe9").encode("latin-1"), "line 3: it is not UTF-8 text"),
    "Windows' Arabic": (ARABIC.encode("windows-1256"), "line 3: it is not UTF-8 text"),
    "no end and no words": (b"1\n00:00:01,000 -->", "line 1: there is no caption in it"),
    "an arrow between words alone": (b"1\nTwo is --> three", "line 1: there is no caption in it"),
    "another talk's": (
        SRT.replace("0:00:00,5", "1:00:00,5").replace("0:00:02", "1:00:02").encode(),
        "line 2: 01:00:00,5",
    ),
    "all before its start": (b"1\n-00:00:02,000 --> -00:00:01,000\nOne", "line 2: -00:00:02,000 is outside the"),
    "no time to be read": (
        b"1\nsoon --> later\nOne\n2\nNaN:NaN --> NaN:NaN\nTwo",
        "line 2: 'soon' is not a time such as",
    ),
    "more than are allowed": (many(MOST + 1), f"line {2 * MOST + 3}: {MOST} captions are"),
    "the same far too often": (
        f"WEBVTT\n\n{(TIMES + 'Word' + chr(10)) * (5 * MOST + 1)}".encode(),
        f"line {10 * MOST + 3}: {MOST} captions are",
    ),
}


@pytest.mark.parametrize(("raw", "sentence"), WRONG.values(), ids=WRONG)
def test_a_refusal_names_the_line(raw: bytes, sentence: str) -> None:
    with pytest.raises(CaptionsInvalid, match=f"^The captions file cannot be used: {sentence}"):
        read(raw)


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    storage = MemoryStorage()
    artifacts = Artifacts(storage, tmp_path)
    limits = Limits()
    assert (limits.captions, limits.captions_bytes) == (20_000, 10_000_000)
    source = Source(Digest("a" * 64), "talk.vtt", limits.captions_bytes)
    storage.put(source.key, BytesIO(VTT.encode()))
    assert step.run(artifacts, source, DURATION_MS, limits).said.captions == TWO
    gone = Source(Digest("b" * 64), "talk.vtt", limits.captions_bytes + 1)
    with pytest.raises(CaptionsInvalid, match="line 1: the file has 10000001 bytes, 10000000 are allowed"):
        step.run(artifacts, gone, DURATION_MS, limits)


HOSTILE = (
    "<v ",
    "<",
    "&",
    "<v" + " " * 100,
    "{\\",
    "\n",
    "a\n",
    "<a ",
    "5\n\n",
    "NOTE\n\n",
    "<v a>b",
    "&#1",
    "<00:",
    "<b a=",
    "<rt>",
    "<rp>(",
    "{\\fn",
    "1:",
    "x-->\n",
    "\r",
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_huge_file_is_read_to_its_end(piece: str) -> None:
    """What looked at the third of a megabyte again and again would not come to its end."""
    body = piece * (300_000 // len(piece))
    [caption] = read(f"WEBVTT\n\n{TIMES}x{body}".encode())
    assert caption.text.startswith("x")


PIECES = [
    *("WEBVTT\n\n", "1\n", "\n", "\r\n", "\n\n", "00:01.000 --> 00:02.000\n", "00:00:03,5 --> 00:00:04,5\n", " --> "),
    *("NOTE a\n", "STYLE\n", "One", "نعم", "<v A>", "<v B>", "</v>", "<i>", "<", ">", "&amp;", "&#10;", "&", "{\\a}"),
    *("-00:00:01,000 --> ", "00:00:02,000 -->\n", "--> 00:04,000\n", "00:59,990 --> 00:59,999\n", "1:1 -> 1:2", "<rt>"),
    *("\0", "\x1b", "\u2028", "\x85", "\u202e", "59:59", "99:99"),
    *(
        "2\n00:00:05,000\n",
        "00:00:07,000",
        "\u200f",
        "00.00.01.000 --> ",
        "\uff1a",
        "00:05.000 --> 00:05.010\n",
        "- ",
        "A ",
    ),
]
WRITTEN = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
STARTED = st.tuples(st.sampled_from(["WEBVTT\n\n" + TIMES, "1\n" + TIMES, ""]), WRITTEN).map("".join)
FILES = st.one_of(
    st.binary(),
    STARTED.map(str.encode),
    *(STARTED.map(lambda text, encoding=encoding: text.encode(encoding)) for encoding in ("utf-16", "utf-16-be")),
)


@given(FILES)
@example(b"WEBVTT")
@example(b"1")
def test_any_file_gives_captions_or_the_line_of_a_mistake(raw: bytes) -> None:
    try:
        captions = read(raw)
    except CaptionsInvalid as error:
        refused = error.detail
    else:
        well_made(captions)
        return
    named = re.match(r"line ([1-9]\d*): .", refused)
    assert named, refused
    assert int(named[1]) <= raw.count(b"\n") + raw.count(b"\r") + 1


def well_made(captions: tuple[Caption, ...]) -> None:
    """As the domain promises, and so that they stay as they are when they are handed in again."""
    assert captions
    assert [caption.start_ms for caption in captions] == sorted(caption.start_ms for caption in captions)
    for caption in captions:
        assert 0 <= caption.start_ms < caption.end_ms <= DURATION_MS
        assert all(line.strip() for line in caption.text.split("\n"))
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]", caption.text)
    assert read_webvtt(to_webvtt(captions)) == captions
    assert read(to_webvtt(captions).encode()) == captions
