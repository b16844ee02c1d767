"""Office packages whose zips spell names as only Office reads them, and hostile ones."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from office_xml import Spelling, a_package

from workers.decks.identify import DeckKind, identify, looks_like_a_deck
from workers.decks.office import reason
from workers.decks.package import Package, plain_name, resolved
from workers.decks.pptx import outline
from workers.decks.rewrite import drawable

ROOM = 1_000_000

SPELLINGS: dict[str, Spelling] = {
    "backslashes": lambda name: name.replace("/", "\\"),
    "dots": lambda name: f"./{name}",
    "roots": lambda name: f"/{name}",
    "capitals": lambda name: name.upper(),
    "twice": lambda name: name.replace("/", "//"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_names_as_office_reads_them(tmp_path: Path, spelling: str) -> None:
    """The package is a deck, is read, and reaches LibreOffice with the names that its relations use."""
    deck, copy = tmp_path / "deck.pptx", tmp_path / "copy.pptx"
    a_package(deck, {}, spell=SPELLINGS[spelling])
    assert identify(deck, ROOM) is DeckKind.PPTX
    assert [slide.title for slide in outline(deck).slides] == ["Title"]
    assert drawable(deck, copy)
    a_package(deck, {})
    with ZipFile(deck) as plain, ZipFile(copy) as made:
        assert {name: made.read(name) for name in made.namelist()} == {
            name: plain.read(name) for name in plain.namelist()
        }


def test_an_ordinary_deck_is_handed_over_as_it_is(tmp_path: Path) -> None:
    a_package(tmp_path / "deck.pptx", {})
    assert not drawable(tmp_path / "deck.pptx", tmp_path / "copy.pptx")
    assert not (tmp_path / "copy.pptx").exists()


def test_targets_with_backslashes_are_respelled(tmp_path: Path) -> None:
    deck, copy = tmp_path / "deck.pptx", tmp_path / "copy.pptx"
    a_package(deck, {}, target="slides\\slide1.xml")
    assert [slide.title for slide in outline(deck).slides] == ["Title"]
    assert drawable(deck, copy)
    with Package(copy) as package:
        relations = package.read("ppt/_rels/presentation.xml.rels")
    assert b'Target="/ppt/slides/slide1.xml"' in relations
    # LibreOffice takes no prefixes here.
    assert b'<Relationships xmlns="http' in relations
    assert b"ns0" not in relations


def test_the_reason_of_libreoffice_is_not_that_there_is_no_java() -> None:
    java = "Warning: failed to launch javaldx - java may not function correctly"
    assert reason(f"{java}\nError: source file could not be loaded\n") == "Error: source file could not be loaded"
    assert reason(java) == "it said nothing"


@pytest.mark.parametrize("before", [b"MZ and a program that unpacks it", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_what_stands_before_or_behind_a_zip_is_left_out(tmp_path: Path, before: bytes) -> None:
    deck, copy = tmp_path / "deck.pptx", tmp_path / "copy.pptx"
    a_package(deck, {}, comment=b"made by somebody")
    deck.write_bytes(before + deck.read_bytes())
    assert looks_like_a_deck(deck.read_bytes()[:1024])
    assert identify(deck, ROOM) is DeckKind.PPTX
    assert drawable(deck, copy)
    assert copy.read_bytes().startswith(b"PK\3\4")
    with ZipFile(copy) as made:
        assert made.comment == b""


def test_names_that_lead_out_of_the_package_are_left_out(tmp_path: Path) -> None:
    """Nor does a name that only means the same replace the one that is spelled right."""
    deck, copy = tmp_path / "deck.pptx", tmp_path / "copy.pptx"
    hostile = {
        "..\\..\\x": b"out",
        "/../../y": b"out",
        "ppt\\slides\\slide1.xml": b"<broken",
        "C:\\windows\\z": b"in",
        "": b"",
    }
    a_package(deck, hostile)
    assert [slide.title for slide in outline(deck).slides] == ["Title"]
    assert drawable(deck, copy)
    with ZipFile(copy) as made:
        assert sorted(set(made.namelist()) - set(a_package(tmp_path / "plain.pptx", {}))) == ["C:/windows/z"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.pptx", "deck.pptx", "plain.pptx"]


@pytest.mark.parametrize(
    ("part", "target", "name"),
    [
        ("", "ppt/presentation.xml", "ppt/presentation.xml"),
        ("", "/ppt/presentation.xml", "ppt/presentation.xml"),
        ("ppt/slides/slide1.xml", "../media/image1.png", "ppt/media/image1.png"),
        ("ppt/slides/slide1.xml", "..\\media\\image1.png", "ppt/media/image1.png"),
        ("ppt/slides/slide1.xml", "../../../../etc/passwd", "etc/passwd"),
        ("ppt/slides/slide1.xml", "slide2.xml#top", "ppt/slides/slide2.xml"),
    ],
)
def test_a_target_is_a_name_in_the_package(part: str, target: str, name: str) -> None:
    assert resolved(part, target) == name


@given(st.text(st.sampled_from("a./\\:")))
def test_a_plain_name_stays_plain_and_inside(name: str) -> None:
    plain = plain_name(name)
    assert plain_name(plain) == plain
    assert not plain.startswith("/")
    assert ".." not in plain.split("/")
