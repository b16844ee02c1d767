"""Which of a deck's pictures LibreOffice would leave out, or draw black. Runs inside the sandbox."""

import struct
from pathlib import PurePosixPath
from typing import IO

from PIL import Image, UnidentifiedImageError

from mediasvc.domain.errors import DeckTooLarge
from workers.decks import bounds

RASTER = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")
METAFILES = (".emf", ".wmf")
EMF_MAGIC, EMF_SIGNATURE, EMF_END = b"\1\0\0\0", b" EMF", 14
# Each record begins with its kind and its size in bytes.
EMF_RECORD = struct.Struct("<II")
WMF_BEGINNINGS = (b"\xd7\xcd\xc6\x9a", b"\1\0\x09\0", b"\2\0\x09\0")
HEAD_BYTES = 64
MEGA = 1_000_000


def is_drawable(name: str, content: IO[bytes]) -> bool:
    """Return whether LibreOffice may draw the picture: it is of its kind, and whole where that is soon known.

    Raises DeckTooLarge where it has more pixels than are allowed.
    """
    suffix = PurePosixPath(name.lower()).suffix
    if suffix in METAFILES:
        # Programs also call one kind by the name of the other.
        head = content.read(HEAD_BYTES)
        if head.startswith(EMF_MAGIC) and head[40:44] == EMF_SIGNATURE:
            return _ends_well(head, content)
        return head.startswith(WMF_BEGINNINGS)
    if suffix not in RASTER:
        return True
    # What is too large is refused below, with its size; Pillow would only say that it may be an attack.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(content) as picture:
            width, height = picture.size
            if width * height <= bounds.PICTURE_MEGAPIXELS * MEGA:
                _check_whole(picture)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        return False
    if width * height > bounds.PICTURE_MEGAPIXELS * MEGA:
        raise DeckTooLarge(
            f"the picture {name} has {width} x {height} pixels, {bounds.PICTURE_MEGAPIXELS} megapixels are allowed"
        )
    return True


def _check_whole(picture: Image.Image) -> None:
    """Raise OSError or SyntaxError where the picture is broken and LibreOffice would show nothing of it.

    A JPEG or a GIF that ends early is drawn as far as it goes.
    """
    if picture.format == "PNG":
        # The checksums alone, which takes no time beside unpacking the pixels.
        picture.verify()
    elif picture.format == "TIFF":
        picture.load()


def _ends_well(head: bytes, content: IO[bytes]) -> bool:
    """Return whether the metafile's records follow each other up to its last one. `head` is read already."""
    _, size = EMF_RECORD.unpack_from(head)
    if size < HEAD_BYTES:
        return False
    content.read(size - HEAD_BYTES)
    while len(record := content.read(EMF_RECORD.size)) == EMF_RECORD.size:
        kind, size = EMF_RECORD.unpack(record)
        if kind == EMF_END:
            return True
        if size < EMF_RECORD.size or len(content.read(size - EMF_RECORD.size)) < size - EMF_RECORD.size:
            return False
    return False
