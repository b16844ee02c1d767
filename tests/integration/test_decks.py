"""Decks of every kind and state, through LibreOffice and pdfium, to slides."""

import socket
import struct
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import pytest
from makers import (
    PALETTE,
    Page,
    SlideSpec,
    make_converted,
    make_deck,
    make_ole,
    make_pdf,
    make_text,
    nearest_colour,
    unzipped,
    write_zip,
)
from PIL import Image
from workshop import Workshop, hand_in

from mediasvc.domain.errors import MediasvcError
from mediasvc.domain.limits import Limits
from mediasvc.domain.variants import SLIDE_WIDTHS
from workers.decks import office
from workers.decks.fonts import installed_fonts
from workers.decks.identify import OLE_MAGIC, PPT_ENCRYPTED_TOKEN, DeckKind
from workers.steps import read_slides
from workers.steps.ingest import IngestedDeck
from workers.steps.read_slides import visible_slides
from workers.steps.render_slides import RenderedDeck, RenderedSlide, SlideImage

RED, GREEN, BLUE, YELLOW, PURPLE, TEAL = PALETTE

TALK = (
    SlideSpec(RED, "Opening", "Welcome, all of you\nOne box, three rules", "Say hello.\nTwice.", advance_ms=3_000),
    SlideSpec(GREEN, "A reserve", "Nobody sees it", hidden=True),
    SlideSpec(BLUE, "Сбережения", "Двенадцать женщин", animated=True, advance_ms=5_000),
    SlideSpec(YELLOW, "المجموعة الأولى", "ثلاث قواعد", "تحية", font="No Such Font"),
)
SHOWN = [RED, BLUE, YELLOW]


def picture_of(workshop: Workshop, image: SlideImage) -> Image.Image:
    return Image.open(BytesIO(workshop.read(image.file.key)))


def colour_of(workshop: Workshop, slide: RenderedSlide) -> str:
    """The colour in the middle of the slide's first picture."""
    picture = picture_of(workshop, slide.images[0]).convert("RGB")
    pixel = picture.getpixel((picture.width // 2, picture.height // 2))
    assert isinstance(pixel, tuple)
    return nearest_colour([int(value) for value in pixel], PALETTE)


def colours_of(workshop: Workshop, decks: Sequence[RenderedDeck]) -> list[str]:
    return [colour_of(workshop, slide) for deck in decks for slide in deck.slides]


def codes_of(deck: RenderedDeck) -> list[str]:
    return [warning.code for warning in deck.warnings]


# Every kind, end to end.


@pytest.fixture(scope="session")
def talk(workshop: Workshop) -> Callable[[str], Path]:
    """The talk's deck in the format of an extension."""

    def make(extension: str) -> Path:
        deck = workshop.once("talk.pptx", lambda path: make_deck(path, *TALK))
        if extension == "pptx":
            return deck
        return workshop.once(f"talk.{extension}", lambda path: make_converted(deck, path))

    return make


@pytest.mark.parametrize("kind", ["pptx", "ppt", "odp"])
def test_an_office_deck_becomes_slides(workshop: Workshop, talk: Callable[[str], Path], kind: str) -> None:
    (deck,) = workshop.render(talk(kind))
    assert deck.deck.kind == kind
    told = [slide.outline for slide in deck.slides]
    assert colours_of(workshop, [deck]) == SHOWN
    assert [slide.page for slide in deck.slides] == [0, 1, 2]
    assert [slide.deck_number for slide in told] == [1, 3, 4]
    assert [slide.title for slide in told] == ["Opening", "Сбережения", "المجموعة الأولى"]
    assert [slide.text for slide in told] == [
        "Welcome, all of you\nOne box, three rules",
        "Двенадцать женщин",
        "ثلاث قواعد",
    ]
    assert [slide.notes for slide in told] == ["Say hello.\nTwice.", None, "تحية"]
    assert set(codes_of(deck)) == {"slides_hidden_skipped", "animations_flattened", "fonts_substituted"}


def test_warnings_name_the_deck_the_slides_and_the_fonts(workshop: Workshop, talk: Callable[[str], Path]) -> None:
    (deck,) = workshop.render(talk("pptx"))
    said = {warning.code: warning.message for warning in deck.warnings}
    assert said["slides_hidden_skipped"] == "talk.pptx: hidden slides are left out: 2."
    assert said["animations_flattened"] == "talk.pptx: animations are shown in their last state on slides 3."
    assert said["fonts_substituted"].startswith("talk.pptx: other fonts stand in for No Such Font;")


def test_rehearsed_times_are_read(workshop: Workshop, talk: Callable[[str], Path]) -> None:
    (deck,) = workshop.render(talk("pptx"))
    assert [slide.outline.advance_ms for slide in deck.slides] == [3_000, 5_000, None]


def test_a_pdf_becomes_slides(workshop: Workshop, talk: Callable[[str], Path]) -> None:
    (office_deck,) = workshop.render(talk("pptx"))
    exported = read_slides.deck_pdf(workshop.artifacts, office_deck.deck)
    (deck,) = workshop.render(exported)
    told = [slide.outline for slide in deck.slides]
    assert deck.deck.kind is DeckKind.PDF
    assert colours_of(workshop, [deck]) == SHOWN
    assert [slide.deck_number for slide in told] == [1, 2, 3]
    assert [slide.title for slide in told] == ["Opening", "Сбережения", "المجموعة الأولى"]
    assert [slide.text for slide in told] == [TALK[0].text, "Двенадцать женщин", "ثلاث قواعد"]
    assert {slide.notes for slide in told} == {None}
    assert deck.warnings == ()


def test_two_decks_follow_each_other(workshop: Workshop) -> None:
    """They are a show and a deck with macros, which python-pptx refuses: their words come from the XML."""
    show = workshop.once(
        "show.ppsx",
        lambda path: make_deck(
            path,
            SlideSpec(PURPLE, "Schluß"),
            SlideSpec(GREEN, hidden=True),
            SlideSpec(TEAL, "Grüße", "Bis bald", "Ende"),
        ),
    )
    macros = workshop.once(
        "macros.pptm", lambda path: make_deck(path, SlideSpec(RED, hidden=True), SlideSpec(YELLOW, "የመጀመሪያ ስላይድ"))
    )
    decks = workshop.render(show, macros)
    assert colours_of(workshop, decks) == [PURPLE, TEAL, YELLOW]
    told = [slide.outline for slide in visible_slides(decks)]
    assert [slide.deck_number for slide in told] == [1, 3, 2]
    assert [slide.title for slide in told] == ["Schluß", "Grüße", "የመጀመሪያ ስላይድ"]
    assert [(slide.text, slide.notes) for slide in told] == [("", None), ("Bis bald", "Ende"), ("", None)]
    assert [codes_of(deck) for deck in decks] == [["slides_hidden_skipped"], ["slides_hidden_skipped"]]


# Pictures.


def test_pictures_have_both_formats_every_width_and_the_pages_shape(workshop: Workshop) -> None:
    shapes = workshop.once(
        "shapes.pdf",
        lambda path: make_pdf(
            path,
            Page(RED, width=720, height=540),
            Page(GREEN, width=405, height=720),
            Page(BLUE, width=100, height=2_000),
            Page(YELLOW, width=13_000, height=100),
        ),
    )
    (deck,) = workshop.render(shapes, widths=SLIDE_WIDTHS)
    assert colours_of(workshop, [deck]) == [RED, GREEN, BLUE, YELLOW]
    for slide, ratio in zip(deck.slides, (4 / 3, 9 / 16, 1 / 20, 130), strict=True):
        assert [image.type for image in slide.images] == ["image/avif", "image/jpeg"] * 3
        widths = [image.width for image in slide.images[::2]]
        assert widths == [image.width for image in slide.images[1::2]]
        # A page more than four times as tall as it is wide becomes narrower, so that it stays of use.
        assert widths == [round(width * min(1, ratio * 4)) for width in SLIDE_WIDTHS]
        for image in slide.images:
            picture = picture_of(workshop, image)
            assert f"image/{picture.format}".lower() == image.type
            assert picture.size == (image.width, image.height)
            assert abs(image.height - image.width / ratio) <= 1
            assert image.file.size_bytes == len(workshop.read(image.file.key))


def test_pages_that_look_the_same_are_known_to(workshop: Workshop) -> None:
    pages = Page(RED), Page(GREEN), Page(RED), Page(RED, width=800), Page(RED, "words")
    (deck,) = workshop.render(workshop.once("same.pdf", lambda path: make_pdf(path, *pages)))
    looks = [slide.look for slide in deck.slides]
    assert looks[0] == looks[2]
    assert len(set(looks)) == 4


# Scripts.

SCRIPTS = {
    "Arabic": "أهلاً وسهلاً بكم",
    "Hebrew": "ברוכים הבאים לכולם",
    "Chinese": "欢迎各位参加讲座",
    "Cyrillic": "Добро пожаловать",
    "Devanagari": "आप सबका स्वागत है",
    "Ethiopic": "እንኳን ደህና መጣችሁ",
}


def test_a_font_is_here_for_every_script() -> None:
    assert {name: installed_fonts().missing(text) for name, text in SCRIPTS.items()} == {name: [] for name in SCRIPTS}


def test_scripts_appear_as_letters_and_what_does_not_is_told(workshop: Workshop) -> None:
    """A font's boxes are all alike, so a text of boxes looks like as many code points that are no characters."""
    texts = list(SCRIPTS.values())
    boxes = ["\u0378" * len(text) for text in texts]
    odd = next(character for character in map(chr, range(0x30000, 0x31340)) if installed_fonts().missing(character))
    slides = [SlideSpec("#ffffff", text=text) for text in [*texts, *boxes, f"a {odd} b"]]
    (deck,) = workshop.render(workshop.once("scripts.pptx", lambda path: make_deck(path, *slides)), widths=(480,))
    inks = [ink_of(workshop, slide) for slide in deck.slides]
    for name, letters, drawn in zip(SCRIPTS, inks[: len(texts)], inks[len(texts) : -1], strict=True):
        assert letters.getbbox() is not None, f"{name} is not drawn"
        assert letters.tobytes() != drawn.tobytes(), f"{name} is drawn as boxes"
    assert [slide.outline.title for slide in deck.slides[: len(texts)]] == texts
    assert codes_of(deck) == ["glyphs_missing"]
    assert deck.warnings[0].message.endswith(f"appear as boxes: {odd}")


def ink_of(workshop: Workshop, slide: RenderedSlide) -> Image.Image:
    """What is dark on the slide."""
    picture = picture_of(workshop, slide.images[0]).convert("L")
    return picture.point([255] * 128 + [0] * 128)  # pyright: ignore[reportUnknownMemberType] - half typed in Pillow


def test_letters_that_a_pdf_brings_itself_are_not_missed(workshop: Workshop) -> None:
    odd = next(character for character in map(chr, range(0xA000, 0xFFFF)) if installed_fonts().missing(character))
    deck = workshop.once("brought.pdf", lambda path: make_pdf(path, Page(TEAL, "a"), meaning={"a": odd}))
    (rendered,) = workshop.render(deck)
    assert rendered.slides[0].outline.title == odd
    assert rendered.warnings == ()


# What is broken, locked, empty, too large, or no deck at all.


def locked_zip(path: Path) -> None:
    """A package whose entries say that they are encrypted, each in its own header and in the directory."""
    write_zip(path, {"_rels/.rels": b"<r/>", "ppt/presentation.xml": b"<p/>"})
    content = bytearray(path.read_bytes())
    for magic, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = content.find(magic)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(magic, at + 4)
    path.write_bytes(content)


def opendocument(path: Path, kind: str, manifest: str = "") -> None:
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    write_zip(path, {"mimetype": mimetype.encode(), "META-INF/manifest.xml": f"<m>{manifest}</m>".encode()})


def office_package(path: Path, root: str) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relations = f'<Relationships><Relationship Type="{kind}" Target="main.xml"/></Relationships>'
    write_zip(path, {"_rels/.rels": relations.encode(), "main.xml": f'<x:{root} xmlns:x="x"/>'.encode()})


def half_a_deck(path: Path) -> None:
    make_deck(path, SlideSpec(RED))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def a_bomb(path: Path) -> None:
    """It says that it unpacks to 4 GB."""
    write_zip(path, {"_rels/.rels": b"x" * 1_000})
    content = path.read_bytes()
    said = struct.pack("<I", 1_000)
    place = content.index(b"PK\1\2") + 24
    assert content[place : place + 4] == said
    path.write_bytes(content[:place] + struct.pack("<I", 4_000_000_000) + content[place + 4 :])


def encrypted_ppt(path: Path) -> None:
    user = struct.pack("<HHI", 0, 0x0FF6, 20) + struct.pack("<I", 20) + PPT_ENCRYPTED_TOKEN
    make_ole(path, {"Current User": user, "PowerPoint Document": b""})


REFUSED: dict[str, tuple[str, Callable[[Path], object]]] = {
    "encrypted.pptx": (
        "deck_encrypted",
        lambda path: make_ole(path, {"EncryptionInfo": b"x", "EncryptedPackage": b"x"}),
    ),
    "encrypted.ppt": ("deck_encrypted", encrypted_ppt),
    "encrypted.odp": ("deck_encrypted", lambda path: opendocument(path, "presentation", "<encryption-data/>")),
    "encrypted-zip.pptx": ("deck_encrypted", locked_zip),
    "half.pptx": ("deck_unreadable", half_a_deck),
    "ole-garbage.ppt": (
        "deck_unreadable",
        lambda path: path.write_bytes(OLE_MAGIC + b"x" * 5_000),
    ),
    "empty.pptx": ("deck_unreadable", lambda path: path.write_bytes(b"")),
    "letter.docx": ("deck_unsupported", lambda path: office_package(path, "document")),
    "table.xlsx": ("deck_unsupported", lambda path: office_package(path, "workbook")),
    "letter.odt": ("deck_unsupported", lambda path: opendocument(path, "text")),
    "letter.doc": ("deck_unsupported", lambda path: make_ole(path, {"WordDocument": b"x"})),
    "files.zip": ("deck_unsupported", lambda path: write_zip(path, {"a.txt": b"a"})),
    "notes.pptx": ("deck_unsupported", lambda path: make_text(path, "These are my notes.\n")),
    "bomb.pptx": ("deck_too_large", a_bomb),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_usable_deck_is_refused(workshop: Workshop, tmp_path: Path, name: str) -> None:
    code, make = REFUSED[name]
    make(tmp_path / name)
    with pytest.raises(MediasvcError, match=name) as refused:
        workshop.ingest_deck(tmp_path / name)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "limits", [Limits(deck_bytes=1_000), Limits(deck_unpacked_bytes=10_000)], ids=["packed", "unpacked"]
)
def test_a_deck_over_a_limit_is_refused(workshop: Workshop, tmp_path: Path, limits: Limits) -> None:
    make_deck(tmp_path / "deck.pptx", SlideSpec(RED, str(limits)))
    with pytest.raises(MediasvcError) as refused:
        workshop.ingest_deck(tmp_path / "deck.pptx", limits)
    assert refused.value.code == "deck_too_large"


def hollow_deck(path: Path) -> None:
    """A package that begins as a deck does, with nothing that could be shown."""
    make_deck(path, SlideSpec(RED))
    parts = {name: content for name, content in unzipped(path).items() if not name.startswith("ppt/slide")}
    write_zip(path, {**parts, "ppt/presentation.xml": parts["ppt/presentation.xml"][:-200]})


UNRENDERED: dict[str, tuple[str, Callable[[Path], object]]] = {
    "encrypted.pdf": ("deck_encrypted", lambda path: make_pdf(path, Page(RED), password=True)),
    "garbage.pdf": ("deck_unreadable", lambda path: path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 40)),
    "no-pages.pdf": ("deck_unreadable", lambda path: make_pdf(path)),
    "poster.pdf": ("deck_too_large", lambda path: make_pdf(path, Page(RED), Page(RED, width=100, height=15_100))),
    "four.pdf": ("deck_too_large", lambda path: make_pdf(path, *[Page(RED)] * 4)),
    "hidden.pptx": (
        "deck_empty",
        lambda path: make_deck(path, SlideSpec(RED, hidden=True), SlideSpec(RED, hidden=True)),
    ),
    "no-slides.pptx": ("deck_empty", lambda path: make_deck(path)),
    "hollow.pptx": ("deck_unreadable", hollow_deck),
}


@pytest.mark.parametrize("name", UNRENDERED)
def test_what_cannot_be_shown_is_refused(workshop: Workshop, tmp_path: Path, name: str) -> None:
    code, make = UNRENDERED[name]
    make(tmp_path / name)
    with pytest.raises(MediasvcError, match=name) as refused:
        workshop.render(tmp_path / name, limits=Limits(deck_slides=3))
    assert refused.value.code == code


def test_slides_are_counted_over_all_decks(workshop: Workshop, tmp_path: Path) -> None:
    for name in ("first.pdf", "second.pdf"):
        make_pdf(tmp_path / name, Page(RED, name), Page(GREEN, name))
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    assert len(visible_slides(workshop.render(first, second, limits=Limits(deck_slides=4)))) == 4
    with pytest.raises(MediasvcError, match="4 slides, 3 are allowed") as refused:
        workshop.render(first, second, limits=Limits(deck_slides=3))
    assert refused.value.code == "deck_too_large"


# What is hostile.


def test_linked_pictures_are_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    Image.new("RGB", (64, 64), PURPLE).save(secret)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        make_deck(
            tmp_path / "links.pptx",
            SlideSpec(RED, linked_picture=f"http://127.0.0.1:{listener.getsockname()[1]}/picture.png"),
            SlideSpec(GREEN, linked_picture=secret.as_uri()),
            SlideSpec(BLUE),
        )
        workshop = Workshop(tmp_path / "own")
        (deck,) = workshop.render(tmp_path / "links.pptx")
        with pytest.raises(BlockingIOError):
            listener.accept()
    # Where a picture is missing, LibreOffice draws a frame with a cross or nothing, but never the picture.
    assert len(deck.slides) == 3
    assert colour_of(workshop, deck.slides[2]) == BLUE
    for slide in deck.slides[:2]:
        assert PURPLE not in (colour_of(workshop, slide),)
    assert codes_of(deck) == ["media_linked_ignored"]
    assert deck.warnings[0].message.endswith("on slides 1, 2.")


def test_macros_do_not_run(talk: Callable[[str], Path], tmp_path: Path) -> None:
    """The deck's own Basic leaves a file beside it where LibreOffice opens it, with macros on, to show it."""
    parts = unzipped(talk("odp"))
    namespaces = 'xmlns:library="http://openoffice.org/2000/library" xmlns:script="http://openoffice.org/2000/script"'
    basic = f'Sub Main\nOpen "{tmp_path}/macro-ran" For Output As #1\nPrint #1, "x"\nClose #1\nEnd Sub'
    address = "vnd.sun.star.script:Standard.Trap.Main?language=Basic&amp;location=document"
    listener = (
        "<office:scripts><office:event-listeners><script:event-listener"
        ' script:language="ooo:script" script:event-name="dom:load" xlink:type="simple"'
        f' xlink:href="{address}"/></office:event-listeners></office:scripts>'
    )
    content = parts["content.xml"].decode()
    assert "<office:scripts/>" in content
    entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="text/xml"/>'
    entries = "".join(
        map(entry.format, ("Basic/script-lc.xml", "Basic/Standard/script-lb.xml", "Basic/Standard/Trap.xml"))
    )
    manifest = parts["META-INF/manifest.xml"].decode().replace("</manifest:manifest>", f"{entries}</manifest:manifest>")
    write_zip(
        tmp_path / "deck.odp",
        {
            **parts,
            "content.xml": content.replace("<office:scripts/>", listener).encode(),
            "META-INF/manifest.xml": manifest.encode(),
            "Basic/script-lc.xml": (
                f'<library:libraries {namespaces}><library:library library:name="Standard" library:link="false"/>'
                "</library:libraries>"
            ).encode(),
            "Basic/Standard/script-lb.xml": (
                f'<library:library {namespaces} library:name="Standard" library:readonly="false"'
                ' library:passwordprotected="false"><library:element library:name="Trap"/></library:library>'
            ).encode(),
            "Basic/Standard/Trap.xml": (
                f'<script:module {namespaces} script:name="Trap" script:language="StarBasic">{basic}</script:module>'
            ).encode(),
        },
    )
    assert office.convert(tmp_path / "deck.odp", "pdf", tmp_path).exists()
    assert not (tmp_path / "macro-ran").exists()


def test_names_of_files_and_folders_are_only_said(tmp_path: Path) -> None:
    """Spaces, quotes, signs that options, addresses and patterns are made of, and letters of another script."""
    workshop = Workshop(tmp_path / 'it\'s a "100%d" #1 [مجلد]: x,y')
    name = "-rf/../../$(id);%s\nشريحة\0".ljust(250, "x") + ".pptx"
    make_deck(tmp_path / "deck.pptx", SlideSpec(RED, "A name"), SlideSpec(GREEN, hidden=True))
    deck = IngestedDeck(hand_in(workshop.storage, tmp_path / "deck.pptx", name), DeckKind.PPTX)
    (rendered,) = workshop.render_ingested(deck)
    assert colours_of(workshop, [rendered]) == [RED]
    assert rendered.warnings[0].message.startswith(f"{name}: ")


def test_a_deck_handed_in_again_goes_by_its_new_name(workshop: Workshop, talk: Callable[[str], Path]) -> None:
    (first,) = workshop.render(talk("pptx"))
    ingested = IngestedDeck(hand_in(workshop.storage, talk("pptx"), "again.pptx"), DeckKind.PPTX)
    (again,) = workshop.render_ingested(ingested)
    assert [slide.look for slide in again.slides] == [slide.look for slide in first.slides]
    assert again.deck == ingested
    assert all(warning.message.startswith("again.pptx: ") for warning in again.warnings)
