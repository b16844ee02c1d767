"""Makes decks and recordings for tests: small ones, of every kind, and broken ones."""

import struct
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageColor
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.util import Inches, Pt

PATIENCE_S = 120
MAIN_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"

# The shape with this id appears, as PowerPoint writes it.
APPEAR = """
<p:timing xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:tnLst><p:par>
<p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst>
<p:seq concurrent="1" nextAc="seek"><p:cTn id="2" dur="indefinite" nodeType="mainSeq"><p:childTnLst><p:par>
<p:cTn id="3" fill="hold"><p:stCondLst><p:cond delay="indefinite"/></p:stCondLst><p:childTnLst><p:par>
<p:cTn id="4" fill="hold"><p:stCondLst><p:cond delay="0"/></p:stCondLst><p:childTnLst><p:par>
<p:cTn id="5" presetID="1" presetClass="entr" presetSubtype="0" fill="hold" nodeType="clickEffect">
<p:stCondLst><p:cond delay="0"/></p:stCondLst><p:childTnLst><p:set><p:cBhvr>
<p:cTn id="6" dur="1" fill="hold"><p:stCondLst><p:cond delay="0"/></p:stCondLst></p:cTn>
<p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl><p:attrNameLst><p:attrName>style.visibility</p:attrName></p:attrNameLst>
</p:cBhvr><p:to><p:strVal val="visible"/></p:to></p:set></p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par>
</p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn><p:prevCondLst><p:cond evt="onPrev" delay="0"><p:tgtEl><p:sldTgt/>
</p:tgtEl></p:cond></p:prevCondLst><p:nextCondLst><p:cond evt="onNext" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond>
</p:nextCondLst></p:seq></p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>
"""
TRANSITION = (
    '<p:transition xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" advClick="0" advTm="{ms}"/>'
)

# Of a PDF: no password has these digests.
LOCKED = (
    f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{'ab' * 32}> /U <{'cd' * 32}> /P -4 >> "
    f"/ID [<{'0' * 32}> <{'0' * 32}>]"
)


@dataclass(frozen=True)
class SlideSpec:
    """A slide of one colour: title and text stand above its middle."""

    colour: str
    title: str = ""
    text: str = ""
    notes: str = ""
    hidden: bool = False
    advance_ms: int | None = None
    animated: bool = False
    linked_picture: str = ""
    """An address: that picture covers the whole slide."""
    font: str = ""


@dataclass(frozen=True)
class Page:
    """A page of one colour, in points, with a line of Latin text."""

    colour: str
    text: str = ""
    width: float = 720
    height: float = 405


# Decks.


def make_deck(path: Path, *slides: SlideSpec, size_in: tuple[float, float] = (10, 5.625)) -> None:
    """A PPTX deck, or one of a sibling format by the extension of `path`: the main part's content type tells them."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = (Inches(side) for side in size_in)
    for spec in slides:
        _add_slide(deck, spec, size_in)
    made = BytesIO()
    deck.save(made)
    kinds = {
        ".ppsx": "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml",
        ".pptm": "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
    }
    write_zip(path, _with_main_type(unzipped(made), kinds.get(path.suffix, MAIN_PPTX)))


def _add_slide(deck: Any, spec: SlideSpec, size_in: tuple[float, float]) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = RGBColor(*rgb(spec.colour))
    if spec.linked_picture:
        _link_picture(slide, spec.linked_picture, size_in)
    box = _write(slide, spec, Inches(size_in[0] - 1))
    if spec.notes:
        slide.notes_slide.notes_text_frame.text = spec.notes
    if spec.hidden:
        slide._element.set("show", "0")
    if spec.advance_ms is not None:
        slide._element.append(parse_xml(TRANSITION.format(ms=spec.advance_ms)))
    if spec.animated:
        slide._element.append(parse_xml(APPEAR.format(shape=box)))


def _write(slide: Any, spec: SlideSpec, width: int) -> int:
    """The id of the shape that holds the text."""
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = Inches(0.5), Inches(0.2), width, Inches(0.6)
    box = slide.shapes.add_textbox(Inches(0.5), Inches(0.9), width, Inches(0.8))
    for frame, text in ((title.text_frame, spec.title), (box.text_frame, spec.text)):
        frame.text = text
        for run in (run for paragraph in frame.paragraphs for run in paragraph.runs):
            run.font.size = Pt(20)
            run.font.name = spec.font or None
    return box.shape_id


def _link_picture(slide: Any, address: str, size_in: tuple[float, float]) -> None:
    dot = BytesIO()
    Image.new("RGB", (2, 2), "black").save(dot, "PNG")
    picture = slide.shapes.add_picture(dot, 0, 0, *(Inches(side) for side in size_in))
    blip = picture._element.blipFill.blip
    link = slide.part.relate_to(address, RELATIONSHIP_TYPE.IMAGE, is_external=True)
    namespace = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
    slide.part.drop_rel(blip.attrib.pop(f"{namespace}embed"))
    blip.set(f"{namespace}link", link)


def _with_main_type(parts: Mapping[str, bytes], content_type: str) -> dict[str, bytes]:
    types = parts["[Content_Types].xml"].replace(MAIN_PPTX.encode(), content_type.encode())
    return {**parts, "[Content_Types].xml": types}


def make_converted(deck: Path, path: Path) -> None:
    """`deck` as LibreOffice saves it in the format of `path`'s extension."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        argv = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
        argv += ["--convert-to", path.suffix[1:], "--outdir", name, str(deck)]
        subprocess.run(argv, check=True, capture_output=True, timeout=PATIENCE_S)
        path.write_bytes((folder / deck.with_suffix(path.suffix).name).read_bytes())


def unzipped(package: Path | BytesIO) -> dict[str, bytes]:
    """Every part of a package by its name."""
    with zipfile.ZipFile(package) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_zip(path: Path, parts: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def make_pdf(path: Path, *pages: Page, password: bool = False, meaning: Mapping[str, str] | None = None) -> None:
    """A PDF of these pages. With `password` it asks for one, and no password opens it.

    Its text is drawn in Latin letters; `meaning` is what each of them stands for when the text is read.
    """
    kids = " ".join(f"{5 + 2 * index} 0 R" for index in range(len(pages)))
    means = "".join(f"<{ord(drawn):02x}> <{ord(said):04x}>" for drawn, said in (meaning or {}).items())
    table = f"1 begincodespacerange <00> <ff> endcodespacerange {len(meaning or {})} beginbfchar {means} endbfchar"
    unicode = "/ToUnicode 4 0 R" if meaning else ""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica {unicode} >>".encode(),
        f"<< /Length {len(table)} >>\nstream\n{table}\nendstream".encode(),
    ]
    for page in pages:
        red, green, blue = (value / 255 for value in rgb(page.colour))
        box = f"{page.width:g} {page.height:g}"
        drawn = f"{red:.4f} {green:.4f} {blue:.4f} rg 0 0 {box} re f "
        drawn += f"0 g BT /F 20 Tf 20 {page.height - 30:g} Td ({page.text}) Tj ET"
        fonts = "/Resources << /Font << /F 3 0 R >> >>"
        content = len(objects) + 2
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {box}] {fonts} /Contents {content} 0 R >>".encode(),
            f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream".encode(),
        ]
    write_pdf(path, objects, LOCKED if password else "")


def write_pdf(path: Path, objects: Sequence[bytes], trailer: str = "") -> None:
    """A PDF of these objects, the first of which is its catalog."""
    said, places = b"%PDF-1.4\n", list[int]()
    for number, content in enumerate(objects, start=1):
        places.append(len(said))
        said += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(said)}\n%%EOF\n"
    path.write_bytes(said + f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}{end}".encode())


def make_ole(path: Path, streams: Mapping[str, bytes]) -> None:
    """A compound file ([MS-CFB], version 3) with these streams, each padded to 4,096 bytes to stay out of the mini FAT.

    Sector 0 is the FAT, then comes the directory, then the streams, one after the other.
    """
    free, end, fat_sector, none = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
    entries = [("Root Entry", 5, end, 0, 1)]
    directory_sectors = (len(streams) + 4) // 4
    chains = [fat_sector, *range(2, directory_sectors + 1), end]
    body = b""
    for place, (name, content) in enumerate(streams.items(), start=1):
        padded = content.ljust(max(4096, -len(content) // 512 * -512), b"\0")
        start, count = len(chains), len(padded) // 512
        chains += [*range(start + 1, start + count), end]
        body += padded
        # Every stream is the next one's left or right neighbour in a tree that is only a list.
        entries.append((name, 2, start, len(padded), place + 1 if place < len(streams) else none))
    directory = b""
    for index, (name, kind, start, size, following) in enumerate(entries):
        text = (name + "\0").encode("utf-16-le")
        siblings = (none, none, following) if index == 0 else (none, following, none)
        directory += struct.pack("<64sHBB3I", text, len(text), kind, 1, *siblings)
        directory += struct.pack("<16sI8s8sIQ", b"", 0, b"", b"", start, size)
    directory = directory.ljust(directory_sectors * 512, b"\0")
    header = struct.pack("<8s16sHHHHH6s", bytes.fromhex("d0cf11e0a1b11ae1"), b"", 0x3E, 3, 0xFFFE, 9, 6, b"")
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    fat = struct.pack("<128I", *chains, *[free] * (128 - len(chains)))
    path.write_bytes(header + fat + directory + body)


# Colours.

PALETTE = ("#c83232", "#32a032", "#3246c8", "#c8b428", "#8c32a0", "#28a0a0")


def many_colours(count: int) -> list[str]:
    """Up to 216 colours that stay apart when they are encoded, neighbours far from each other."""
    levels = (0, 51, 102, 153, 204, 255)
    colours = [f"#{red:02x}{green:02x}{blue:02x}" for red in levels for green in levels for blue in levels]
    return [colours[index * 91 % 216] for index in range(count)]


def rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue


def nearest_colour(pixel: Sequence[int], colours: Sequence[str]) -> str:
    """The colour that this pixel shows. Raises AssertionError where it is like none of them."""
    distance, nearest = min((max(abs(a - b) for a, b in zip(pixel, rgb(one), strict=True)), one) for one in colours)
    assert distance <= 10, f"{tuple(pixel)} is none of the colours"
    return nearest


# Recordings.


def ffmpeg(*arguments: str | int | Path) -> bytes:
    """What ffmpeg writes on standard output."""
    argv = ["ffmpeg", "-v", "error", "-hide_banner", "-y", *map(str, arguments)]
    return subprocess.run(argv, check=True, capture_output=True, timeout=PATIENCE_S).stdout


def make_recording(path: Path, *sources: str, options: Sequence[str] = ()) -> None:
    """The lavfi sources, one stream each, encoded as the extension of `path` and the options say."""
    inputs = [word for source in sources for word in ("-f", "lavfi", "-i", source)]
    maps = [word for number in range(len(sources)) for word in ("-map", str(number))]
    ffmpeg(*inputs, *maps, *options, path)


def make_speech(path: Path, seconds: float, channels: str = "", options: Sequence[str] = ()) -> None:
    """Somebody speaks for so long, in mono; `channels` is how ffmpeg's pan filter makes other channels of it."""
    with tempfile.TemporaryDirectory() as name:
        spoken = Path(name) / "spoken.wav"
        argv = ["espeak-ng", "-w", str(spoken)]
        words = "Good morning, all of you. The first group began with twelve women, one box, and three rules. "
        subprocess.run([*argv, words], check=True, capture_output=True, timeout=PATIENCE_S)
        # A little noise, as in any room, comes with the voice.
        room = "anoisesrc=a=0.0006:c=pink:r=48000:seed=1,aformat=channel_layouts=mono[room]"
        mixed = f"{room};[0]aloop=-1:2e6,aresample=48000[voice];[voice][room]amix=2:normalize=0"
        graph = mixed + (f",pan={channels}" if channels else "")
        ffmpeg("-i", spoken, "-filter_complex", graph, "-t", f"{seconds:g}", *options, path)


def with_cover(recording: Path, path: Path) -> None:
    """The recording as M4A with a cover picture, which is a video stream."""
    cover = path.with_suffix(".png")
    Image.new("RGB", (64, 64), "orange").save(cover)
    ffmpeg(
        *("-i", recording, "-i", cover, "-map", "0:a", "-map", "1:v", "-c:a", "aac", "-c:v", "png"),
        *("-disposition:v:0", "attached_pic", path),
    )


def as_recorded_by_a_browser(recording: Path, path: Path) -> None:
    """WebM as MediaRecorder streams it: neither duration nor index."""
    path.write_bytes(ffmpeg("-i", recording, "-c:a", "libopus", "-f", "webm", "-live", "1", "pipe:1"))


def cut_short(recording: Path, path: Path, share: float) -> None:
    """The first bytes of a recording."""
    content = recording.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])


def make_text(path: Path, text: str) -> None:
    path.write_text(text)
