"""PPTX packages whose zip or whose XML is hostile."""

from hostile.case import (
    DRAWN_OR_BROKEN,
    MARK,
    PICTURE_LEFT_OUT,
    PUBLISHED,
    TOO_COSTLY,
    UNREADABLE,
    Case,
    codes,
    deck,
)
from hostile.ole_file import encrypted_package
from hostile.pptx_parts import (
    DECLARATION,
    PICTURE,
    RELATIONS,
    SLIDE,
    paragraph,
    parts,
    picture,
    pptx,
    shape,
    with_parts,
    with_relation,
    with_shapes,
    with_text,
    with_type,
)
from hostile.xml_file import behind_declaration, bomb, by_parameter, long_entity, nested, outside
from hostile.zip_file import Entry, entries_of, lying, with_link, with_run, written

ROOT = b"p:sld"
PRESENTATION = "ppt/presentation.xml"
SLIPS = (f"../../../../../../tmp/{MARK}", f"/tmp/{MARK}", f"..\\..\\{MARK}", f"/etc/{MARK}", f"C:\\{MARK}")
PNG_TYPE = '<Default Extension="png" ContentType="image/png"/>'


def with_entity(declarations: bytes, reference: bytes) -> bytes:
    """Return a deck whose slide has these declarations and says this reference."""
    slide, content = with_text(paragraph(reference))
    return pptx((slide, behind_declaration(content, declarations)))


def with_outer_types(canary: str) -> bytes:
    """Return a deck whose main part fetches its document type."""
    doctype = f'<!DOCTYPE p:presentation SYSTEM "{canary}types.dtd">'.encode()
    return pptx((PRESENTATION, behind_declaration(parts()[PRESENTATION], doctype)))


def with_entity_in_relations(canary: str) -> bytes:
    """Return a deck whose relations have an entity from elsewhere."""
    declared = behind_declaration(parts()[RELATIONS], outside(b"Relationships", f"{canary}relations"))
    return pptx((RELATIONS, declared.replace(b"</Relationships>", b"&out;</Relationships>")))


def utf16_entity() -> bytes:
    """Return a deck whose slide hides an entity bomb in UTF-16."""
    slide, content = with_text(paragraph(b"&bomb;"))
    text = behind_declaration(content, bomb(ROOT)).partition(b"?>")[2].decode()
    return pptx((slide, ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")))


def doubled() -> bytes:
    """Return a deck that has its slide twice, with other words."""
    return written([*entries_of(parts()), Entry(SLIDE, with_text(paragraph(b"Another slide"))[1])])


def slipping() -> bytes:
    """Return a deck with entries that would be written outside when unpacked."""
    return written([*entries_of(parts()), *(Entry(name, b"not here") for name in SLIPS)])


def with_picture_entry(target: str) -> bytes:
    """Return a deck whose picture is a symbolic link to this file."""
    linked = with_parts(
        with_shapes(picture("embed")),
        with_relation("image", "../media/image1.png", external=False),
        with_type(PNG_TYPE),
    )
    return with_link(linked, PICTURE, target)


def overlapping() -> bytes:
    """Return a deck beside which ten thousand entries share the same hundred megabytes."""
    return written(entries_of(parts()), shared=[f"ppt/media/a{number}" for number in range(10_000)], megabytes=100)


def bare_parts(count: int) -> bytes:
    """Return a deck with this many empty parts."""
    return written([*entries_of(parts()), *(Entry(f"ppt/media/a{number}", b"") for number in range(count))])


def many_slides(count: int) -> bytes:
    """Return a deck that lists its slide this many times."""
    listed = b"".join(b'<p:sldId id="%d" r:id="rId7"/>' % number for number in range(300, 300 + count))
    content = parts()[PRESENTATION]
    relation = content.partition(b"<p:sldId ")[2].partition(b'r:id="')[2].partition(b'"')[0]
    return pptx((PRESENTATION, content.replace(b"</p:sldIdLst>", listed.replace(b"rId7", relation) + b"</p:sldIdLst>")))


def deep_slide(depth: int) -> bytes:
    return pptx(with_shapes(nested(b"p:x", depth)))


def deep_groups(depth: int) -> bytes:
    """Return a deck with groups in groups."""
    head = b'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="9" name="g"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
    return pptx(with_shapes(head * depth + shape(9) + b"</p:grpSp>" * depth))


def many_shapes(count: int) -> bytes:
    return pptx(with_shapes(b"".join(shape(number, paragraph(b"a")) for number in range(count))))


def many_attributes(count: int) -> bytes:
    """Return a deck with an element that has this many attributes, and as many namespaces."""
    names = b"".join(b' xmlns:n%d="urn:%d" n%d:a="1"' % (number, number, number) for number in range(count))
    return pptx(with_shapes(b"<p:x%b/>" % names))


def much_text(megabytes: int) -> bytes:
    """Return a deck with one run of this many megabytes, which packs to a thousandth."""
    return pptx(with_text(paragraph(b"words and more " * (megabytes * 1_000_000 // 15))))


COSTLY = TOO_COSTLY | DRAWN_OR_BROKEN
REFUSED = UNREADABLE | codes("deck_too_large")

CASES: tuple[Case, ...] = (
    deck("pptx-words-60mb", "deck.pptx", lambda _: much_text(60), TOO_COSTLY | {PUBLISHED}),
    deck("pptx-paragraphs", "deck.pptx", lambda _: pptx(with_text(b"<a:p/>" * 500_000)), TOO_COSTLY | {PUBLISHED}),
    deck("pptx-shapes-20000", "deck.pptx", lambda _: many_shapes(20_000), TOO_COSTLY | {PUBLISHED}),
    deck("pptx-shapes-100000", "deck.pptx", lambda _: many_shapes(100_000), TOO_COSTLY),
    deck("pptx-groups-deep", "deck.pptx", lambda _: deep_groups(5_000), COSTLY),
    deck("pptx-xml-deep", "deck.pptx", lambda _: deep_slide(1_000_000), UNREADABLE | TOO_COSTLY),
    deck("pptx-attributes", "deck.pptx", lambda _: many_attributes(50_000), COSTLY),
    deck("pptx-entity-bomb", "deck.pptx", lambda _: with_entity(bomb(ROOT), b"&bomb;"), UNREADABLE),
    deck("pptx-entity-bomb-utf16", "deck.pptx", lambda _: utf16_entity(), UNREADABLE),
    deck(
        "pptx-entity-long", "deck.pptx", lambda _: with_entity(long_entity(ROOT, 99_999), b"&long;" * 9_999), UNREADABLE
    ),
    deck(
        "pptx-entity-file",
        "deck.pptx",
        lambda _: with_entity(outside(ROOT, "file:///etc/passwd"), b"&out;"),
        UNREADABLE,
    ),
    deck("pptx-entity-http", "deck.pptx", lambda to: with_entity(outside(ROOT, f"{to}out"), b"&out;"), UNREADABLE),
    deck("pptx-entity-parameter", "deck.pptx", lambda to: with_entity(by_parameter(ROOT, f"{to}all"), b""), UNREADABLE),
    deck("pptx-entity-types", "deck.pptx", with_outer_types, UNREADABLE),
    deck("pptx-entity-relations", "deck.pptx", with_entity_in_relations, UNREADABLE),
    deck("pptx-zip-size-lies", "deck.pptx", lambda _: lying(parts(), SLIDE, size=90), UNREADABLE),
    deck("pptx-zip-size-huge", "deck.pptx", lambda _: lying(parts(), SLIDE, size=0xFFFFFFF0), REFUSED),
    deck("pptx-zip-checksum", "deck.pptx", lambda _: lying(parts(), SLIDE, crc=1), UNREADABLE),
    deck("pptx-zip-twice", "deck.pptx", lambda _: doubled(), DRAWN_OR_BROKEN),
    deck("pptx-zip-slips", "deck.pptx", lambda _: slipping(), DRAWN_OR_BROKEN),
    deck("pptx-zip-link", "deck.pptx", lambda _: with_picture_entry("/etc/passwd"), DRAWN_OR_BROKEN, PICTURE_LEFT_OUT),
    deck(
        "pptx-zip-link-environment",
        "deck.pptx",
        lambda _: with_picture_entry("/proc/self/environ"),
        DRAWN_OR_BROKEN,
        PICTURE_LEFT_OUT,
    ),
    deck("pptx-zip-overlaps", "deck.pptx", lambda _: overlapping(), REFUSED),
    deck("pptx-zip-bomb", "deck.pptx", lambda _: with_run(parts(), [f"a/{n}" for n in range(40)], 100), REFUSED),
    deck("pptx-zip-entries", "deck.pptx", lambda _: bare_parts(60_000), REFUSED),
    deck("pptx-slides-5000", "deck.pptx", lambda _: many_slides(5_000), REFUSED),
    deck("pptx-cut", "deck.pptx", lambda _: pptx()[:9_000], UNREADABLE),
    deck("pptx-noise", "deck.pptx", lambda _: pptx((SLIDE, DECLARATION + b"<p:sld")), UNREADABLE),
    deck("pptx-encrypted", "deck.pptx", lambda _: encrypted_package(), codes("deck_encrypted")),
)
