"""What files of sound and video begin with. Their tags and frames may hold any bytes, also those of a document."""

MAGICS = (
    *(b"ID3", b"OggS", b"RIFF", b"RF64", b"fLaC", b"FORM", b"caff", b"\x1aE\xdf\xa3", b"#!AMR", b"wvpk"),
    b"riff\x2e\x91\xcf\x11",  # Wave64
    bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"),  # ASF
    b"\0\0\x01\xba",  # MPEG program stream
)
# Boxes that an MP4 or a QuickTime file begins with.
BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
# MPEG transport streams, and those of cameras, with a time before each packet.
PACKETS = ((0, 188), (4, 192))
PACKET_SYNC = b"G"
LEAST_PACKETS = 3
HEAD_OF_FRAME_BYTES = 4


def begins_as_media(head: bytes) -> bool:
    """Whether a file that begins with these bytes (1 KiB) is one of sound or video."""
    return head.startswith(MAGICS) or head[4:8] in BOXES or _is_of_packets(head) or _begins_with_frame(head)


def _is_of_packets(head: bytes) -> bool:
    syncs = (head[begin::size][:LEAST_PACKETS] for begin, size in PACKETS)
    return PACKET_SYNC * LEAST_PACKETS in syncs


def _begins_with_frame(head: bytes) -> bool:
    """Whether there is a frame of MPEG sound (ISO/IEC 11172-3, 2.4.1.3) or of ADTS (14496-3, 1.A.2.2.1).

    The mark of UTF-16 looks like one of layer I, which nobody records in.
    """
    if len(head) < HEAD_OF_FRAME_BYTES or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    if layer == 0:
        is_adts, frequency = head[1] & 0xF0 == 0xF0, head[2] >> 2 & 15
        return is_adts and frequency <= 12
    bitrate, frequency = head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer != 3 and bitrate != 15 and frequency != 3
