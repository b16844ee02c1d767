"""The organiser's own times: what is read from every kind of file, and what is refused, with the right line."""

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mediasvc.domain.errors import CuesInvalid
from mediasvc.domain.timeline import Timeline, TimingMethod
from workers.timing import cues_file
from workers.timing.talk import PassedOver, Talk, TimedSlide

SLIDES = 5
DURATION_MS = 7_300_000
MOST_CUES = 2_000

Cues = list[tuple[int, int]]
THREE: Cues = [(1, 0), (3, 85_500), (1, 242_000)]
ARABIC_INDIC = {ord("0") + digit: 0x660 + digit for digit in range(10)}
PERSIAN = {ord("0") + digit: 0x6F0 + digit for digit in range(10)}


def talk(raw: bytes, slides: int = SLIDES) -> Talk:
    return Talk(DURATION_MS, [TimedSlide()] * slides, cues_file.read_cues(raw, DURATION_MS, [""] * slides, MOST_CUES))


def read(raw: bytes) -> Cues:
    """(Slide number, start in ms) of every cue."""
    timeline = cues_file.plan(talk(raw))
    assert isinstance(timeline, Timeline)
    assert (timeline.method, timeline.confidence, timeline.duration_ms) == (TimingMethod.CUES, 1.0, DURATION_MS)
    return [(cue.slide + 1, cue.start_ms) for cue in timeline.cues]


@pytest.mark.parametrize(
    "raw",
    [
        b"slide,start\n1,0\n3,85.5\n1,242\n",
        b"slide,start\n1,0:00\n3,1:25.5\n1,4:02",
        b"slide,start\n1,0:00:00\n3,00:01:25.500\n1,0:04:02\n",
        b"\xef\xbb\xbfslide,start\r\n1,0:00\r\n3,1:25.5\r\n1,4:02\r\n",
        b"slide;start\n1;0,0\n3;85,5\n1;242,000\n",
        b"slide\tstart\n1\t0\n3\t1:25,5\n1\t4:02\n",
        b'"slide","start"\n"1","0"\n"3","85,5"\n1,"4:02"\n',
        b"Slide , START\n 1 , 0 \n 3 , 85.5 \n 1 , 242 \n",
        b"start,title,slide\n0,Hello,1\n85.5,,3\n242,Bye,1\n",
        b'slide,start,note\n1,0\n3,85.5,"one,\ntwo"\n1,242,x,y\n',
        b"slide,start\n\n1,0\n,\n  ,  \n3,85.5\n\n1,242\n\n",
        b"slide,start\n01,0\n003,85.5\n1,242\n",
        b"slide,start\r1,0\r3,85.5\r1,242\r",
        "slide,start,note\n1,0,one\vtwo\f\x1c\n3,85.5,one\u2028two\x85\n1,242,\n".encode(),
        "slide,start\n1,0:00\n3,1:25.5\n1,4:02\n".translate(ARABIC_INDIC).encode(),
        "slide,start\n1,0\n3,85.5\n1,242\n".translate(PERSIAN).encode(),
        "slide,start\n1,0\n3,85.5\n1,242\n".encode("utf-16"),
        b"\xfe\xff" + "slide;start\r\n1;0\r\n3;85,5\r\n1;242\r\n".encode("utf-16-be"),
        b'[{"slide": 1, "start": "0:00"}, {"slide": 3, "start": "1:25.5"}, {"slide": 1, "start": "4:02"}]',
        b'[{"slide": 1, "start": 0}, {"slide": "3", "start": 85.5}, {"slide": 1, "start": 242.0}]',
        b'\xef\xbb\xbf\n [{"start":"0","slide":"1","x":"[,]"},\n{"start":85.5,"slide":3}\n,{"start":242,"slide":1}]\n',
        b"WEBVTT\n\n00:00.000 --> 01:25.500\n1\n\n01:25.500 --> 04:02.000\n3\n\n04:02.000 --> 05:00.000\n1\n",
        b"WEBVTT - slides\r\n\r\nNOTE mine\r\n\r\nfirst\r\n00:00:00.000 --> 00:01:25.500 line:0\r\n1\r\n\r\n"
        b"00:01:25.500 --> 00:04:02.000\r\n 3 \r\n\r\n00:04:02.000 --> 00:05:00.000\r\n1\r\n",
        b"\xef\xbb\xbfWEBVTT\n\n00:00.000-->01:25.500\n1\n\n01:25.500-->04:02.000\n3\n\n04:02.000-->05:00.000\n1",
    ],
)
def test_all_say_the_same(raw: bytes) -> None:
    assert read(raw) == THREE


ALL: Cues = [(number + 1, number * 10_000) for number in range(SLIDES)]
TITLES = ["Savings groups", "Three rules of a box", "Results", "Results", ""]


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        ("0:00 Slide 1\n1:25.5 Slide 3\n4:02 Slide 1\n", THREE),
        ("Slides:\n\n00:00 - 1\n01:25,5 - 3. Anything\n(0:04:02) 1\nThanks for watching\n", THREE),
        ("[0:00] Folie 1\n[1:25.5] #3\n[4:02] слайд 1", THREE),
        ("0:00 SAVINGS GROUPS!\n0:10 Three rules\n0:20 Results\n0:30 Results\n", ALL[:4]),
        ("0:00 Hello\n0:10 a\n0:20 b\n0:30 In 2030\n0:40 Bye\n", ALL),
        ("0:00\n0:10\n0:20\n0:30\n0:40\n", ALL),
        ("0.000000\t85.500000\tSlide 1\n85,5\t242\t3\n242\t242\tSavings groups\n", THREE),
        ("0:00 Savings groups\n0:10 A box\n0:20 Results\n0:30 Results\n0:40 Bye\n", ALL),
        ("Slide 1 - 0:00\n3: 1:25.5\n\nSavings groups (4:02)\nThanks at 5\n", THREE),
        ("1. 0:00 Savings groups\n2. 1:25.5 Slide 3\n3. 4:02 Slide 1\n", THREE),
        ("0:00 - 1:25 Slide 1\n1:25.5\u20134:02 Slide 3\n4:02 \u2014 5:00: Slide 1\n", THREE),
        ("- **0:00** Slide 1\n- **1:25.5** Slide 3\n* [4:02]: #1\n", THREE),
        ("\u200f0:00 \u200fشريحة 1\n\u202b1:25.5 اسلاید 3\u202c\n\u20674:02\u2069 שקופית 1", THREE),
        ("1\n00:00:00,000 --> 00:01:25,500\nSlide 1\n\n2\n00:01:25,500 --> 00:04:02,000\n3\n\n3\n"
         "00:04:02,000 --> 00:05:00,000\nSavings groups\n", THREE),
        ("WEBVTT\n\n00:00.000 --> 01:25.500\nSavings groups\n\n01:25.500 --> 04:02.000\nSlide 3\n\n"
         "04:02.000 --> 05:00.000\n1\n", THREE),
        ("sep=;\nslide;start\n1;0\n3;85,5\n1;242\n", THREE),
        ('# it was "mine\n\n slide,start\n1,0\n3,85.5\n1,242\n', THREE),
        ("0\t85.5\t1\n\\\t100.0\t200.0\n85.5\t242\tSlide 3\n\\\t1\t2\n242\t250\t1", THREE),
    ],
)  # fmt: skip
def test_lists_and_labels_name_slides_by_number_by_title_or_by_order(text: str, cues: Cues) -> None:
    starts = cues_file.read_cues(text.encode(), DURATION_MS, TITLES, MOST_CUES)
    assert [(start.slide + 1, start.start_ms) for start in starts] == cues


@pytest.mark.parametrize(
    ("name", "slide"),
    [
        ("3 keys to a good", 2),
        ("3 Loans", 3),
        ("3", 3),
        ("3 - anything", 3),
        ("2 ways to repay a loan", 4),
        ("Slide 2 ways", 2),
    ],
)
def test_a_title_may_begin_with_a_number(name: str, slide: int) -> None:
    titles = ["Welcome", "3 keys to a good box", "Loans", "2 ways to repay", "Malawi"]
    assert cues_file.read_cues(f"0:00 {name}".encode(), DURATION_MS, titles, MOST_CUES)[0].slide + 1 == slide


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0:00 Slide 1\n1:00 Slide 6\n", "line 2: there is no slide 6, the last one is 5"),
        ("0:00 Slide 1\n1:00 Coffee\n", "line 2: 'Coffee' is neither a slide's number nor its title"),
        ("0:00 Slide 1\n\n5.30 Slide 2\n", "line 3: '5.30 Slide 2' does not begin with a time such as 1:35"),
        ("0:00 Slide 1\n1:75 Slide 2\n", "line 2: '1:75' is not a time such as"),
        ("1:00 Slide 1\n0:59 Slide 2\n", "line 2: 0:59 is before the cue above it"),
        ("0:00 1\n9:00:00 2\n", "line 2: 9:00:00 is past the end of the recording"),
        ("0\t5\tSlide 1\n5 9 Slide 2\n", "line 2: a label is a start, an end and a text, with tabs between them"),
        (
            "0:00 Savings groups\n0:10 Thre rules\n0:20 Savings groups\n0:30 Results\n0:40 Results",
            "line 2: 'Thre rules' is neither a slide's number nor its title",
        ),
        ("0:00 1\n0:10 2 ways to repay\n", "line 2: '2 ways to repay' is neither a slide's number nor its title"),
        ("Slide 1 0:00\n3 to go\nSlide 2 0:10\n", "line 2: '3 to go' does not end with a time such as 1:35"),
        ("0\t5\t1\n7\t6\t2\n", "line 2: a label is a start, an end and a text, with tabs between them"),
        ("-0.5\t0\t1\n", "line 1: '-0.5' is not a time such as"),
        ("1\t0\n2\t15\n3\t30\n4\t45\n5\t60\n", "line 1: the header must name the columns slide and start; a list has"),
        ("1\n00:00:00,000 --> 00:01:25,500\na\n\n2\n00:01:25,500 --> 00:04:02,000\nb\n", "line 3: 'a' is neither"),
        ("0\t5\tSlide 1\n5\t9\tCoffee\n", "line 2: 'Coffee' is neither a slide's number nor its title"),
    ],
)
def test_a_refusal_of_a_list_names_the_line(text: str, sentence: str) -> None:
    with pytest.raises(CuesInvalid, match=re.escape(sentence)):
        cues_file.read_cues(text.encode(), DURATION_MS, TITLES, MOST_CUES)


@pytest.mark.parametrize(
    ("start", "start_ms"),
    [
        ("0", 0),
        ("7", 7_000),
        ("90", 90_000),
        ("0.001", 1),
        ("0.0019", 1),
        ("1.5", 1_500),
        ("1,05", 1_050),
        ("90:00", 5_400_000),
        ("2:01:39.999", 7_299_999),
        ("00:00:07", 7_000),
        ("7299.999", 7_299_999),
    ],
)
def test_times(start: str, start_ms: int) -> None:
    for raw in (
        f'slide,start\n1,0\n2,"{start}"\n',
        json.dumps([{"slide": 1, "start": 0}, {"slide": 2, "start": start}]),
    ):
        assert read(raw.encode()) == ([(1, 0), (2, start_ms)] if start_ms else [(2, 0)])


@pytest.mark.parametrize(
    "start",
    ["", "soon", "-1", "+1", "1e3", "1.", ".5", "1:60", "1:99", "1:60:00", "1:00:60", "1:2:3:4", "1:", ":1", "1 2",
     "inf", "nan", "0x1", "1_0", "½", "²", "1.5.5", "9" * 5_000],
)  # fmt: skip
def test_what_is_no_time(start: str) -> None:
    with pytest.raises(CuesInvalid, match=r"line 3: '.*' is not a time such as"):
        read(f"slide,start\n1,0\n2,{start}\n".encode())


@pytest.mark.parametrize("slide", ["", "one", "-1", "1.0", "1e0", "²", "1 2", "true", "0x1", "9" * 5_000, "0" * 5_000])
def test_what_is_no_slide_number(slide: str) -> None:
    with pytest.raises(CuesInvalid, match=r"line 3: '.*' is not a slide number"):
        read(f"slide,start\n1,0\n{slide},1\n".encode())


@pytest.mark.parametrize("slide", ["0", "6", "12", "000000012", "999999999"])
def test_slides_that_are_not_there(slide: str) -> None:
    with pytest.raises(CuesInvalid, match=rf"line 3: there is no slide {slide}, the last one is 5$"):
        read(f"slide,start\n1,0\n{slide},1\n".encode())


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "line 1: there is nothing in the file"),
        (b"\xef\xbb\xbf\n\n", "line 1: there is nothing in the file"),
        (b"1,0:00\n2,1:00\n", "line 1: the header must name"),
        (b"slide,begin\n1,0\n", "line 1: the header must name"),
        (b"slide start\n1 0\n", "line 1: the header must name"),
        (b"slide,start\n", "line 1: there is no cue in it"),
        (b"slide,start\n\n , \n", "line 1: there is no cue in it"),
        (b"[]", "line 1: there is no cue in it"),
        (b"WEBVTT\n\nNOTE nothing\n", "line 1: there is no cue in it"),
        (b"slide,start\n1,0\n2\n", "line 3: a slide number and its start are needed"),
        (b"slide,start\n1,0\n\n\n6,5\n", "line 5: there is no slide 6"),
        (b"slide,start\r\n1,0\r\n\r\n6,5\r\n", "line 4: there is no slide 6"),
        (b'slide,start,note\n1,0,"a\nb\nc"\n6,5,\n', "line 5: there is no slide 6"),
        (b'slide,start,note\n1,0,\n6,5,"a\nb\nc"\n', "line 3: there is no slide 6"),
        (b'slide,start\n1,0\n"2,5\n3,9\n', "line 3: a slide number and its start are needed"),
        (b"slide,start\n1,5\n2,4\n", "line 3: 4 is before the cue above it"),
        (b"slide,start\n1,0\n2,9\n3,8:00\n3,9\n", "line 5: 9 is before the cue above it"),
        (b"slide,start\n1,0\n2,7300\n", "line 3: 7300 is past the end of the recording"),
        (b"slide,start\n1,2:01:40\n", "line 2: 2:01:40 is past the end of the recording"),
        (b"slide,start\n1,999999:00:00\n", "line 2: 999999:00:00 is past the end of the recording"),
        (b"slide,start\n1,0\n2,\0\n", r"line 3: '\\x00' is not a time"),
        (b"slide,start\n\0,0\n", r"line 2: '\\x00' is not a slide number"),
        (b"\0\0\0\0", "line 1: the header must name"),
        (b"slide,start\n1,0\n2,\xff\n", "line 3: it is not UTF-8 text"),
        (b"slide,start\n1,0\n2,caf\xe9\n", "line 3: it is not UTF-8 text"),
        (b"\xff\xfes\0l\0i", "line 1: it is not UTF-8 text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "line 1: it is not UTF-8 text"),
        (b"slide,start\n1,0\n2," + b"x" * 200_000 + b"\n", "line 3: field larger than field limit"),
        (b'{"slide": 1, "start": 0}', "line 1: a list of cues is needed"),
        (b"[\n1]", r'line 2: a cue is \{"slide": …, "start": …\}'),
        (b'[{"slide": 1, "start": 0},\n\n{"slide": 2}]', "line 3: a cue is"),
        (b'[{"slide": 1, "start": 0},\n\n\n{"slide": 6, "start": 5}]', "line 4: there is no slide 6"),
        (b'[{"slide": 1,\n "start": 5},\n{"slide": 2,\n "start": 4}]', "line 3: 4 is before the cue above it"),
        (b'[{"slide": true, "start": 0}]', "line 1: 'true' is not a slide number"),
        (b'[{"slide": 1, "start": null}]', "line 1: 'null' is not a time"),
        (b'[{"slide": 1, "start": NaN}]', "line 1: 'NaN' is not a time"),
        (b'[{"slide": "\\ud800", "start": 0}]', r"line 1: '\\ud800' is not a slide number"),
        (b'[{"slide": 1, "start": 0}\n{"slide": 2, "start": 5}]', "line 2: it is not JSON"),
        (b'[{"slide": 1, "start": 0},\n', "line 2: it is not JSON"),
        (b'\n[{"slide": 1, "start": ' + b"9" * 5_000 + b"}]", "line 2: '9999"),
        (b"[" * 100_000, "line 1: it is nested too deep"),
        (b'[{"slide": 1, "start": ' + b"[" * 100_000, "line 1: it is nested too deep"),
        (b"WEBVTT\n\n00:00.000 --> 00:05.000\n1\n\n00:05.000 --> 00:09.000\n6\n", "line 7: there is no slide 6"),
        (b"WEBVTT\n\n00:00.000 --> 00:05.000\nHello\n", "line 4: 'Hello' is neither a slide's number nor its title"),
        (b"WEBVTT\n\n00:00.000 --> 00:05.000\n\n", "line 3: '' is neither a slide's number"),
        (b"WEBVTT\n\n00:00.000 --> 00:05.000", "line 3: '' is neither a slide's number"),
        (b"WEBVTT\n\nsoon --> 00:05.000\n1\n", "line 3: 'soon' is not a time"),
        (b"WEBVTT\n\n00:05.000 --> 00:09.000\n1\n\n00:04.000 --> 00:05.000\n2\n", "line 6: 00:04.000 is before"),
        (b"WEBVTT\n\n02:01:40.000 --> 02:02:00.000\n1\n", "line 3: 02:01:40.000 is past the end"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_line(raw: bytes, sentence: str) -> None:
    with pytest.raises(CuesInvalid, match=f"^The cues file cannot be used: {sentence}"):
        read(raw)


def test_of_equal_times_the_last_wins() -> None:
    assert read(b"slide,start\n1,0\n2,10\n3,10\n4,10\n") == [(1, 0), (4, 10_000)]


def test_the_first_cue_is_shown_from_the_beginning() -> None:
    assert read(b"slide,start\n4,1:00\n2,2:00\n") == [(4, 0), (2, 120_000)]


def test_cues_up_to_the_limit() -> None:
    rows = [f"{number % 2 + 1},{number}" for number in range(2_001)]
    assert len(read("\n".join(["slide,start", *rows[:2_000]]).encode())) == 2_000
    with pytest.raises(CuesInvalid, match="line 2002: 2000 cues are allowed"):
        read("\n".join(["slide,start", *rows]).encode())
    with pytest.raises(CuesInvalid, match="line 1: 2000 cues are allowed"):
        read(json.dumps([{"slide": 1, "start": 0}] * 200_000).encode())


def test_without_a_file_there_is_no_timeline() -> None:
    assert cues_file.plan(Talk(DURATION_MS, [TimedSlide()])) == PassedOver("no cues file was given")


PIECES = [
    *(
        "slide",
        "start",
        ",",
        ";",
        "\t",
        "\n",
        "\r\n",
        "1",
        "2",
        "6",
        "0:30",
        "1:00:00",
        "7300",
        '"',
        "[",
        "]",
        "{",
        "}",
    ),
    *('"slide":', '"start":', "WEBVTT\n\n", " --> ", "\0", "٣", "\u2028", "\x0b", "9" * 5_000),
]
WRITTEN = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
ROWS = st.tuples(st.sampled_from(["slide,start\n", "WEBVTT\n\n", "[", ""]), WRITTEN).map("".join).map(str.encode)


@given(st.one_of(st.binary(), ROWS, WRITTEN.map(lambda text: text.encode("utf-16"))))
@example(b"slide,start\n000000000000012,1\n")
def test_any_file_gives_a_timeline_or_the_line_of_a_mistake(raw: bytes) -> None:
    try:
        cues = read(raw)
    except CuesInvalid as error:
        refused = error.detail
    else:
        assert cues[0][1] == 0
        assert all(1 <= slide <= SLIDES and start_ms < DURATION_MS for slide, start_ms in cues)
        return
    named = re.match(r"line ([1-9]\d*): .", refused)
    assert named, refused
    assert int(named[1]) <= raw.count(b"\n") + raw.count(b"\r") + 1
