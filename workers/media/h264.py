"""H.264 byte streams of pictures that are one slice each (ITU-T H.264; numbers in brackets are its clauses).

Nothing is decoded. What is not of the form that our own encoder's settings give raises ConversionFailed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mediasvc.domain.errors import ConversionFailed
from workers.media.bits import BitReader, ue

START_CODE = b"\0\0\0\1"
SLICE, IDR_SLICE, SPS, PPS = 1, 5, 7, 8
# What the encoder tells of itself, and delimiters: nothing that a decoder needs.
IGNORED = (6, 9)

# profile_idc of the profiles whose sequence parameters tell the chroma format (7.3.2.1.1).
HIGH_PROFILES = (100, 110, 122, 244)
# The most bits of frame_num (7.4.2.1.1).
LONGEST_FRAME_NUM = 16
I_SLICES = (2, 7)
P_SLICES = (0, 5)


@dataclass(frozen=True)
class Parameters:
    """The NAL units of the sequence and the picture parameter set."""

    sequence: bytes
    picture: bytes


@dataclass(frozen=True)
class KeyFrame:
    """One picture that needs no other (IDR): its parameters, and the NAL unit of its slice."""

    parameters: Parameters
    slice: bytes

    def to_bytes(self) -> bytes:
        """A stream of this picture alone."""
        units = (self.parameters.sequence, self.parameters.picture, self.slice)
        return b"".join(START_CODE + unit for unit in units)


@dataclass(frozen=True)
class Group:
    """A key frame, and the slices of the frames behind it, which depend on it."""

    key: KeyFrame
    followers: tuple[bytes, ...]


def groups(stream: bytes) -> list[Group]:
    """The groups of an Annex B stream, in order: one at least."""
    parameters: dict[int, bytes] = {}
    found: list[tuple[KeyFrame, list[bytes]]] = []
    for unit in _units(stream):
        kind = unit[0] & 0x1F
        if kind in (SPS, PPS):
            if parameters.setdefault(kind, unit) != unit:
                raise ConversionFailed("the parameters change within a picture track")
        elif kind == IDR_SLICE and len(parameters) == 2:
            _checked_slice(unit, I_SLICES)
            found.append((KeyFrame(Parameters(parameters[SPS], parameters[PPS]), unit), []))
        elif kind == SLICE and found:
            _checked_slice(unit, P_SLICES)
            found[-1][1].append(unit)
        elif kind not in IGNORED:
            raise ConversionFailed(f"a picture track has an unexpected part, of type {kind}")
    if not found:
        raise ConversionFailed("a picture track has no picture")
    return [Group(key, tuple(followers)) for key, followers in found]


def renumbered(frame: KeyFrame, idr_pic_id: int) -> KeyFrame:
    """The same picture with this idr_pic_id, which neighbouring key frames must not share (7.4.3).

    The slice's header changes its length (7.3.3); the CABAC data behind it begins at a whole byte (7.3.4), and stays.
    """
    bits = BitReader(_unescaped(frame.slice[1:]))
    bits.ue()  # first_mb_in_slice
    bits.ue()  # slice_type
    bits.ue()  # pic_parameter_set_id
    bits.u(frame_num_bits(frame.parameters))
    before = bits.position
    bits.ue()  # idr_pic_id
    after = bits.position
    bits.u(2)  # dec_ref_pic_marking
    bits.se()  # slice_qp_delta
    if _tells_deblocking(frame.parameters.picture) and bits.ue() != 1:
        bits.se()
        bits.se()
    end = bits.position
    header = bits.text(0, before) + ue(idr_pic_id) + bits.text(after, end)
    header += "1" * (-len(header) % 8)
    rewritten = int(header, 2).to_bytes(len(header) // 8, "big") + bits.data[-(-end // 8) :]
    return KeyFrame(frame.parameters, frame.slice[:1] + _escaped(rewritten))


def frame_num_bits(parameters: Parameters) -> int:
    """How long frame_num is in slice headers (7.3.2.1.1). It counts frames, and begins anew where it is full."""
    bits = BitReader(_unescaped(parameters.sequence[1:]))
    profile = bits.u(8)
    bits.u(16)  # constraints and level
    bits.ue()  # seq_parameter_set_id
    if profile in HIGH_PROFILES:
        chroma_format, luma_depth, chroma_depth = bits.ue(), bits.ue(), bits.ue()
        if (chroma_format, luma_depth, chroma_depth, bits.u(2)) != (1, 0, 0, 0):
            raise ConversionFailed("pictures are not 4:2:0 of 8 bits without scaling lists")
    length = bits.ue() + 4  # log2_max_frame_num_minus4
    if length > LONGEST_FRAME_NUM:
        raise ConversionFailed("pictures are numbered beyond what the standard has")
    if bits.ue() != 2:  # pic_order_cnt_type
        raise ConversionFailed("pictures are not shown in the order in which they are decoded")
    bits.ue()  # max_num_ref_frames
    bits.u(1)  # gaps_in_frame_num_value_allowed_flag
    bits.ue()  # width
    bits.ue()  # height
    if not bits.u(1):  # frame_mbs_only_flag
        raise ConversionFailed("pictures are interlaced")
    return length


def _checked_slice(unit: bytes, kinds: tuple[int, int]) -> None:
    bits = BitReader(_unescaped(unit[1:16]))
    if bits.ue() != 0 or bits.ue() not in kinds:
        raise ConversionFailed("a picture is not one slice of its kind")


def _tells_deblocking(picture: bytes) -> bool:
    """Whether slice headers tell how to deblock (7.3.2.2)."""
    bits = BitReader(_unescaped(picture[1:]))
    bits.ue()  # pic_parameter_set_id
    bits.ue()  # seq_parameter_set_id
    is_cabac, _, slice_groups = bits.u(1), bits.u(1), bits.ue()
    if not is_cabac or slice_groups:
        raise ConversionFailed("pictures are not coded by CABAC, or in slice groups")
    bits.ue()  # num_ref_idx_l0_default_active_minus1
    bits.ue()  # num_ref_idx_l1_default_active_minus1
    bits.u(3)  # weighted prediction
    bits.se()  # pic_init_qp_minus26
    bits.se()  # pic_init_qs_minus26
    bits.se()  # chroma_qp_index_offset
    told = bits.u(1)
    bits.u(1)  # constrained_intra_pred_flag
    if bits.u(1):  # redundant_pic_cnt_present_flag
        raise ConversionFailed("pictures are coded redundantly")
    return bool(told)


def _units(stream: bytes) -> Iterator[bytes]:
    """The NAL units, without the zeros that may stand between them (B.1)."""
    first, *units = stream.split(b"\0\0\1")
    if first.strip(b"\0"):
        raise ConversionFailed("a picture track does not begin as one")
    for unit in units:
        if not (trimmed := unit.rstrip(b"\0")):
            raise ConversionFailed("a picture track has an empty part")
        yield trimmed


def _unescaped(payload: bytes) -> bytes:
    """Without the bytes that keep start codes out of a NAL unit (7.4.1)."""
    return payload.replace(b"\0\0\3", b"\0\0")


def _escaped(payload: bytes) -> bytes:
    return re.sub(rb"\x00\x00(?=[\x00-\x03])", b"\0\0\3", payload)
