"""Pictures in a PDF, written anew: none over 40 megapixels, and only in formats that every viewer decodes with care.

JPEG stays as it is but for what is no picture; JPEG 2000, JBIG2 and fax are decoded here, in the sandbox, and packed
anew.
"""

from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2  # pyright: ignore[reportMissingTypeStubs] - it ships none; its values are typed by hand below
from pikepdf import Array, Dictionary, Name
from PIL import Image

from workers.decks.clean_pdf.colours import colour_space
from workers.decks.clean_pdf.content import MOST_PIXELS
from workers.decks.clean_pdf.jpeg import Jpeg, plain_jpeg
from workers.decks.clean_pdf.streams import content_of, unpacked
from workers.decks.clean_pdf.values import (
    Refused,
    Walk,
    boolean,
    constant,
    first_of,
    is_stream,
    name,
    number,
    numbers,
    pick,
)

MOST_SIDE, MOST_JPEG = 65_535, 128 * 1024**2
MOST_BYTES = 4 * MOST_PIXELS  # of a picture's pixels
DEPTHS = (1, 2, 4, 8, 16)  # bits of a pixel's colour
PACKED_ANEW = {"quality": 90, "subsampling": 0, "optimize": True}
COMPONENTS = {
    **dict.fromkeys(("/DeviceGray", "/CalGray", "/Indexed", "/Separation"), 1),
    **dict.fromkeys(("/DeviceRGB", "/CalRGB", "/Lab"), 3),
    "/DeviceCMYK": 4,
}
DEVICE = {"1": Name.DeviceGray, "L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}
ROWS = {"/Predictor": number, "/Colors": number, "/BitsPerComponent": number, "/Columns": number}


def picture(walk: Walk, value: Any) -> Any:
    """A picture, with its mask."""
    return walk.once(_picture, value)


def _picture(walk: Walk, value: Any) -> Any:
    width, height = int(value.Width), int(value.Height)
    if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE):
        raise Refused("a picture has no size")
    about = pick(walk, value, ABOUT)
    bits = 1 if about.get("/ImageMask") else int(value.get("/BitsPerComponent", 8))
    room = -(-width * bits * _components(value, about) // 8) + 1
    found = unpacked(walk, value, MOST_JPEG if _is_coded(value) else _checked_size(room * height, bits))
    if found.coded in ("/DCTDecode", "/DCT"):
        return _jpeg(walk, plain_jpeg(found.content), about, found.parameters)
    if width * height > MOST_PIXELS:
        raise Refused("a picture is over 40 megapixels")
    if found.coded in DECODERS:
        return _decoded(walk, value, about, DECODERS[found.coded](value, found.content, about))
    if found.coded:
        raise Refused(f"{found.coded[:30]} is no format of a picture")
    about.BitsPerComponent = bits
    size = (-(-width * bits * _components(value, about) // 8)) * height
    if found.parameters is not None:
        size = _predicted_size(found.parameters, width, height, bits, about)
        about.DecodeParms = pick(walk, found.parameters, ROWS)
    if found.packed is not None and len(found.content) == size:
        return walk.packed(found.packed, about)
    return walk.stream(found.content[:size].ljust(size, b"\0"), about)


def _checked_size(size: int, bits: int) -> int:
    """How many bytes a picture's pixels are. Raises Refused where a viewer should not unpack them."""
    if bits not in DEPTHS or size > MOST_BYTES:
        raise Refused("a picture's pixels are too large")
    return size


def _is_coded(value: Any) -> bool:
    return any(each in str(value.get("/Filter")) for each in ("DCT", "JPX", "JBIG2", "CCITTFax"))


def _components(value: Any, about: Dictionary) -> int:
    """How many numbers a pixel has."""
    space: Any = about.get("/ColorSpace")
    if about.get("/ImageMask"):
        return 1
    if space is None and _is_coded(value):
        return 4
    parts: Any = space if isinstance(space, Array) else [space]
    kind = str(parts[0])
    if kind == "/ICCBased":
        return int(parts[1].N)
    if kind == "/DeviceN":
        return len(parts[1])
    if kind not in COMPONENTS:
        raise Refused(f"{kind[:30]} is no colour of a picture")
    return COMPONENTS[kind]


def _predicted_size(parameters: Any, width: int, height: int, bits: int, about: Dictionary) -> int:
    """How long the rows are as the predictor left them. Raises Refused where they are not the picture's."""
    row = -(-width * bits * _components(None, about) // 8)
    depth = int(parameters.get("/Colors", 1)) * int(parameters.get("/BitsPerComponent", 8))
    if -(-int(parameters.get("/Columns", 1)) * depth // 8) != row:
        raise Refused("a picture's rows are not as long as it says")
    kind = int(parameters.Predictor)
    if kind != 2 and not 10 <= kind <= 15:
        raise Refused("a picture's rows are of no known kind")
    return (row + (kind != 2)) * height


def _jpeg(walk: Walk, jpeg: Jpeg, about: Dictionary, parameters: Any) -> Any:
    if jpeg.width * jpeg.height > MOST_PIXELS:
        jpeg = _smaller(jpeg)
    space: Any = about.get("/ColorSpace")
    if space is None:
        about.ColorSpace = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}[jpeg.components]
    elif _components(None, about) != jpeg.components:
        raise Refused("a JPEG has other colours than its file says")
    about.Width, about.Height, about.BitsPerComponent = jpeg.width, jpeg.height, 8
    if parameters is not None and "/ColorTransform" in parameters:
        about.DecodeParms = pick(walk, parameters, {"/ColorTransform": number})
    made = walk.packed(jpeg.content, about)
    made.Filter = Name.DCTDecode
    return made


def _smaller(jpeg: Jpeg) -> Jpeg:
    """The picture at half its size, a quarter or an eighth: the decoder never makes it larger."""
    with Image.open(BytesIO(jpeg.content), formats=["JPEG"]) as opened:
        factor = next((each for each in (2, 4, 8) if jpeg.width * jpeg.height / each**2 <= MOST_PIXELS * 0.9), None)
        if factor is None or opened.mode == "CMYK":
            raise Refused("a picture is far over 40 megapixels")
        opened.draft(opened.mode, (jpeg.width // factor, jpeg.height // factor))
        packed = BytesIO()
        opened.save(packed, "JPEG", quality=85)
    return plain_jpeg(packed.getvalue())


def _decoded(walk: Walk, value: Any, about: Dictionary, found: Image.Image) -> Any:
    """A picture that was decoded, packed anew: as JPEG what is a photograph, or else without a loss."""
    about.Width, about.Height = found.size
    if "/ColorSpace" not in about and not about.get("/ImageMask"):
        about.ColorSpace = DEVICE[found.mode]
    about.BitsPerComponent = 1 if found.mode == "1" else 8
    if about.get("/ImageMask") and found.mode != "1":
        raise Refused("a mask has more than two values")
    if not about.get("/ImageMask") and _components(value, about) != len(found.getbands()):
        raise Refused("a picture has other colours than its file says")
    space: Any = about.get("/ColorSpace")
    if found.mode in ("L", "RGB") and not (isinstance(space, Array) and space[0] == Name.Indexed):
        packed = BytesIO()
        found.save(packed, "JPEG", **PACKED_ANEW)
        return _jpeg(walk, plain_jpeg(packed.getvalue()), about, None)
    return walk.stream(found.tobytes(), about)


def _jpeg_2000(value: Any, content: bytes, _: Any) -> Image.Image:
    if int(value.get("/SMaskInData", 0)):
        raise Refused("a picture's mask is within it")
    with Image.open(BytesIO(content), formats=["JPEG2000"]) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Refused("a picture is over 40 megapixels")
        modes = {"L": "L", "LA": "L", "I;16": "L", "RGB": "RGB", "RGBA": "RGB", "CMYK": "CMYK"}
        return opened.convert(modes[opened.mode])


def _two_values(value: Any, content: bytes, about: Dictionary) -> Image.Image:
    """A picture of JBIG2 or fax, as pdfium decodes it: black is 0, as in the file."""
    with pikepdf.new() as alone:
        copy = alone.make_stream(content)
        copy.Type, copy.Subtype, copy.ColorSpace, copy.BitsPerComponent = Name.XObject, Name.Image, Name.DeviceGray, 1
        copy.Width, copy.Height, copy.Filter = about.Width, about.Height, _innermost(value.Filter)
        parameters: Any = _innermost(value.get("/DecodeParms"))
        if isinstance(parameters, Dictionary):
            copy.DecodeParms = _fax_or_jbig2(alone, parameters)
        page = alone.add_blank_page(page_size=(100, 100))
        page.Resources = Dictionary(XObject=Dictionary(P=copy))
        page.Contents = alone.make_stream(b"q 100 0 0 100 0 0 cm /P Do Q")
        packed = BytesIO()
        alone.save(packed)
    document: Any = pypdfium2.PdfDocument(packed.getvalue())
    shown: Any = next(iter(document[0].get_objects()), None)
    if shown is None:
        raise Refused("a picture cannot be decoded")
    found: Image.Image = shown.get_bitmap(render=False).to_pil()
    if found.size != (int(about.Width), int(about.Height)):
        raise Refused("a picture has another size than its file says")
    return found.convert("L").point([0] * 128 + [255] * 128, "1")


def _innermost(value: Any) -> Any:
    return value[-1] if isinstance(value, Array) else value


def _fax_or_jbig2(alone: Any, parameters: Any) -> Dictionary:
    walk = Walk(alone)
    about = pick(walk, parameters, dict.fromkeys(FAX, first_of(boolean, number)))
    shared: Any = parameters.get("/JBIG2Globals")
    if is_stream(shared):
        about.JBIG2Globals = alone.make_stream(content_of(walk, shared, MOST_JPEG))
    return about


FAX = ("/K", "/EndOfLine", "/EncodedByteAlign", "/Columns", "/Rows", "/EndOfBlock", "/BlackIs1")
DECODERS = {
    "/JPXDecode": _jpeg_2000,
    "/JBIG2Decode": _two_values,
    "/CCITTFaxDecode": _two_values,
    "/CCF": _two_values,
}


def _mask(walk: Walk, value: Any) -> Any:
    """A picture that masks: a stencil, or the colours that are not painted."""
    return picture(walk, value) if is_stream(value) else numbers(walk, value)


def _soft_mask(walk: Walk, value: Any) -> Any:
    return picture(walk, value) if is_stream(value) else None


ABOUT = {
    "/Type": constant(Name.XObject),
    "/Subtype": constant(Name.Image),
    "/Width": number,
    "/Height": number,
    "/ColorSpace": colour_space,
    "/Decode": numbers,
    "/ImageMask": boolean,
    "/Interpolate": boolean,
    "/Intent": name,
    "/Mask": _mask,
    "/SMask": _soft_mask,
    "/Matte": numbers,
}
