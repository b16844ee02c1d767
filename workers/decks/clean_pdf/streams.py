"""What the streams of a PDF hold, unpacked within bounds.

qpdf unpacks without any, so it is asked only where a predictor is to be undone, after the size is known.
"""

import base64
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workers.decks.clean_pdf.values import Refused, Walk, entries

MOST_FILTERS = 4
SHORT_NAMES = {"/Fl": "/FlateDecode", "/LZW": "/LZWDecode", "/A85": "/ASCII85Decode", "/AHx": "/ASCIIHexDecode"}


@dataclass(frozen=True)
class Unpacked:
    """A stream's content.

    `coded` is the format of a picture that it still has, if any, with its `parameters`. Without one, these are a
    predictor's, and the rows are as that left them. `packed` is the deflated content, where it is whole.
    """

    content: bytes
    coded: str = ""
    parameters: Any = None
    packed: bytes | None = None


def content_of(walk: Walk, stream: Any, most: int) -> bytes:
    """The stream's content, at most `most` bytes. Raises Refused where that is not all, or cannot be read."""
    found = unpacked(walk, stream, most)
    if found.coded:
        raise Refused(f"{found.coded[:30]} is for pictures")
    return stream.read_bytes() if found.parameters is not None else found.content


def unpacked(walk: Walk, stream: Any, most: int) -> Unpacked:
    """Undo the stream's packing. Raises Refused."""
    if any(key in stream for key in ("/F", "/FFilter", "/FDecodeParms")):
        raise Refused("the content is in another file")
    content: bytes = stream.read_raw_bytes()
    parameters: Any = None
    packed: bytes | None = None
    steps = _steps(stream)
    for place, (packing, parameters) in enumerate(steps, start=1):
        unpack = UNPACK.get(SHORT_NAMES.get(packing, packing))
        if place < len(steps) and (unpack is None or _is_predicted(parameters)):
            raise Refused("a picture or a predictor is packed once more")
        if unpack is None:
            return Unpacked(content, packing, parameters)
        if unpack is inflated:
            packed = content
        content = unpack(content, most, parameters)
        walk.spend(len(content))
    is_whole = packed is not None and steps[-1][0] in ("/FlateDecode", "/Fl") and _is_whole(packed, content)
    return Unpacked(content, "", parameters if _is_predicted(parameters) else None, packed if is_whole else None)


def _is_whole(packed: bytes, content: bytes) -> bool:
    """Whether it ends with the content's checksum, as deflated content does."""
    return packed[-4:] == zlib.adler32(content).to_bytes(4, "big")


def inflated(content: bytes, most: int, _: Any = None) -> bytes:
    """Undo deflate; of broken content, what comes before the break."""
    unpack = zlib.decompressobj()
    try:
        result = unpack.decompress(content, most + 1)
    except zlib.error:
        result = _until_broken(content, most)
    if len(result) > most:
        raise Refused("a stream unpacks to too much")
    return result


def _until_broken(content: bytes, most: int) -> bytes:
    unpack, result = zlib.decompressobj(), bytearray()
    try:
        for start in range(0, len(content), 64):
            result += unpack.decompress(content[start : start + 64], most + 1 - len(result))
            if len(result) > most or unpack.eof:
                break
    except zlib.error:
        pass
    if not result:
        raise Refused("a stream is not deflated")
    return bytes(result)


def _hexadecimal(content: bytes, most: int, _: Any) -> bytes:
    digits = re.sub(rb"\s", b"", content.partition(b">")[0])
    return _bounded(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii")), most)


def _base85(content: bytes, most: int, _: Any) -> bytes:
    text = content.strip().removeprefix(b"<~").partition(b"~")[0]
    if text.count(b"z") * 4 > most:
        raise Refused("a stream unpacks to too much")
    return _bounded(base64.a85decode(text, ignorechars=b" \t\n\r\v\f\0"), most)


def _runs(content: bytes, most: int, _: Any) -> bytes:
    result, place = bytearray(), 0
    while place < len(content) and content[place] != 128 and len(result) <= most:
        length = content[place]
        if length < 128:
            result += content[place + 1 : place + 2 + length]
            place += length + 2
        else:
            result += content[place + 1 : place + 2] * (257 - length)
            place += 2
    return _bounded(bytes(result), most)


def _lzw(content: bytes, most: int, parameters: Any) -> bytes:
    """Undo LZW as TIFF and PDF have it: codes of 9 to 12 bits, 256 begins anew, 257 ends."""
    early = 1 if parameters is None else int(parameters.get("/EarlyChange", 1))
    table = [bytes([byte]) for byte in range(256)] + [b"", b""]
    result, known, before, width, bits, held = bytearray(), table[:], b"", 9, 0, 0
    for byte in content:
        held, bits = (held << 8 | byte) & 0xFFFFFF, bits + 8
        if bits < width:
            continue
        bits -= width
        code = held >> bits & (1 << width) - 1
        if code == 257 or len(result) > most:
            break
        if code == 256:
            known, before, width = table[:], b"", 9
            continue
        if code > len(known) or (code == len(known) and not before):
            raise Refused("a stream is not LZW")
        entry = known[code] if code < len(known) else before + before[:1]
        if before and len(known) < 4_096:
            known.append(before + entry[:1])
        result += entry
        before = entry
        width = min(12, max(9, (len(known) + early).bit_length()))
    return _bounded(bytes(result), most)


UNPACK: dict[str, Callable[[bytes, int, Any], bytes]] = {
    "/FlateDecode": inflated,
    "/LZWDecode": _lzw,
    "/ASCIIHexDecode": _hexadecimal,
    "/ASCII85Decode": _base85,
    "/RunLengthDecode": _runs,
}


def _steps(stream: Any) -> list[tuple[str, Any]]:
    """The stream's filters, outermost first, with their parameters."""
    filters, parameters = stream.get("/Filter"), stream.get("/DecodeParms")
    if filters is None:
        return []
    listed = entries(filters, MOST_FILTERS) or [filters]
    given = entries(parameters, MOST_FILTERS) or [parameters]
    given += [None] * (len(listed) - len(given))
    return [(str(each), about if hasattr(about, "keys") else None) for each, about in zip(listed, given, strict=False)]


def _is_predicted(parameters: Any) -> bool:
    return parameters is not None and int(parameters.get("/Predictor", 1)) > 1


def _bounded(content: bytes, most: int) -> bytes:
    if len(content) > most:
        raise Refused("a stream unpacks to too much")
    return content
