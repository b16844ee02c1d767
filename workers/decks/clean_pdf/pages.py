"""The pages of a PDF, written anew one by one; a page that cannot be becomes a picture of itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf

from workers.decks.clean_pdf.content import MOST_BYTES
from workers.decks.clean_pdf.resources import drawn, scope_of
from workers.decks.clean_pdf.states import group
from workers.decks.clean_pdf.streams import content_of
from workers.decks.clean_pdf.values import Refused, Walk, entries, is_dictionary, is_stream, number, numbers

INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
DEEPEST_TREE, MOST_NODES = 64, 100_000
LETTER = (0, 0, 612, 792)
POINTS_PER_INCH, PICTURE_DPI, PICTURE_PX = 72, 160, 6_000_000
JPEG: dict[str, Any] = {"format": "JPEG", "quality": 85, "optimize": True}


@dataclass(frozen=True)
class Leaf:
    """A page of a stranger's PDF, with what it has from the nodes above it."""

    page: Any
    inherited: dict[str, Any]

    def get(self, key: str) -> Any:
        found = self.page.get(key)
        return self.inherited.get(key) if found is None else found


def leaves(source: Pdf) -> Iterator[Leaf]:
    """The pages in order. Of a tree that is too deep or too large, not all."""
    stack: list[tuple[Any, dict[str, Any], int]] = [(source.Root.get("/Pages"), {}, 0)]
    for _ in range(MOST_NODES):
        if not stack:
            return
        node, inherited, depth = stack.pop()
        if not is_dictionary(node):
            continue
        kids = node.get("/Kids")
        if not isinstance(kids, Array):
            yield Leaf(node, inherited)
        elif depth < DEEPEST_TREE:
            own = {key: node[key] for key in INHERITED if key in node}
            stack += [(kid, inherited | own, depth + 1) for kid in reversed(entries(kids))]


def clean_page(walk: Walk, leaf: Leaf) -> Dictionary:
    """The page from what may be in one. Raises Refused."""
    made = Dictionary(Type=Name.Page)
    for key in ("/MediaBox", "/CropBox"):
        box = numbers(walk, leaf.get(key))
        if box is not None and len(box) == 4:
            made[key] = box
    made.MediaBox = made.get("/MediaBox", Array(LETTER))
    rotation = number(walk, leaf.get("/Rotate"))
    if rotation:
        made.Rotate = int(rotation / 90) % 4 * 90
    page = drawn(walk, _content(walk, leaf), scope_of(leaf.page, leaf.get("/Resources")))
    made.Contents, made.Resources = walk.target.make_indirect(walk.stream(page.content)), page.resources
    blended = leaf.page.get("/Group")
    if is_dictionary(blended):
        made.Group = group(walk, blended)
    return made


def _content(walk: Walk, leaf: Leaf) -> bytes:
    given: Any = leaf.get("/Contents")
    streams = [given] if is_stream(given) else [each for each in entries(given) if is_stream(each)]
    parts: list[bytes] = []
    for stream in streams:
        parts.append(content_of(walk, stream, MOST_BYTES))
        if sum(map(len, parts)) > MOST_BYTES:
            raise Refused("a page is too long")
    return b"\n".join(parts)


def picture_of(target: Pdf, page: Any) -> Dictionary:
    """A page that shows a picture of pdfium's page, at the same place, so that its links fit.

    pdfium's page is left without its rotation.
    """
    rotation: int = page.get_rotation()
    page.set_rotation(0)
    width, height = page.get_size()
    left, bottom, right, top = page.get_bbox()
    scale = min(PICTURE_DPI / POINTS_PER_INCH, (PICTURE_PX / (width * height)) ** 0.5)
    picture: Any = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    packed = BytesIO()
    picture.save(packed, **JPEG)
    shown = target.make_stream(packed.getvalue())
    for key, value in (("Type", Name.XObject), ("Subtype", Name.Image), ("ColorSpace", Name.DeviceRGB)):
        shown[f"/{key}"] = value
    shown.Width, shown.Height, shown.BitsPerComponent, shown.Filter = *picture.size, 8, Name.DCTDecode
    content = f"q {right - left:.4f} 0 0 {top - bottom:.4f} {left:.4f} {bottom:.4f} cm /P Do Q".encode()
    return Dictionary(
        Type=Name.Page,
        MediaBox=Array([left, bottom, right, top]),
        Rotate=rotation,
        Resources=Dictionary(XObject=Dictionary(P=shown)),
        Contents=target.make_stream(content),
    )
