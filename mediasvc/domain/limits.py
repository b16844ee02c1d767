"""How large an upload may be, and how much may be on its way. The defaults are the contract's; settings change them."""

from dataclasses import dataclass

MEGABYTE = 1_000_000
# Decks and recordings of one build.
MOST_FILES = 100


@dataclass(frozen=True)
class Limits:
    deck_bytes: int = 500 * MEGABYTE
    deck_unpacked_bytes: int = 2_000 * MEGABYTE
    deck_slides: int = 1_000
    page_px: int = 20_000
    recording_bytes: int = 4_000 * MEGABYTE
    recording_ms: int = 12 * 3_600_000
    sample_rate_min_hz: int = 8_000
    sample_rate_max_hz: int = 192_000
    channels: int = 8
    cues: int = 2_000
    cues_bytes: int = 5 * MEGABYTE
    # Twelve hours of YouTube's rolling captions, 18,000 lines with the times of their words, are 5.6 MB in English, and
    # more where letters take two bytes or three.
    captions: int = 20_000
    captions_bytes: int = 10 * MEGABYTE
    # What one person, or the holders of one token, may have begun to upload and not finished.
    unfinished_uploads: int = 40
    unfinished_bytes: int = 40_000 * MEGABYTE
