"""How many bytes of a file must arrive, from its beginning, before there is something to hear and to see."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmark.programs import ffprobe
from workers.media.webm import places_in

PACKETS_LOOKED_AT = 2_000
# ffprobe says where a block of WebM begins, and what its packet weighs; between them are id, size, track and time.
BLOCK_HEAD_BYTES = 6


@dataclass(frozen=True)
class Startup:
    """Bytes from the file's beginning to the end of the first packet that can be played, of sound and of picture.

    `index_bytes` of these are WebM's index, which a player that asks for ranges leaves out.
    """

    sound_bytes: int
    picture_bytes: int | None
    index_bytes: int = 0


def read_startup(path: Path) -> Startup:
    told = ffprobe(
        path,
        *("-read_intervals", f"%+#{PACKETS_LOOKED_AT}"),
        *("-show_entries", "packet=codec_type,pos,size,flags:packet_side_data=none"),
    )
    sound_bytes = _first_end(told["packets"], "audio")
    if path.suffix == ".webm":
        return Startup(sound_bytes + BLOCK_HEAD_BYTES, None, _index_bytes(path))
    return Startup(sound_bytes, _first_end(told["packets"], "video") if path.suffix == ".mp4" else None)


def _first_end(packets: list[dict[str, Any]], kind: str) -> int:
    """Where the first key packet of this kind ends. What comes before it in the file is its index, or needed too."""
    first = next(packet for packet in packets if packet["codec_type"] == kind and "K" in packet["flags"])
    return int(first["pos"]) + int(first["size"])


def _index_bytes(path: Path) -> int:
    """What WebM's index weighs where it stands before the sound."""
    try:
        first, last = places_in(path).index_range
    except ValueError:
        return 0
    return last + 1 - first
