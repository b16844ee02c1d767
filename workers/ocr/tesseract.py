"""Tesseract, in the sandbox: which languages it has here, and what it reads in pictures."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mediasvc.domain.errors import PermanentError
from workers.ocr.found_words import texts_of
from workers.process import Limits, is_stopped, run

PROGRAM = "tesseract"
VERSION = re.compile(r"tesseract v?(\d[\w.-]*)")
NAME = re.compile(r"[A-Za-z_]{3,20}")
# As a language is listed that tells scripts and directions alone.
NO_LANGUAGE = "osd"
# Pages as columns of text, in the order in which they are read. Words wherever they stand ("11") come in any order, with
# more noise of what is no word.
LAYOUT = "3"
# Real pages take 0.1 to 0.7 CPU-s, and a language 0.1 to load. They get four times that and more.
START_CPU_S, PAGE_CPU_S = 3.0, 3.0
# So many times its CPU time it may take on a busy machine.
WAITED = 10
MEMORY_MB, ADDRESS_MB = 384, 2_048
# It would use four cores for a page, and take twice the time in all.
ALONE = {"OMP_THREAD_LIMIT": "1"}


@dataclass(frozen=True)
class Tesseract:
    """The Tesseract of this machine: its version, and the names of its languages."""

    version: str
    languages: frozenset[str]


def installed(folder: Path) -> Tesseract | None:
    """Return the Tesseract of this machine, asked in an empty folder; None where there is none that runs."""
    if shutil.which(PROGRAM) is None:
        return None
    try:
        said = run([PROGRAM, "--version"], folder=folder).stdout.decode(errors="replace")
        listed = run([PROGRAM, "--list-langs"], folder=folder).stdout.decode(errors="replace")
    except PermanentError:
        if is_stopped():
            raise
        return None
    version = VERSION.match(said)
    names = frozenset(filter(NAME.fullmatch, listed.split("\n")[1:])) - {NO_LANGUAGE}
    return Tesseract(version[1], names) if version and names else None


def read(pictures: Sequence[Path], languages: Sequence[str], folder: Path) -> list[str]:
    """Return the text that is read in each of these pictures, empty where there is none. `folder` is one to work in.

    Raises:
        ConversionFailed, ConversionTimeout: for one of them, Tesseract crashed, or took too long or too much.
    """
    listing = folder / "pictures.txt"
    argv = [PROGRAM, str(listing), "stdout", "-l", "+".join(languages), "--psm", LAYOUT, "tsv"]
    done = run(
        argv,
        folder=folder,
        reads=pictures,
        texts={listing: "".join(f"{picture}\n" for picture in pictures)},
        limits=_limits(len(pictures)),
        variables=ALONE,
    )
    return texts_of(done.stdout.decode(errors="replace"), len(pictures))


def _limits(pages: int) -> Limits:
    cpu_s = START_CPU_S + PAGE_CPU_S * pages
    # Nothing is printed before a whole page is read, and that may be after others have been waited for.
    return Limits(
        seconds=WAITED * cpu_s,
        cpu_seconds=cpu_s,
        idle_s=20,
        memory_mb=MEMORY_MB,
        address_mb=ADDRESS_MB,
        file_mb=1,
        written_mb=8,
        printed_mb=8,
    )
