"""ODP of the same kinds as hostile PPTX."""

from hostile.case import (
    DRAWN,
    DRAWN_OR_BROKEN,
    DRAWN_OR_COSTLY,
    LINK_LEFT_OUT,
    PICTURE_LEFT_OUT,
    TOO_COSTLY,
    UNREADABLE,
    Case,
    codes,
    deck,
)
from hostile.pdf_file import noise
from hostile.pictures import cut_png
from hostile.xml_file import behind_declaration, bomb, long_entity, nested, outside
from hostile.zip_file import Parts, lying, with_run, zipped

TYPE = "application/vnd.oasis.opendocument.presentation"
SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        *(("office", "office"), ("draw", "drawing"), ("text", "text"), ("presentation", "presentation")),
        *(("style", "style"), ("table", "table"), ("script", "script"), ("svg", "svg-compatible")),
    )
)
LINK = 'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:type="simple"'
PLACE = 'svg:x="1cm" svg:y="1cm" svg:width="9cm" svg:height="9cm"'
ROOT = b"office:document-content"
BASIC = b'Sub Main\nShell("/bin/sh")\nEnd Sub'


def content(page: str, before: str = "") -> bytes:
    """Return a presentation of one page; `before` stands in front of it."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES} {LINK} office:version="1.2">{before}'
        f'<office:body><office:presentation><draw:page draw:name="a">{page}</draw:page></office:presentation>'
        "</office:body></office:document-content>"
    ).encode()


def box(text: str) -> str:
    return f"<draw:frame {PLACE}><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>"


def parts(main: bytes, **more: bytes) -> Parts:
    """Return the parts of a presentation; `more` are pictures and scripts by their path, with `__` for `/`."""
    others = {name.replace("__", "/").replace("_dot_", "."): each for name, each in more.items()}
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in {"/": TYPE, "content.xml": "text/xml", **dict.fromkeys(others, "")}.items()
    )
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = f'<manifest:manifest xmlns:manifest="{space}">{entries}</manifest:manifest>'
    return {"mimetype": TYPE.encode(), "content.xml": main, "META-INF/manifest.xml": manifest.encode(), **others}


def odp(page: str, **more: bytes) -> bytes:
    return zipped(parts(content(page), **more))


def with_entity(declarations: bytes, reference: str) -> bytes:
    return zipped(parts(behind_declaration(content(box(reference)), declarations)))


def linked_picture(address: str) -> bytes:
    image = f'<draw:image {LINK} xlink:href="{address}" xlink:show="embed" xlink:actuate="onLoad"/>'
    return odp(f"{box('Words')}<draw:frame {PLACE}>{image}</draw:frame>")


def picture(data: bytes) -> bytes:
    """Return a presentation with this picture in it."""
    frame = f'<draw:frame {PLACE}><draw:image {LINK} xlink:href="Pictures/a.png"/></draw:frame>'
    return odp(box("Words") + frame, Pictures__a_dot_png=data)


def linked_objects(canary: str) -> bytes:
    """Return a presentation with objects, films and applets from elsewhere."""
    kinds = ("object", "object-ole", "plugin", "applet", "floating-frame")
    frames = "".join(
        f'<draw:frame {PLACE}><draw:{kind} {LINK} xlink:href="{canary}{kind}" xlink:actuate="onLoad"/></draw:frame>'
        for kind in kinds
    )
    return odp(box("Words") + frames)


def with_macros() -> bytes:
    """Return a presentation with a macro that opens a shell when the presentation is opened."""
    address = "vnd.sun.star.script:Standard.M.Main?language=Basic&amp;location=document"
    listener = '<script:event-listener script:language="ooo:script" script:event-name="dom:load" '
    listener += f'{LINK} xlink:href="{address}"/>'
    scripts = f"<office:scripts><office:event-listeners>{listener}</office:event-listeners></office:scripts>"
    library = b'<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"/>'
    module = b'<script:module xmlns:script="http://openoffice.org/2000/script">%b</script:module>' % BASIC
    main = content(box("Words"), scripts)
    return zipped(parts(main, Basic__Standard__script_lb_dot_xml=library, Basic__Standard__M_dot_xml=module))


def encrypted() -> bytes:
    """Return a presentation whose parts need a password."""
    whole = dict(parts(noise(2_000)))
    data = b'<manifest:encryption-data manifest:checksum="a"/></manifest:file-entry></manifest:manifest>'
    head, _, _ = whole["META-INF/manifest.xml"].rpartition(b"/></manifest:manifest>")
    whole["META-INF/manifest.xml"] = head + b">" + data
    return zipped(whole)


def repeated_table(rows: int) -> bytes:
    """Return a presentation with a table of one row that is there this many times."""
    cell = "<table:table-cell><text:p>a</text:p></table:table-cell>"
    table = (
        '<table:table><table:table-column table:number-columns-repeated="100"/>'
        f'<table:table-row table:number-rows-repeated="{rows}">{cell * 100}</table:table-row></table:table>'
    )
    return odp(f"<draw:frame {PLACE}>{table}</draw:frame>")


def spaces(count: int) -> bytes:
    """Return a presentation with a mark that stands for this many spaces."""
    return odp(box(f'a<text:s text:c="{count}"/>b'))


COSTLY = TOO_COSTLY | DRAWN_OR_BROKEN
MAIN = parts(content(box("Words")))

CASES: tuple[Case, ...] = (
    deck("odp-entity-bomb", "deck.odp", lambda _: with_entity(bomb(ROOT), "&bomb;"), UNREADABLE),
    deck("odp-entity-long", "deck.odp", lambda _: with_entity(long_entity(ROOT, 99_999), "&long;" * 9_999), UNREADABLE),
    deck(
        "odp-entity-file", "deck.odp", lambda _: with_entity(outside(ROOT, "file:///etc/passwd"), "&out;"), UNREADABLE
    ),
    deck("odp-entity-http", "deck.odp", lambda to: with_entity(outside(ROOT, f"{to}out"), "&out;"), UNREADABLE),
    deck("odp-link-http", "deck.odp", lambda to: linked_picture(f"{to}picture.png"), DRAWN, LINK_LEFT_OUT),
    deck("odp-link-file", "deck.odp", lambda _: linked_picture("file:///etc/passwd"), DRAWN, LINK_LEFT_OUT),
    deck("odp-link-objects", "deck.odp", linked_objects, DRAWN, PICTURE_LEFT_OUT),
    deck("odp-png-cut", "deck.odp", lambda _: picture(cut_png()), DRAWN, PICTURE_LEFT_OUT),
    deck("odp-png-noise", "deck.odp", lambda _: picture(noise(5_000)), DRAWN, PICTURE_LEFT_OUT),
    deck("odp-macros", "deck.odp", lambda _: with_macros(), DRAWN),
    deck("odp-xml-deep", "deck.odp", lambda _: odp(nested(b"draw:g", 1_000_000).decode()), UNREADABLE | TOO_COSTLY),
    deck("odp-groups-deep", "deck.odp", lambda _: odp(nested(b"draw:g", 5_000).decode()), COSTLY),
    deck("odp-words-60mb", "deck.odp", lambda _: odp(box("words and more " * 4_000_000)), DRAWN_OR_COSTLY),
    deck("odp-shapes-20000", "deck.odp", lambda _: odp(box("a") * 20_000), DRAWN_OR_COSTLY),
    deck("odp-table-repeated", "deck.odp", lambda _: repeated_table(1_000_000), DRAWN_OR_COSTLY),
    deck("odp-spaces", "deck.odp", lambda _: spaces(2_000_000_000), DRAWN_OR_COSTLY),
    deck("odp-zip-size-lies", "deck.odp", lambda _: lying(MAIN, "content.xml", size=90), UNREADABLE),
    deck(
        "odp-zip-bomb", "deck.odp", lambda _: with_run(MAIN, [f"a{n}" for n in range(40)], 100), codes("deck_too_large")
    ),
    deck("odp-encrypted", "deck.odp", lambda _: encrypted(), codes("deck_encrypted")),
)
