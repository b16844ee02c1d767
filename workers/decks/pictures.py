"""Which of a deck's pictures LibreOffice would leave out, or draw black. Runs inside the sandbox."""

import struct
from pathlib import PurePosixPath
from typing import IO

from PIL import Image, UnidentifiedImageError

from mediasvc.domain.errors import DeckTooLarge
from workers.decks import bounds

RASTER = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")
# Under whatever name: PNG, JPEG, GIF.
RASTER_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")
METAFILES = (".emf", ".wmf")
EMF_MAGIC, EMF_SIGNATURE, EMF_END = b"\1\0\0\0", b" EMF", 14
# Each record begins with its kind and its size in bytes (MS-EMF 2.3).
EMF_RECORD = struct.Struct("<II")
WMF_PLACEABLE, WMF_BEGINNINGS = b"\xd7\xcd\xc6\x9a", (b"\1\0\x09\0", b"\2\0\x09\0")
PLACEABLE_BYTES, WMF_HEAD_BYTES, WMF_END = 22, 18, 0
# Each record begins with its size in words and its kind (MS-WMF 2.3).
WMF_RECORD, WORD_BYTES = struct.Struct("<IH"), 2
MEGA = 1_000_000


def is_drawable(name: str, content: IO[bytes]) -> bool:
    """Return whether LibreOffice may draw the picture: it is of its kind, and whole where that is soon known.

    Raises DeckTooLarge where it has more pixels than are allowed.
    """
    suffix = PurePosixPath(name.lower()).suffix
    if suffix in METAFILES:
        return _is_whole(name, content)
    begins = content.read(max(map(len, RASTER_BEGINNINGS)))
    content.seek(0)
    if suffix not in RASTER and not begins.startswith(RASTER_BEGINNINGS):
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


def _is_whole(name: str, content: IO[bytes]) -> bool:
    """Return whether the metafile's records follow each other up to its last one.

    Raises DeckTooLarge where it has more records than are allowed.
    """
    head = content.read(PLACEABLE_BYTES * 2)
    # Programs also call one kind by the name of the other.
    if head.startswith(EMF_MAGIC) and head[40:44] == EMF_SIGNATURE:
        begins, record, ends = 0, _emf_record, EMF_END
    elif head.startswith((WMF_PLACEABLE, *WMF_BEGINNINGS)):
        begins = WMF_HEAD_BYTES + (PLACEABLE_BYTES if head.startswith(WMF_PLACEABLE) else 0)
        record, ends = _wmf_record, WMF_END
    else:
        return False
    content.seek(begins)
    for _ in range(bounds.METAFILE_RECORDS):
        kind, left = record(content)
        if kind == ends:
            return True
        if left < 0 or len(content.read(left)) < left:
            return False
    raise DeckTooLarge(f"the drawing {name} has more than the {bounds.METAFILE_RECORDS} records that are allowed")


def _emf_record(content: IO[bytes]) -> tuple[int, int]:
    """Read the beginning of a record, and return its kind and how many bytes of it are left; -1 where it is broken."""
    begin = content.read(EMF_RECORD.size)
    kind, size = EMF_RECORD.unpack(begin) if len(begin) == EMF_RECORD.size else (-1, 0)
    return kind, max(size - EMF_RECORD.size, -1)


def _wmf_record(content: IO[bytes]) -> tuple[int, int]:
    """Do the same for the other kind."""
    begin = content.read(WMF_RECORD.size)
    words, kind = WMF_RECORD.unpack(begin) if len(begin) == WMF_RECORD.size else (0, -1)
    return kind, max(words * WORD_BYTES - WMF_RECORD.size, -1)
