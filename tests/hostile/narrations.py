"""Decks whose narration is no sound: it is read before anything is heard of the recording beside them."""

from pathlib import Path
from tempfile import TemporaryDirectory

from narrated_decks import Sound, add_sounds

from hostile.case import DRAWN, Case, deck
from hostile.pdf_file import noise
from hostile.playlists import ENVIRONMENT, concat, hls
from hostile.pptx_parts import pptx


def narrated(name: str, content: bytes) -> bytes:
    """Return a deck whose slide plays a part of this name by itself."""
    with TemporaryDirectory() as folder:
        path, sound = Path(folder) / "deck.pptx", Path(folder) / name
        path.write_bytes(pptx())
        sound.write_bytes(content)
        add_sounds(path, [[Sound(sound)]])
        return path.read_bytes()


CASES: tuple[Case, ...] = (
    deck("narration-playlist", "deck.pptx", lambda to: narrated("a.m4a", hls(f"{to}part.ts", ENVIRONMENT)), DRAWN),
    deck("narration-concat", "deck.pptx", lambda to: narrated("a.wav", concat(f"{to}concat.wav")), DRAWN),
    deck("narration-noise", "deck.pptx", lambda _: narrated("a.mp3", noise(90_000)), DRAWN),
)
