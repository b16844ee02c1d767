"""What can be told of a deck's pictures by their first bytes. Runs inside the sandbox."""

from pathlib import PurePosixPath
from typing import IO

from PIL import Image, UnidentifiedImageError

from mediasvc.domain.errors import DeckTooLarge
from workers.decks import bounds

RASTER = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")
METAFILES = (".emf", ".wmf")
EMF_MAGIC, EMF_SIGNATURE = b"\1\0\0\0", b" EMF"
WMF_BEGINNINGS = (b"\xd7\xcd\xc6\x9a", b"\1\0\x09\0", b"\2\0\x09\0")
HEAD_BYTES = 64
MEGA = 1_000_000


def is_drawable(name: str, content: IO[bytes]) -> bool:
    """Return whether LibreOffice may draw the picture: its first bytes are those of its kind.

    Raises DeckTooLarge where it has more pixels than are allowed.
    """
    suffix = PurePosixPath(name.lower()).suffix
    if suffix in METAFILES:
        # Programs also call one kind by the name of the other.
        head = content.read(HEAD_BYTES)
        return head.startswith(WMF_BEGINNINGS) or (head.startswith(EMF_MAGIC) and head[40:44] == EMF_SIGNATURE)
    if suffix not in RASTER:
        return True
    # What is too large is refused below, with its size; Pillow would only say that it may be an attack.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(content) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        return False
    if width * height > bounds.PICTURE_MEGAPIXELS * MEGA:
        raise DeckTooLarge(
            f"the picture {name} has {width} x {height} pixels, {bounds.PICTURE_MEGAPIXELS} megapixels are allowed"
        )
    return True
