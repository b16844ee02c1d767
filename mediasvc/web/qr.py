"""QR codes of addresses, with their quiet zone, for screens and for print."""

from functools import lru_cache
from io import BytesIO

import segno

# 15 % of a code may be dirty or torn off; segno takes a higher level where that costs no room.
LEVEL = "m"
# The width that the standard asks for, in modules.
QUIET_ZONE = 4
# Ten centimetres wide at the usual density of print.
PRINT_PX, PRINT_DPI = 1_181, 300
SCREEN_SCALE = 8
KEPT_CODES = 256


@lru_cache(KEPT_CODES)
def qr_svg(address: str) -> str:
    """Return a drawing of the code that holds this address."""
    file = BytesIO()
    options = {"border": QUIET_ZONE, "scale": SCREEN_SCALE, "light": "#fff", "title": address, "xmldecl": False}
    _code(address).save(file, kind="svg", svgclass=None, lineclass=None, **options)
    return file.getvalue().decode()


@lru_cache(KEPT_CODES)
def qr_png(address: str) -> bytes:
    """Return a picture of the code that holds this address, ten centimetres wide in print at least."""
    code, file = _code(address), BytesIO()
    scale = -(-PRINT_PX // code.symbol_size(border=QUIET_ZONE)[0])
    code.save(file, kind="png", border=QUIET_ZONE, scale=scale, dpi=PRINT_DPI)
    return file.getvalue()


def _code(address: str) -> segno.QRCode:
    return segno.make_qr(address, error=LEVEL)
