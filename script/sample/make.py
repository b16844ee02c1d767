"""Makes the sample seminar anew: deck.pptx and recording.opus beside this file. Needs espeak-ng and ffmpeg.

Every slide's notes are spoken by espeak-ng; what that takes is written into the slide as its rehearsed time, the way
PowerPoint writes it, so the times add up to the recording's length to the millisecond.
"""

import io
import subprocess  # noqa: TID251 - a maker of sample files, run by hand; nothing of the service
import wave
from pathlib import Path

from deck import draw, notes_of
from lxml import etree
from pptx.slide import Slide

HERE = Path(__file__).parent
RATE_HZ = 48_000
SAMPLE_BYTES = 2
PAUSE_MS = 700

TRANSITION = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main">'
    '<mc:Choice xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main" Requires="p14">'
    '<p:transition spd="slow" p14:dur="2000" advTm="{ms}"/></mc:Choice>'
    '<mc:Fallback><p:transition spd="slow" advTm="{ms}"/></mc:Fallback></mc:AlternateContent>'
)


def main() -> None:
    deck = draw()
    recording = b""
    for slide in deck.slides:
        spoken = with_pause(speech(notes_of(slide)))
        rehearse(slide, duration_ms(spoken))
        recording += spoken
    deck.save(str(HERE / "deck.pptx"))
    encode(recording, HERE / "recording.opus")


def speech(words: str) -> bytes:
    """The words as 16-bit mono PCM."""
    spoken = run(["espeak-ng", "-v", "en-gb", "-s", "155", "-g", "2", "--stdout", words])
    with wave.open(io.BytesIO(spoken)) as said:
        rate_hz, pcm = said.getframerate(), said.readframes(said.getnframes())
    form = ["-f", "s16le", "-ac", "1", "-ar"]
    return run(["ffmpeg", "-nostdin", "-v", "error", *form, str(rate_hz), "-i", "-", *form, str(RATE_HZ), "-"], pcm)


def with_pause(pcm: bytes) -> bytes:
    """A pause before the next slide, rounded up to a tenth of a second."""
    until_ms = -(-(duration_ms(pcm) + 1 + PAUSE_MS) // 100) * 100
    return pcm.ljust(until_ms * RATE_HZ // 1000 * SAMPLE_BYTES, b"\0")


def duration_ms(pcm: bytes) -> int:
    """Whole milliseconds, the last broken one left out."""
    return len(pcm) // SAMPLE_BYTES * 1000 // RATE_HZ


def rehearse(slide: Slide, slide_ms: int) -> None:
    # The schema wants it right behind the colour map.
    [colour_map] = slide.element.findall("{*}clrMapOvr")
    colour_map.addnext(etree.fromstring(TRANSITION.format(ms=slide_ms)))


def encode(pcm: bytes, into: Path) -> None:
    form = ["-f", "s16le", "-ac", "1", "-ar", str(RATE_HZ), "-i", "-"]
    opus = ["-c:a", "libopus", "-b:a", "24k", "-application", "voip", "-metadata", "title=Savings groups that last"]
    run(["ffmpeg", "-nostdin", "-v", "error", "-y", *form, *opus, str(into)], pcm)


def run(arguments: list[str], stdin: bytes = b"") -> bytes:
    return subprocess.run(arguments, input=stdin, check=True, stdout=subprocess.PIPE).stdout  # noqa: S603


if __name__ == "__main__":
    main()
