"""Tags in the room that a file has for them: nothing else in it changes, and what does not fit is cut."""

import struct
import unicodedata
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.flac import FLAC
from mutagen.id3 import ID3
from mutagen.mp4 import MP4Tags
from mutagen.mp4._atom import Atoms

from mediasvc.domain.seminar import MAX_NAME_CHARACTERS, SeminarDetails
from mediasvc.domain.series import Series, SeriesId
from workers.media import flac, id3, mp4, webm_tags
from workers.media.id3 import with_room
from workers.media.tags import CUT, Form, Tags, fill, fitted, shortened
from workers.steps.tag import FORMS, tags_of

SOUND = bytes(range(256)) * 8
MORE_THAN_ROOM = 2_000
# 48 kHz, mono, 16 bits.
STREAM = bytes.fromhex("10001000") + bytes(6) + (48_000 << 44 | 15 << 36 | 1_000).to_bytes(8) + bytes(16)


def box(name: bytes, *inside: bytes) -> bytes:
    content = b"".join(inside)
    return struct.pack(">I4s", 8 + len(content), name) + content


def element(name: str, content: bytes) -> bytes:
    return bytes.fromhex(name) + (1 << 28 | len(content)).to_bytes(4) + content


def block(kind: int, content: bytes) -> bytes:
    return bytes([kind]) + len(content).to_bytes(3) + content


def an_mp3(folder: Path) -> bytes:
    bare, out = folder / "bare.mp3", folder / "out.mp3"
    bare.write_bytes(SOUND)
    with_room(bare, out)
    return out.read_bytes()


def an_mp4(room: int = 1_024) -> bytes:
    handler = box(b"hdlr", bytes(8) + b"mdirappl" + bytes(9))
    tags = box(b"udta", box(b"meta", bytes(4), handler, box(b"ilst", bytes(room - 8))))
    return box(b"ftyp", b"isom") + box(b"moov", box(b"mvhd", bytes(100)), tags) + box(b"mdat", SOUND)


def a_flac() -> bytes:
    return b"fLaC" + block(0, STREAM) + block(4, bytes(20)) + block(0x81, bytes(8_192)) + SOUND


def a_webm(room: int = 500) -> bytes:
    inside = element("1549a966", bytes(40)), element("1254c367", bytes(room - 8)), element("1c53bb6b", bytes(30))
    return element("1a45dfa3", b"webm") + element("18538067", b"".join(inside) + element("1f43b675", SOUND))


@pytest.fixture(scope="module", params=FORMS)
def blank(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Form, bytes]:
    """A form, and a file of it that has room."""
    made = {".flac": a_flac, ".mp3": lambda: an_mp3(tmp_path_factory.mktemp("mp3")), ".mp4": an_mp4, ".webm": a_webm}
    return FORMS[request.param], made[request.param]()


def filled(form: Form, content: bytes, tags: Tags) -> bytes:
    file = BytesIO(content)
    assert fill(file, tags, form)
    return file.getvalue()


def webm_elements(content: bytes) -> list[tuple[int, bytes]]:
    """What stands side by side, each with its number and its content."""
    found: list[tuple[int, bytes]] = []
    at = 0
    while at < len(content):
        width = 9 - content[at].bit_length()
        name = int.from_bytes(content[at : at + width])
        at += width
        width = 9 - content[at].bit_length()
        size = int.from_bytes(content[at : at + width]) & ((1 << 7 * width) - 1)
        at += width
        assert at + size <= len(content)
        found.append((name, content[at : at + size]))
        at += size
    return found


def within(content: bytes, *names: int) -> list[bytes]:
    """The contents of all elements that this way leads to."""
    here = [inside for name, inside in webm_elements(content) if name == names[0]]
    return here if len(names) == 1 else [found for inside in here for found in within(inside, *names[1:])]


def told_by_webm(content: bytes) -> Tags:
    told: dict[tuple[int, str], str] = {}
    for tag in within(content, 0x18538067, webm_tags.TAGS, webm_tags.TAG):
        [level] = within(tag, webm_tags.TARGETS, webm_tags.TARGET_LEVEL)
        for simple in within(tag, webm_tags.SIMPLE_TAG):
            [name], [text] = within(simple, webm_tags.TAG_NAME), within(simple, webm_tags.TAG_STRING)
            told[level[0], name.decode()] = text.decode()
    names = ((30, "TITLE"), (30, "ARTIST"), (50, "TITLE"), (30, "DATE_RECORDED"), (30, "LANGUAGE"))
    return Tags(*(told.pop(name, "") for name in names))


def told_by_mp4(content: bytes) -> Tags:
    file = BytesIO(content)
    told: Any = MP4Tags(Atoms(file), file)
    language = [bytes(each).decode() for each in told.get("----:com.apple.iTunes:LANGUAGE", [b""])]
    return Tags(*(told.get(name, [""])[0] for name in ("\xa9nam", "\xa9ART", "\xa9alb", "\xa9day")), *language)


def told_by_flac(content: bytes) -> Tags:
    told: Any = FLAC(BytesIO(content)).tags
    return Tags(*(told.get(name, [""])[0] for name in ("title", "artist", "album", "date", "language")))


def told_by_mp3(content: bytes) -> Tags:
    told: Any = ID3(BytesIO(content))
    texts = {name: str(frame.text[0]) for name, frame in told.items()}
    # What mutagen makes of the year, and of the day and the month.
    return Tags(*(texts.get(name, "") for name in ("TIT2", "TPE1", "TALB", "TDRC", "TLAN")))


READ = {flac.FORM: told_by_flac, id3.FORM: told_by_mp3, mp4.FORM: told_by_mp4, webm_tags.FORM: told_by_webm}

NAME = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=MAX_NAME_CHARACTERS)
DAY = st.just("") | st.dates().map(date.isoformat)
ANY = st.builds(Tags, NAME, NAME, NAME, DAY, st.sampled_from(["", "en", "pt-BR"]))
SHORT = st.builds(Tags, *[st.text("aé ض漢🐐/;\\\"'<&", max_size=12)] * 3, DAY, st.sampled_from(["", "sw"]))


@given(tags=ANY)
def test_nothing_but_the_room_changes(blank: tuple[Form, bytes], tags: Tags) -> None:
    form, content = blank
    room = form.room_in(BytesIO(content))
    assert room is not None
    tagged, end = filled(form, content, tags), room.start + room.size_bytes
    assert (len(tagged), tagged[: room.start], tagged[end:]) == (len(content), content[: room.start], content[end:])
    assert SOUND in tagged


@given(tags=SHORT)
def test_what_is_written_can_be_read(blank: tuple[Form, bytes], tags: Tags) -> None:
    form, content = blank
    assert READ[form](filled(form, content, tags)) == tags


@given(tags=ANY)
def test_of_long_texts_the_beginnings_are_there(blank: tuple[Form, bytes], tags: Tags) -> None:
    form, content = blank
    told = READ[form](filled(form, content, tags))
    for name in ("title", "speakers", "series"):
        whole, read = getattr(tags, name), getattr(told, name)
        assert whole == read or whole.startswith(read.removesuffix(CUT))
        assert whole == read or not read or read.endswith(CUT)


@pytest.mark.parametrize("title", ["A" * 300, "ض" * 300, "漢" * 300, "🐐" * 300, "e\u0301" * 150])
def test_a_title_of_any_script_fills_the_room(blank: tuple[Form, bytes], title: str) -> None:
    form, content = blank
    speakers = ", ".join(["Nomfundo Dlamini"] * 50)
    told = READ[form](filled(form, content, Tags(title, speakers, "Savings groups", "2026-11-21", "en")))
    assert told.title.removesuffix(CUT) == title[: len(told.title.removesuffix(CUT))]
    assert len(told.title) > 60
    assert (told.held_on, told.language) == ("2026-11-21", "en")


@pytest.mark.parametrize("tags", [Tags("One"), Tags("Ω" * 300, "two", "three", "2026-01-02", "en")])
def test_a_file_that_has_been_named_is_another_one_each_time(blank: tuple[Form, bytes], tags: Tags) -> None:
    form, content = blank
    assert filled(form, content, tags) == filled(form, content, tags) != filled(form, content, Tags("Two"))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ID3",
        SOUND,
        SOUND * 10,
        b"ID3\x03\x00\x00\x00\x00\x00\x00" + SOUND,
        b"ID3\x03\x00\x00\x00\x00\x10\x00" + SOUND,
        b"ID3\x04\x00\x00\x00\x00\x08\x00" + bytes(MORE_THAN_ROOM),
        box(b"ftyp", b"isom") + box(b"mdat", SOUND),
        box(b"moov", box(b"udta", box(b"meta", bytes(4)))),
        box(b"free") * 1_000 + an_mp4(),
        b"\x00\x00\x00\x01moov" + bytes(MORE_THAN_ROOM),
        b"\xff\xff\xff\xffmoov" + an_mp4(),
        an_mp4(room=8),
        a_webm(room=8),
        b"fLaC" + block(0, STREAM) + block(4, bytes(8)) + block(0x81, b"") + SOUND,
        a_flac()[:8_000],
        b"fLaC" + block(0x80, STREAM) + SOUND,
        b"fLaC" + block(0, STREAM) + block(4, bytes(20)) + block(1, bytes(900)) + block(0x84, bytes(20)) + SOUND,
        b"fLaC" + block(0, STREAM) + block(4, bytes(20)) + block(2, bytes(20)) + block(0x81, bytes(900)) + SOUND,
        b"fLaC" + block(0, STREAM) * 1_000 + block(4, bytes(20)) + block(0x81, bytes(900)) + SOUND,
        a_webm()[:100],
        element("1a45dfa3", b"webm") + element("18538067", element("1f43b675", SOUND)),
    ],
)
def test_a_file_without_room_stays_as_it_is(form: Form, content: bytes) -> None:
    file = BytesIO(content)
    assert not fill(file, Tags("A talk"), form)
    assert file.getvalue() == content


@given(
    content=st.binary(max_size=200),
    begins=st.sampled_from([b"", b"ID3\x03\x00\x00", an_mp4()[:60], a_webm()[:90], a_flac()[:66]]),
)
def test_no_file_is_a_defect(content: bytes, begins: bytes) -> None:
    for form in FORMS.values():
        file = BytesIO(begins + content)
        fill(file, Tags("A talk"), form)
        assert len(file.getvalue()) == len(begins + content)


@given(tags=ANY, most=st.integers(0, 1_000))
def test_what_fits_is_found(tags: Tags, most: int) -> None:
    def length(each: Tags) -> int:
        return len("".join((each.title, each.speakers, each.series, each.held_on, each.language)).encode())

    found = fitted(tags, lambda each: length(each) <= most)
    assert found is not None
    assert length(found) <= most
    if length(tags) <= most:
        assert found == tags
    if found.title != tags.title:
        assert (found.speakers, found.series) == ("", "")
    assert (
        found.title == tags.title or (found.held_on, found.language) == (tags.held_on, tags.language) or not found.title
    )


def test_where_nothing_fits_there_is_nothing() -> None:
    assert fitted(Tags("A talk", "Amina"), lambda _: False) is None


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("Savings", 3, "Sav…"),
        ("Savings groups", 8, "Savings…"),
        ("Savings", 0, ""),
        ("cafe\u0301 noir", 4, "caf…"),
        ("किताब", 1, ""),
        ("किताब", 2, "कि…"),
        ("a👩🏽\u200d🌾b", 2, "a…"),
        ("a👩🏽\u200d🌾b", 4, "a…"),
        ("a👩🏽\u200d🌾b", 5, "a👩🏽\u200d🌾…"),
        ("a🇰🇪b", 2, "a…"),
        ("a❤\ufe0fb", 2, "a…"),
        ("\u0301\u0301\u0301", 2, ""),
        ("السلام", 3, "الس…"),
    ],
)
def test_a_text_is_cut_between_what_people_see_as_characters(text: str, length: int, expected: str) -> None:
    assert shortened(text, length) == expected


@given(text=NAME, length=st.integers(0, 400))
def test_no_mark_comes_apart_from_its_letter(text: str, length: int) -> None:
    kept = shortened(text, length).removesuffix(CUT)
    assert text.startswith(kept)
    assert len(kept) <= length
    rest = text[len(kept) :]
    assert not kept or not rest or not unicodedata.category(rest[0]).startswith("M")


def series(title: str) -> Series:
    return Series(SeriesId("s"), "s", title)


@pytest.mark.parametrize(
    ("details", "in_series", "expected"),
    [
        (SeminarDetails("A talk"), None, Tags("A talk")),
        (
            SeminarDetails("A talk", ("Amina", "José"), date(2026, 3, 4), "pt-BR"),
            series("Savings"),
            Tags("A talk", "Amina, José", "Savings", "2026-03-04", "pt-BR"),
        ),
        (SeminarDetails("A\x00 ta\ud800lk\nof\ufffe old"), series("\x1b[1mS"), Tags("A talk of old", "", "[1mS")),
    ],
)
def test_a_file_says_what_viewers_read(details: SeminarDetails, in_series: Series | None, expected: Tags) -> None:
    assert tags_of(details, in_series) == expected


def test_an_mp3_keeps_what_stands_before_its_room(tmp_path: Path) -> None:
    bare, out = tmp_path / "bare.mp3", tmp_path / "out.mp3"
    bare.write_bytes(SOUND)
    chapters: Sequence[id3.Chapter] = [id3.Chapter("1. One", 0, 1_000), id3.Chapter("2. Two", 1_000, 2_000)]
    with_room(bare, out, id3.chapters_of(chapters, b"\xff\xd8 a picture"))
    with out.open("r+b") as file:
        assert fill(file, Tags("A talk", "Amina"), id3.FORM)
    told: Any = ID3(out)
    assert [str(each.sub_frames["TIT2"]) for each in told.getall("CHAP")] == ["1. One", "2. Two"]
    assert told.getall("APIC")[0].data == b"\xff\xd8 a picture"
    assert (str(told["TIT2"]), str(told["TPE1"])) == ("A talk", "Amina")
    assert out.read_bytes().endswith(SOUND)
