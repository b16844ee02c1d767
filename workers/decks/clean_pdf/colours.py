"""Colour spaces, functions and shadings, written anew."""

import math
import re
import struct
from typing import Any

from pikepdf import Array, Dictionary, Name, String

from workers.decks.clean_pdf.streams import content_of
from workers.decks.clean_pdf.values import (
    Refused,
    Walk,
    boolean,
    booleans,
    entries,
    first_of,
    is_dictionary,
    is_stream,
    name,
    names,
    number,
    numbers,
    pick,
)

MOST_PROFILE, MOST_SAMPLES, MOST_MESH, MOST_PROGRAM = 4 * 1024**2, 16 * 1024**2, 32 * 1024**2, 65_536
MOST_PARTS = 256
DEVICE = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
CALIBRATED = {
    **dict.fromkeys(("/WhitePoint", "/BlackPoint", "/Matrix", "/Range"), numbers),
    "/Gamma": first_of(number, numbers),
}

# What a function of type 4 may do: it calculates, with no loop.
OPERATORS = frozenset(
    b"abs add atan ceiling cos cvi cvr div exp floor idiv ln log mod mul neg round sin sqrt sub truncate "
    b"and bitshift eq false ge gt le lt ne not or true xor if ifelse copy dup exch index pop roll { }".split()
)


def colour_space(walk: Walk, value: Any) -> Any:
    """A colour space: the name of one, or what it is made of."""
    if isinstance(value, Name):
        return name(walk, value)
    return walk.once(_colour_space, value) if isinstance(value, Array) else None


def _colour_space(walk: Walk, value: Any) -> Any:
    parts = entries(value, 5)
    kind = str(parts[0])
    if len(parts) == 1:
        return name(walk, parts[0])
    if kind in ("/CalGray", "/CalRGB", "/Lab"):
        return Array([parts[0], pick(walk, parts[1], CALIBRATED)])
    if kind == "/ICCBased":
        return walk.once(_profiled, parts[1])
    if kind in ("/Indexed", "/I"):
        return _palette(walk, parts)
    if kind in ("/Separation", "/DeviceN"):
        inks = name(walk, parts[1]) if kind == "/Separation" else names(walk, parts[1])
        return _whole([parts[0], inks, colour_space(walk, parts[2]), function(walk, parts[3])])
    if kind == "/Pattern":
        return _whole([parts[0], colour_space(walk, parts[1])])
    raise Refused(f"{kind[:30]} is no colour space")


def _profiled(walk: Walk, stream: Any) -> Any:
    components = int(stream.N)
    profile = content_of(walk, stream, MOST_PROFILE)
    if not _is_profile(profile, components):
        return DEVICE[components]
    return Array([Name.ICCBased, walk.target.make_indirect(walk.stream(profile, Dictionary(N=components)))])


def _is_profile(profile: bytes, components: int) -> bool:
    """Whether it is an ICC profile of so many components, whose parts all lie within it."""
    kinds = {1: (b"GRAY",), 3: (b"RGB ", b"Lab "), 4: (b"CMYK",)}
    if len(profile) < 132 or profile[36:40] != b"acsp" or profile[16:20] not in kinds[components]:
        return False
    size, count = struct.unpack_from(">I", profile)[0], struct.unpack_from(">I", profile, 128)[0]
    if size > len(profile) or count > 100 or len(profile) < 132 + 12 * count:
        return False
    parts = (struct.unpack_from(">II", profile, 136 + 12 * place) for place in range(count))
    return all(offset + length <= len(profile) for offset, length in parts)


def _palette(walk: Walk, parts: list[Any]) -> Array:
    highest = int(parts[2])
    if not 0 <= highest <= 255:
        raise Refused("a palette is too large")
    colours = content_of(walk, parts[3], 65_536) if is_stream(parts[3]) else bytes(parts[3])
    return _whole([Name.Indexed, colour_space(walk, parts[1]), highest, String(colours[: 256 * 32])])


def function(walk: Walk, value: Any) -> Any:
    """A function, a list of them, or the name of one."""
    if isinstance(value, Name):
        return name(walk, value)
    if isinstance(value, Array):
        return _whole([function(walk, each) for each in entries(value, 32)])
    return walk.once(_function, value)


def _function(walk: Walk, value: Any) -> Any:
    kind = int(value.FunctionType)
    about = pick(walk, value, {"/FunctionType": number, "/Domain": numbers, "/Range": numbers})
    if kind == 0:
        return _sampled(walk, value, about)
    if kind == 2:
        return _with(about, pick(walk, value, {"/C0": numbers, "/C1": numbers, "/N": number}))
    if kind == 3:
        about.Functions = _whole([function(walk, each) for each in entries(value.Functions, MOST_PARTS)])
        return _with(about, pick(walk, value, {"/Bounds": numbers, "/Encode": numbers}))
    if kind == 4:
        return walk.stream(_calculation(content_of(walk, value, MOST_PROGRAM)), about)
    raise Refused("a function is of no known kind")


def _sampled(walk: Walk, value: Any, about: Dictionary) -> Any:
    keys = {"/Size": numbers, "/BitsPerSample": number, "/Order": number, "/Encode": numbers, "/Decode": numbers}
    _with(about, pick(walk, value, keys))
    samples = math.prod(max(1, int(side)) for side in entries(value.Size, 8)) * len(about.Range) // 2
    size = (samples * int(value.BitsPerSample) + 7) // 8
    content = content_of(walk, value, MOST_SAMPLES)
    if size > len(content):
        raise Refused("a function has too few samples")
    return walk.stream(content[:size], about)


def _calculation(program: bytes) -> bytes:
    tokens = re.sub(rb"%[^\r\n]*", b"", program).replace(b"{", b" { ").replace(b"}", b" } ").split()
    depth = 0
    for token in tokens:
        depth += (token == b"{") - (token == b"}")
        if not 0 <= depth <= 16 or not (token in OPERATORS or re.fullmatch(rb"[+-]?\d*\.?\d*", token)):
            raise Refused("a function does more than to calculate")
    return b" ".join(tokens)


def shading(walk: Walk, value: Any) -> Any:
    """Colours that pass into each other."""
    return walk.once(_shading, value) if is_dictionary(value) or is_stream(value) else None


def _shading(walk: Walk, value: Any) -> Any:
    about = pick(walk, value, SHADING)
    if not 1 <= int(value.ShadingType) <= 7 or "/ColorSpace" not in about:
        raise Refused("a shading is of no known kind")
    return walk.stream(content_of(walk, value, MOST_MESH), about) if is_stream(value) else about


SHADING = {
    "/ShadingType": number,
    "/ColorSpace": colour_space,
    "/Function": function,
    **dict.fromkeys(("/Background", "/BBox", "/Domain", "/Matrix", "/Coords", "/Decode"), numbers),
    **dict.fromkeys(("/BitsPerCoordinate", "/BitsPerComponent", "/BitsPerFlag", "/VerticesPerRow"), number),
    "/AntiAlias": boolean,
    "/Extend": booleans,
}


def _whole(parts: list[Any]) -> Array:
    if any(part is None for part in parts):
        raise Refused("a part of a colour is missing")
    return Array(parts)


def _with(about: Dictionary, more: Dictionary) -> Dictionary:
    for key, value in more.items():
        about[key] = value
    return about
