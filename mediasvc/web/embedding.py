"""How other people's pages show a talk."""

from dataclasses import dataclass

from markupsafe import escape

# Below the slide is a row of controls.
CONTROLS_PX = 40
# Several rows of controls, as far as they may cover what a frame leaves below its slide.
ROWS_PX = 100
WIDTH = 640
# With less the controls have no room.
NARROWEST = 240
# What a frame's address says where the talk begins without being asked.
AUTOPLAY = "autoplay=1"


@dataclass(frozen=True)
class Shape:
    """The shape of a talk's slides, as width and height in any unit."""

    width: int = 16
    height: int = 9


@dataclass(frozen=True)
class Frame:
    """The size of a frame in px."""

    width: int
    height: int


def frame_within(shape: Shape, most_width: int | None = None, most_height: int | None = None) -> Frame:
    """Return the usual frame for slides of this shape, or the largest that fits, whatever room that leaves.

    A frame that is limited in height becomes narrower, so that no bands are beside the slide.
    """
    width = WIDTH if most_width is None else min(WIDTH, most_width)
    if most_height is not None:
        fitting = (most_height - CONTROLS_PX) * shape.width // shape.height
        width = min(width, max(fitting, NARROWEST))
    height = round(width * shape.height / shape.width) + CONTROLS_PX
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
    style = f"border:0;width:100%;max-width:{frame.width}px;height:auto;aspect-ratio:{frame.width}/{frame.height}"
    return (
        f'<iframe src="{escape(f"{address}/embed{query}{place}")}" title="{escape(title)}" '
        f'width="{frame.width}" height="{frame.height}" style="{style}" loading="lazy" '
        'allow="autoplay; fullscreen; clipboard-write; web-share" allowfullscreen></iframe>'
    )
