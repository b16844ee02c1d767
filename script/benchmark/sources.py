"""What the other ways begin with, as this engine does: LibreOffice's PDF of the deck, and its pages as pictures."""

import csv
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmark.programs import ffprobe, run
from mediasvc.domain.variants import Picture
from workers.decks import pdf


@dataclass(frozen=True)
class Shown:
    """A slide, by its page from 0, and for how long it is shown."""

    page: int
    seconds: float


def read_shown(cues: Path, recording: Path) -> list[Shown]:
    """The slides as they are shown, until the recording ends."""
    told = ffprobe(recording, "-show_entries", "format=duration")
    with cues.open(newline="") as file:
        starts = [(int(row["slide"]) - 1, float(row["start"])) for row in csv.DictReader(file)]
    ends = [start for _, start in starts[1:]] + [float(told["format"]["duration"])]
    return [Shown(page, end - start) for (page, start), end in zip(starts, ends, strict=True)]


def convert(deck: Path, into: Path) -> Path:
    """The deck as PDF, in a new folder."""
    into.mkdir()
    with tempfile.TemporaryDirectory() as profile:
        office = ("soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless")
        run(*office, "--convert-to", "pdf", "--outdir", into, deck)
    return into / f"{deck.stem}.pdf"


def frames(document: Path, shown: list[Shown], picture: Picture, into: Path) -> list[Path]:
    """Each page as a picture of this size, by its number from 0, in a new folder."""
    into.mkdir()
    pages = range(1 + max(slide.page for slide in shown))
    pdf.render_frames(document, list(pages), picture.width, picture.height, into)
    return [into / f"{page}.ppm" for page in pages]
