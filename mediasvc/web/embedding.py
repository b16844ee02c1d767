"""How other people's pages show a talk."""

from markupsafe import escape

WIDTH, HEIGHT = 640, 470


def embed_code(title: str, address: str, width: int = WIDTH, height: int = HEIGHT, query: str = "") -> str:
    """The HTML that shows the talk whose own page is at `address` in other people's pages, in a frame of so many px.

    `query` asks for a language.
    """
    return (
        f'<iframe src="{address}/embed{query}" title="{escape(title)}" width="{width}" height="{height}" '
        # On a narrow page it is as much lower: a player as high as before would have bands above and below its slide.
        f'style="border:0;max-width:100%;height:auto;aspect-ratio:{width}/{height}" loading="lazy" '
        'allow="autoplay; fullscreen; clipboard-write"></iframe>'
    )
