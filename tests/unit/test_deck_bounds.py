"""Hostile packages, which are refused before LibreOffice sees them, and decks at the edge, which are not."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from office_xml import SPACES, a_package, run, shape, slide_xml, text

from mediasvc.domain.errors import DeckTooLarge, DeckUnreadable, MediasvcError
from workers.decks import bounds
from workers.decks.examine import Examined, examine
from workers.decks.identify import DeckKind

ROOM, SHOWN = 2_000_000_000, 10
OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
EXTERNAL = '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">'


def look_at(path: Path) -> Examined:
    return examine(path, ROOM, SHOWN)


def png(width: int, height: int) -> bytes:
    """A PNG without pixels, with a head that says how large it is."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (
        struct.pack(">I", len(each) - 4) + each + struct.pack(">I", zlib.crc32(each))
        for each in (head, b"IDAT", b"IEND")
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def open_deck(path: Path, *pages: str, **parts: bytes | str) -> None:
    """Write an OpenDocument deck with these pages; `parts` are styles, manifest or pictures, by their names."""
    spaces = " ".join(f'xmlns:{name}="{OPEN}{name}:1.0"' for name in ("office", "draw", "table", "text"))
    spaces += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    body = "".join(f"<draw:page>{page}</draw:page>" for page in pages)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.presentation")
        content = f"{parts.pop('before', '')}<office:document-content {spaces}>{body}</office:document-content>"
        package.writestr("content.xml", content)
        for name, part in parts.items():
            package.writestr(name, part)


def with_slide(path: Path, content: str) -> None:
    a_package(path, {}, slide_content=content)


def with_relations(path: Path, relations: str, more: dict[str, bytes]) -> None:
    a_package(path, {"ppt/slides/_rels/slide1.xml.rels": relations_of(relations), **more})


def relations_of(relations: str) -> bytes:
    return f'<Relationships xmlns="{SPACES["r"]}">{relations}</Relationships>'.encode()


def related(kind: str, target: str) -> str:
    return f'<Relationship Id="p" Type="{SPACES["r"]}/{kind}" Target="{target}"/>'


def picture(target: str) -> str:
    return related("image", target)


def shrunken(path: Path) -> None:
    """Have the directory say that the slide is half as large as it is, with the checksum of that half."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        a_package(path.parent / "plain.pptx", {}, slide_content=slide_xml(shape(run("x" * 1_000))))
        with zipfile.ZipFile(path.parent / "plain.pptx") as plain:
            for name in plain.namelist():
                package.writestr(name, plain.read(name))
    with zipfile.ZipFile(path) as package:
        entry = package.getinfo("ppt/slides/slide1.xml")
        half = package.read(entry)[: entry.file_size // 2]
    content = bytearray(path.read_bytes())
    place = content.rindex(b"PK\1\2", 0, content.rindex(b"ppt/slides/slide1.xml"))
    struct.pack_into("<I", content, place + 16, zlib.crc32(half))
    struct.pack_into("<I", content, place + 24, len(half))
    path.write_bytes(content)


def overlapping(path: Path) -> None:
    """Have the directory name one place for two parts."""
    a_package(path, {"a.bin": b"x" * 100, "b.bin": b"y" * 100})
    content = bytearray(path.read_bytes())
    first, last = (content.rindex(b"PK\1\2", 0, content.rindex(name)) for name in (b"a.bin", b"b.bin"))
    (offset,) = struct.unpack_from("<I", content, first + 42)
    struct.pack_into("<I", content, last + 42, offset + 1)
    path.write_bytes(content)


def with_another_checksum(path: Path) -> None:
    a_package(path, {"a.bin": b"x"})
    content = bytearray(path.read_bytes())
    content[content.rindex(b"PK\1\2", 0, content.rindex(b"a.bin")) + 16] ^= 1
    path.write_bytes(content)


def twice(path: Path) -> None:
    a_package(path, {"a.bin": b"x"})
    with zipfile.ZipFile(path, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr("a.bin", b"y")


def listed(path: Path, count: int) -> None:
    """Write a deck that lists its one slide so often."""
    a_package(path, {})
    ids = f'<p:sldId xmlns:r="{SPACES["r"]}" r:id="r1"/>' * count
    main = f'<p:presentation xmlns:p="{SPACES["p"]}"><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>'
    with zipfile.ZipFile(path) as plain:
        parts = {name: plain.read(name) for name in plain.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**parts, "ppt/presentation.xml": main.encode()}.items():
            package.writestr(name, content)


def table(cells: int) -> str:
    rows = f"<a:tr>{'<a:tc/>' * cells}</a:tr>"
    return (
        f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl>{rows}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def emf(*records: bytes) -> bytes:
    return b"\1\0\0\0" + struct.pack("<I", 88) + bytes(32) + b" EMF" + bytes(44) + b"".join(records)


def wmf(*records: bytes) -> bytes:
    return b"\1\0\x09\0" + bytes(14) + b"".join(records)


EMF_PART, EMF_LAST = struct.pack("<III", 84, 12, 0), struct.pack("<III", 14, 12, 0)
WMF_PART, WMF_LAST = struct.pack("<IHH", 4, 0x0324, 0), struct.pack("<IH", 3, 0)
METAFILES = (
    (emf(EMF_PART, EMF_LAST), ()),
    (emf(EMF_PART), (1,)),
    (emf(struct.pack("<II", 84, 2**31)), (1,)),
    (emf(struct.pack("<II", 84, 0), EMF_LAST), (1,)),
    (b"\1\0\0\0 no metafile", (1,)),
    (wmf(WMF_PART, WMF_LAST), ()),
    (b"\xd7\xcd\xc6\x9a" + bytes(18) + wmf(WMF_PART, WMF_LAST), ()),
    (wmf(WMF_PART), (1,)),
    (wmf(struct.pack("<IH", 2**31, 0x0324), WMF_LAST), (1,)),
    (wmf(struct.pack("<IH", 0, 0x0324), WMF_LAST), (1,)),
)


def with_metafile(path: Path, content: bytes) -> None:
    with_relations(path, picture("x.emf"), {"ppt/slides/x.emf": content})


UNREADABLE: dict[str, Callable[[Path], object]] = {
    "entities": lambda path: with_slide(path, ENTITIES + slide_xml(shape(run("&b;")))),
    "outside": lambda path: with_slide(path, OUTSIDE + slide_xml(shape(run("&a;")))),
    "external": lambda path: with_slide(path, EXTERNAL + slide_xml()),
    "not-xml": lambda path: with_slide(path, slide_xml()[:-20]),
    "other-name": lambda path: a_package(path, {"ppt/slides/slide2.bin": (ENTITIES + "<x/>").encode()}),
    "utf-16": lambda path: a_package(path, {"x.bin": (ENTITIES + "<x/>").encode("utf-16")}),
    "open-entities": lambda path: open_deck(path, "&b;", before=ENTITIES),
    "open-styles": lambda path: open_deck(path, "", **{"styles.xml": OUTSIDE + "<x>&a;</x>"}),
    "open-not-xml": lambda path: open_deck(path, "<draw:frame>"),
    "shrunken": shrunken,
    "overlapping": overlapping,
    "checksum": with_another_checksum,
    "twice": twice,
    "slide-twice": lambda path: listed(path, 2),
}
TOO_LARGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "shapes": (lambda path: with_slide(path, slide_xml(shape("") * 5_001)), "slide 1 has 5001 shapes, 5000"),
    "text": (lambda path: with_slide(path, slide_xml(shape(run("x" * 300_001)))), "300001 characters, 300000"),
    "cells": (lambda path: with_slide(path, slide_xml(table(1_001))), "slide 1 has 1001 cells, 1000"),
    "depth": (lambda path: with_slide(path, slide_xml("<a:x>" * 100_000 + "</a:x>" * 100_000)), "deeper than the 250"),
    "listed": (lambda path: listed(path, 51), "lists 51 slides, 10"),
    "relations": (lambda path: with_relations(path, picture("x.png") * 10_001, {}), "10001 relations, 10000"),
    "picture": (
        lambda path: with_relations(path, picture("x.png"), {"ppt/slides/x.png": png(30_000, 30_000)}),
        "30000 x 30000 pixels, 150 megapixels",
    ),
    "metafile": (
        lambda path: with_metafile(path, emf(EMF_PART * 200_001, EMF_LAST)),
        "more than the 200000 records",
    ),
    "open-shapes": (lambda path: open_deck(path, "", "<draw:rect/>" * 5_001), "slide 2 has 5001 shapes"),
    "open-spaces": (lambda path: open_deck(path, '<text:s text:c="99999999"/>'), "repeats something 99999999 times"),
    "open-rows": (lambda path: open_deck(path, '<table:table-row table:number-rows-repeated="20000"/>'), "20000 times"),
    "open-plus": (lambda path: open_deck(path, '<text:s text:c=" +20000"/>'), "repeats something 20000 times"),
    "open-zeros": (lambda path: open_deck(path, f'<text:s text:c="{"0" * 9}20000 x"/>'), "something 20000 times"),
    "open-slides": (lambda path: open_deck(path, *[""] * 51), "lists 51 slides"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_lies_or_declares_entities_is_broken(tmp_path: Path, name: str) -> None:
    UNREADABLE[name](tmp_path / "deck")
    with pytest.raises(DeckUnreadable):
        look_at(tmp_path / "deck")


@pytest.mark.parametrize("name", TOO_LARGE)
def test_what_is_over_a_bound_is_refused_with_what_is_allowed(tmp_path: Path, name: str) -> None:
    make, detail = TOO_LARGE[name]
    make(tmp_path / "deck")
    with pytest.raises(DeckTooLarge, match=detail):
        look_at(tmp_path / "deck")


@pytest.mark.parametrize("part", ["[Content_Types].xml", "ppt/presentation.xml", "ppt/notes.xml", "a.rels"])
def test_no_part_has_more_xml_than_is_allowed(tmp_path: Path, part: str) -> None:
    """A bomb of a few kilobytes is read no further than the bound, whichever part it is."""
    a_package(tmp_path / "plain", {})
    with zipfile.ZipFile(tmp_path / "plain") as plain, zipfile.ZipFile(tmp_path / "deck", "w", 8) as package:
        bomb = b"<x>" + b" " * bounds.XML_PART_BYTES + b"</x>"
        for name, content in ({name: plain.read(name) for name in plain.namelist()} | {part: bomb}).items():
            package.writestr(name, content)
    assert (tmp_path / "deck").stat().st_size < 100_000
    with pytest.raises(MediasvcError) as refused:
        look_at(tmp_path / "deck")
    assert refused.value.code == "deck_too_large"


def test_a_large_deck_within_bounds_is_read(tmp_path: Path) -> None:
    many = slide_xml(shape("") * bounds.SHAPES_A_SLIDE, table(bounds.CELLS_A_SLIDE).replace("p:graphicFrame", "p:x"))
    with_slide(tmp_path / "deck", many)
    assert look_at(tmp_path / "deck") == Examined(DeckKind.PPTX, 1)


def test_drawings_and_old_manifests_may_have_document_types(tmp_path: Path) -> None:
    """Illustrator writes entities into SVG, and OpenOffice named a type in the manifest."""
    drawing = '<!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg">]><svg xmlns="&ns;"/>'
    manifest = '<!DOCTYPE m PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd"><m/>'
    open_deck(tmp_path / "deck", "", **{"Pictures/x.svg": drawing, "META-INF/manifest.xml": manifest})
    assert look_at(tmp_path / "deck") == Examined(DeckKind.ODP, 1)


def test_pictures_that_are_broken_or_missing_are_told(tmp_path: Path) -> None:
    for content, lost in ((png(2, 2), ()), (png(2, 2)[:-9], (1,)), (b"no picture", (1,)), (None, (1,))):
        more = {} if content is None else {"ppt/slides/x.png": content}
        with_relations(tmp_path / "deck", picture("x.png"), more)
        assert look_at(tmp_path / "deck").lost == lost
    for content, lost in METAFILES:
        with_metafile(tmp_path / "deck", content)
        assert look_at(tmp_path / "deck").lost == lost


def test_broken_pictures_are_told_under_any_name(tmp_path: Path) -> None:
    whole = png(2, 2)
    for content, lost in ((whole, ()), (whole[:8] + b"broken" * 9, (1,)), (b"\xff\xd8\xffbroken", (1,)), (b"else", ())):
        with_relations(tmp_path / "deck", picture("x.dat"), {"ppt/slides/x.dat": content})
        assert look_at(tmp_path / "deck").lost == lost


def test_drawings_that_link_are_told(tmp_path: Path) -> None:
    drawing = b'<svg xmlns:x="http://www.w3.org/1999/xlink"><image x:href="%s"/></svg>'
    for link, linked in ((b"http://x/y.png", (1,)), (b"data:image/png;base64,AA", ())):
        with_relations(tmp_path / "deck", picture("x.svg"), {"ppt/slides/x.svg": drawing % link})
        assert look_at(tmp_path / "deck").linked == linked


@pytest.mark.parametrize("kind", ["slideLayout", "slideMaster"])
def test_pictures_of_layouts_and_masters_are_told(tmp_path: Path, kind: str) -> None:
    outside = picture("http://x/y.png").replace("/>", ' TargetMode="External"/>')
    given = ((picture("none.png"), (), (1,)), (outside, (1,), ()), (picture("x.png"), (), ()))
    for relation, linked, lost in given:
        on_layout = relation if kind == "slideLayout" else related("slideMaster", "master.xml")
        parts = {
            "ppt/layout.xml": b"<x/>",
            "ppt/_rels/layout.xml.rels": relations_of(on_layout),
            "ppt/master.xml": b"<x/>",
            "ppt/_rels/master.xml.rels": relations_of(relation),
            "ppt/x.png": png(2, 2),
        }
        with_relations(tmp_path / "deck", related("slideLayout", "../layout.xml"), parts)
        assert look_at(tmp_path / "deck") == Examined(DeckKind.PPTX, 1, linked, lost)


def test_linked_and_lost_pictures_of_opendocument_are_told(tmp_path: Path) -> None:
    image = '<draw:frame><draw:image xlink:href="{}"/></draw:frame>'
    pages = [image.format(name) for name in ("Pictures/a.png", "http://x/y.png", "Pictures/none.png", "file:///x.png")]
    link = '<text:a xlink:href="https://example.org/">a page of the web</text:a>'
    open_deck(tmp_path / "deck", *pages, link, **{"Pictures/a.png": png(2, 2)})
    assert look_at(tmp_path / "deck") == Examined(DeckKind.ODP, 5, linked=(2, 4), lost=(3,))


def test_words_are_counted_as_letters_not_as_markup(tmp_path: Path) -> None:
    with_slide(tmp_path / "deck", slide_xml(f"<p:sp>{text(*['x'] * 20_000)}</p:sp>"))
    assert look_at(tmp_path / "deck").slides == 1
