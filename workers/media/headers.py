"""Headers of uncompressed sound that tell of less or of more than there is, and files that were put end to end.

Recorders that are cut off leave such headers. Behind the sound of an honest file come chunks, a tag or zeros. Where
something else does, it is more sound, and a copy is made whose header says how much. Where the sound of a second file
comes, the copy holds both, one after the other. `check_header` is for the sandbox.
"""

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import IO

from mediasvc.domain.errors import ConversionFailed
from workers.media.chunks import (
    AVI,
    FILE_BEGINS,
    FORMS,
    IFF,
    MOST_CHUNKS,
    Chunk,
    Form,
    Layout,
    read_chunks_behind,
    read_chunks_from,
    read_chunks_up_to_sound,
    read_description,
    read_layout,
)

MOST_TRAILERS = 100
MOST_PATCHES = 8
MOST_PATCH_BYTES = 8
MOST_CUTS = MOST_CHUNKS
PIECE_BYTES = 1024 * 1024
TRAILERS = rb"LIST|id3 |ID3 |bext|iXML|cue |smpl|fact|JUNK|PAD |_PMX|afsp|ANNO|NAME|AUTH|\(c\) |MARK|INST|COMT|info"
# Programs that cannot go back write the largest size that fits, or a little less than that or than half of it.
LIMITS_OF_SIZES = (2**31, 2**32, 2**63, 2**64)
NEAR_LIMIT_BYTES = 65_536


@dataclass(frozen=True)
class Patch:
    """Bytes to be written at a place of the copy, as hexadecimal digits."""

    at: int
    digits: str


@dataclass(frozen=True)
class Cut:
    """Bytes of the file that are left out of the copy, which lie behind whatever is patched."""

    begin: int
    end: int


@dataclass(frozen=True)
class Mending:
    """How a copy of the file is mended, how many bytes of sound the header claims, and how many there are.

    Without patches and cuts, nothing can be mended, or need be. `has_second` where a second recording stands behind
    the first, which cannot be read with it and is left out.
    """

    patches: tuple[Patch, ...]
    said_bytes: int
    real_bytes: int
    cuts: tuple[Cut, ...] = ()
    has_second: bool = False


def check_header(path: Path) -> Mending | None:
    """Return what is wrong with the file's header and how it is mended; None where nothing is."""
    with path.open("rb") as file:
        head, total = file.read(12), os.fstat(file.fileno()).st_size
        form = AVI if head[:4] == b"RIFF" and head[8:] == b"AVI " else FORMS[head[:4]]
        chunks = read_chunks_up_to_sound(file, form, total)
        if form.sound not in chunks:
            return None
        layout = read_layout(file, form, chunks)
        sound = chunks[form.sound]
        if sound.end - total >= layout.least_bytes:
            return None if _is_unknown(sound.size) else Mending((), sound.size, max(1, total - sound.begin))
        behind = read_chunks_behind(file, form, sound.end, total)
        if behind is not None:
            return _joined(file, form, chunks, behind, layout, total)
        if form is AVI or total - sound.end < layout.least_bytes or _are_zeros(file, sound.end):
            return None
        size = _end_of_sound(file, form, sound.end, total) - sound.begin
        return Mending(tuple(_patches(file, form, chunks, size, total)), sound.size, size)


def write_mended(path: Path, mending: Mending, copy: Path) -> None:
    """Write the copy of the file that this mending makes.

    The mending comes out of the sandbox, so nothing is written before all of it is checked against the file.

    Raises:
        ConversionFailed: it does not fit the file.
    """
    with path.open("rb") as file:
        changes = _checked(mending, os.fstat(file.fileno()).st_size)
        with copy.open("w+b") as out:
            for cut in mending.cuts:
                while piece := file.read(min(PIECE_BYTES, cut.begin - file.tell())):
                    out.write(piece)
                file.seek(cut.end)
            shutil.copyfileobj(file, out, PIECE_BYTES)
            for at, change in changes:
                out.seek(at)
                out.write(change)


def _checked(mending: Mending, total: int) -> list[tuple[int, bytes]]:
    """Return the bytes of all patches with their places, of a mending that fits a file of `total` bytes."""
    if len(mending.patches) > MOST_PATCHES or len(mending.cuts) > MOST_CUTS:
        raise ConversionFailed("the mending of a header has too many parts")
    edges = [edge for cut in mending.cuts for edge in (cut.begin, cut.end)]
    if any(begin > end for begin, end in pairwise([0, *edges, total])):
        raise ConversionFailed("a cut of a header's mending does not lie in the file")
    try:
        changes = [(patch.at, bytes.fromhex(patch.digits)) for patch in mending.patches]
    except ValueError as error:
        raise ConversionFailed("a patch of a header's mending is no bytes") from error
    first_cut = min([*edges, total])
    for at, change in changes:
        if len(change) > MOST_PATCH_BYTES or not 0 <= at <= first_cut - len(change):
            raise ConversionFailed("a patch of a header's mending does not lie in the file's head")
    return changes


def _is_unknown(size: int) -> bool:
    return any(abs(limit - size) <= NEAR_LIMIT_BYTES for limit in LIMITS_OF_SIZES)


def _joined(
    file: IO[bytes], form: Form, chunks: dict[bytes, Chunk], behind: Sequence[Chunk], layout: Layout, total: int
) -> Mending | None:
    """Return how the sound of all files becomes one, or of the first alone, where they differ; None for one file."""
    first = chunks[form.sound]
    others = [chunk for chunk in behind if chunk.id == form.sound and chunk.size > form.prefix_bytes]
    if form is AVI or not others:
        return None
    described = [chunks.get(form.describes), *(chunk for chunk in behind if chunk.id == form.describes)]
    # CAF lists packets of changing sizes in a chunk of its own.
    is_packed = any(chunk.id == b"pakt" for chunk in (*chunks.values(), *behind))
    if is_packed or len({_kind_of_sound(file, form, chunk) for chunk in described}) > 1:
        # The first file's packets are listed behind its sound.
        files = (chunk.begin for chunk in behind if chunk.id == FILE_BEGINS)
        cut = Cut(next(files, others[0].begin - form.head_bytes), total)
        return Mending((), first.size, first.size, (cut,), has_second=True)
    cuts = tuple(
        Cut(_end_of_blocks(form, chunk, layout), following.begin + form.prefix_bytes)
        for chunk, following in pairwise([first, *others])
    )
    left_out = sum(cut.end - cut.begin for cut in cuts)
    size = others[-1].end - left_out - first.begin
    return Mending(tuple(_patches(file, form, chunks, size, total - left_out)), first.size, size, cuts)


def _kind_of_sound(file: IO[bytes], form: Form, chunk: Chunk | None) -> bytes:
    content = read_description(file, chunk)
    # That of an AIFF counts the samples.
    return content[:2] + content[6:] if form is IFF else content


def _end_of_blocks(form: Form, chunk: Chunk, layout: Layout) -> int:
    return chunk.end - max(0, chunk.size - form.prefix_bytes) % max(1, layout.block_bytes)


def _are_zeros(file: IO[bytes], at: int) -> bool:
    file.seek(at)
    while piece := file.read(PIECE_BYTES):
        if piece.strip(b"\0"):
            return False
    return True


def _end_of_sound(file: IO[bytes], form: Form, least: int, total: int) -> int:
    """Where the chunks begin that end the file, or the file's end; not before `least`, up to which sound is known."""
    begin = max(least, total - PIECE_BYTES)
    file.seek(begin)
    trailers = islice(re.finditer(TRAILERS, file.read(PIECE_BYTES)), MOST_TRAILERS)
    places = [begin + trailer.start() for trailer in trailers]
    return next((at for at in places if _are_trailers(file, form, at, total)), total)


def _are_trailers(file: IO[bytes], form: Form, at: int, total: int) -> bool:
    chunks = read_chunks_from(file, form, at, total)
    return chunks is not None and all(chunk.id != form.sound for chunk in chunks)


def _patches(file: IO[bytes], form: Form, chunks: dict[bytes, Chunk], size: int, total: int) -> list[Patch]:
    sound = chunks[form.sound]
    if wide := chunks.get(b"ds64"):
        return [_patch(form, wide.begin + 8, size, 8)]
    told = size + (form.counts_head and form.head_bytes)
    patches = [_patch(form, sound.begin - form.size_bytes, told, form.size_bytes)]
    if form is IFF:
        patches.append(_patch(form, 4, total - 8, 4))
    layout = read_layout(file, form, chunks)
    if form is IFF and layout.bytes_per_s:
        counted = (size - form.prefix_bytes) // layout.block_bytes
        patches.append(_patch(form, chunks[form.describes].begin + 2, counted, 4))
    return patches


def _patch(form: Form, at: int, value: int, size_bytes: int) -> Patch:
    # Too long for its field, it is written as ffmpeg reads an unknown length.
    fits = min(value, 256**size_bytes - 1)
    return Patch(at, fits.to_bytes(size_bytes, form.order).hex())
