"""How other people's pages show a talk: by a frame, or by the web component, which makes the frame."""

from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup, escape

from mediasvc.delivery.colours import Colour
from mediasvc.domain.manifest import Manifest

# Below the slide is a row of controls.
CONTROLS_PX = 40
# Several rows of controls, as far as they may cover what a frame leaves below its slide.
ROWS_PX = 100
WIDTH = 640
# With less the controls have no room; more is no screen's.
NARROWEST, LOWEST, LARGEST = 240, 140, 4096
# What a frame's address says where the talk begins without being asked.
AUTOPLAY = "autoplay=1"


@dataclass(frozen=True)
class Shape:
    """The shape of a talk's slides, as width and height in any unit."""

    width: int = 16
    height: int = 9


@dataclass(frozen=True)
class Frame:
    """The size of a frame in px; one that `fills` is as wide as its place, and keeps the shape."""

    width: int
    height: int
    fills: bool = False


@dataclass(frozen=True)
class Embedding:
    """A talk's player as it is wished for in another page; what is None is as the player has it by itself.

    `slide` is the number of the slide that it begins with.
    """

    frame: Frame
    language: str | None = None
    colour: Colour | None = None
    slide: int | None = None

    @property
    def query(self) -> str:
        asked = {"lang": self.language, "accent": self.colour and self.colour.digits}
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        return f"?{query}" if query else ""

    @property
    def place(self) -> str:
        return "" if self.slide is None else f"#slide={self.slide}"


def shape_of(manifest: Manifest) -> Shape:
    """Return the shape of the talk's first slide, which others are shown in."""
    widest = max(manifest.opening_slide.images, key=lambda image: image.width)
    return Shape(int(widest.width), int(widest.height))


def frame_of(shape: Shape, width: int = WIDTH, height: int | None = None, fills: bool = False) -> Frame:
    """Return a frame of this width for slides of this shape; without a height, one that leaves no bands beside them."""
    return Frame(width, height or round(width * shape.height / shape.width) + CONTROLS_PX, fills)


def frame_within(shape: Shape, most_width: int | None = None, most_height: int | None = None) -> Frame:
    """Return the usual frame for slides of this shape, or the largest that fits, whatever room that leaves.

    A frame that is limited in height becomes narrower, so that no bands are beside the slide.
    """
    width = WIDTH if most_width is None else min(WIDTH, most_width)
    if most_height is not None:
        fitting = (most_height - CONTROLS_PX) * shape.width // shape.height
        width = min(width, max(fitting, NARROWEST))
    height = frame_of(shape, width).height
    return Frame(width, height if most_height is None else min(height, most_height))


def row_query(shape: Shape) -> str:
    """Return the media query for frames in which slides of this shape leave no room for several rows of controls.

    In a frame that is higher than the query says, several rows take little of the slide.
    """
    return f"(max-height: 26rem), (max-height: 36rem) and (min-aspect-ratio: {WIDTH}/{_height_px(shape) + ROWS_PX})"


def _height_px(shape: Shape) -> int:
    return round(WIDTH * shape.height / shape.width)


def embed_code(title: str, address: str, query: str = "", place: str = "", frame: Frame | None = None) -> str:
    """Return the HTML that shows the talk whose own page is at `address` in other people's pages.

    The style makes the frame as wide as there is room, up to its width, and keeps its shape; where a portal strips
    the style, the attributes give its size. `query` asks for a language, or that the talk begins by itself, and
    `place` says where.
    """
    frame = frame or frame_within(Shape())
    return _frame(f"{address}/embed{query}{place}", title, frame, f' style="{frame_style(frame)}"')


def frame_shown(title: str, path: str, wish: Embedding) -> Markup:
    """Return the frame of `embed_code` for a page of ours, whose own stylesheet has to have its style."""
    return Markup(_frame(f"{path}/embed{wish.query}{wish.place}", title, wish.frame))  # noqa: S704 - escaped


def frame_style(frame: Frame) -> str:
    """Return the style that makes a frame as wide as there is room, up to its width, and keeps its shape."""
    most = "" if frame.fills else f"max-width:{frame.width}px;"
    return f"border:0;width:100%;{most}height:auto;aspect-ratio:{frame.width}/{frame.height}"


def component_code(title: str, site: str, address: str, wish: Embedding) -> str:
    """Return the HTML that shows the talk at `address` in other people's pages by the web component of the `site`."""
    frame = wish.frame
    attributes = {
        "src": f"{address}{wish.place}",
        "label": title,
        "lang": wish.language,
        "accent": wish.colour and wish.colour.digits,
        "style": f"width:{'100%' if frame.fills else f'{frame.width}px'};aspect-ratio:{frame.width}/{frame.height}",
    }
    written = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items() if value is not None)
    return (
        f'<script src="{escape(site)}/player/seminar-player.js" async></script>\n'
        f"<seminar-player {written}></seminar-player>"
    )


def _frame(source: str, title: str, frame: Frame, style: str = "") -> str:
    return (
        f'<iframe src="{escape(source)}" title="{escape(title)}" '
        f'width="{frame.width}" height="{frame.height}"{style} loading="lazy" '
        'allow="autoplay; fullscreen; clipboard-write; web-share" allowfullscreen></iframe>'
    )
