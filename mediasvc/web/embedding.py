"""How other people's pages show a talk."""

from markupsafe import escape


def embed_code(title: str, address: str) -> str:
    """The HTML that shows the talk whose own page is at `address` in other people's pages."""
    return (
        f'<iframe src="{address}/embed" title="{escape(title)}" width="640" height="470" '
        'style="border:0;max-width:100%" loading="lazy" allow="autoplay; fullscreen"></iframe>'
    )
