"""Is everything there that turns sources into a release? `mediasvc doctor` asks, by this module's name."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from mediasvc.domain.errors import MediasvcError, RecognitionUnavailable
from workers.confinement import shortcoming, strongest
from workers.decks.fonts import METRIC_COMPATIBLE, installed_fonts
from workers.ocr import tesseract
from workers.process import confine, run
from workers.recognition.model import HOW_TO_GET_ONE, HOW_TO_INSTALL, NO_ENGINE, find_model, is_engine_installed
from workers.sandbox.cgroup import delegated

PROGRAMS = {
    "bwrap": ("keeps converters away from the network and your files", "bubblewrap"),
    "prlimit": ("keeps converters within their memory", "util-linux"),
    "ffmpeg": ("encodes sound and pictures", "ffmpeg"),
    "ffprobe": ("looks into recordings", "ffmpeg"),
    "soffice": ("opens PowerPoint and OpenDocument decks", "libreoffice-impress-nogui"),
    "fc-list": ("finds fonts", "fontconfig"),
}
ENCODERS = ("libx264", "libopus", "libmp3lame", "aac")
SCRIPTS = {
    "Latin": "é",
    "Cyrillic": "Ж",
    "Arabic": "ش",
    "Hebrew": "ש",
    "Devanagari": "न",
    "Ethiopic": "ሰ",
    "Chinese": "汉",
    "Japanese": "の",
    "Korean": "한",
    "Thai": "ก",
    "Bengali": "ব",
}
FONTS_HINT = "apt-get install fonts-noto-core fonts-noto-cjk"
# One that has outlines: NotoColorEmoji has none, and leaves slides blank.
EMOJI, EMOJI_HINT = "😀", "apt-get install fonts-symbola"
# In Debian, each language is a package of its own.
OCR_HINT = "apt-get install tesseract-ocr-CODE adds the language of this code of ISO 639-3"
MATH_LIBRARY, MATH_HINT = "libsmlo.so", "apt-get install libreoffice-math-nogui"


def checks(*, weaker: bool = False) -> Iterator[tuple[str, str | None]]:
    """Each thing that is looked at, in words, and what to do about it, or None where it is well.

    `weaker` says whether files are opened also where converters cannot be confined in full.
    """
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    for name, (purpose, package) in PROGRAMS.items():
        yield f"{name} {purpose}", f"apt-get install {package}" if name in missing else None
    if missing:
        return
    not_in_full = shortcoming()
    yield "programs run in a sandbox that holds them", not_in_full
    holders = "rlimits and a watching parent" if delegated() is None else "cgroup v2 and a watching parent"
    yield f"{holders} hold a sandbox to its limits", None
    if not_in_full is not None:
        confinement = strongest() if weaker else None
        if confinement is None:
            return  # what is looked at next runs in the sandbox
        confine(confinement)
        yield f"files are opened all the same, as the settings trust every file: without {confinement.lacks}", None
    yield f"ffmpeg has the encoders {', '.join(ENCODERS)}", _problem(_try_encoders)
    yield "LibreOffice draws formulas", _problem(_try_math)
    yield _reader_of_pictures(), None
    fonts = installed_fonts()
    for script, letter in SCRIPTS.items():
        yield f"a font draws {script}", FONTS_HINT if fonts.missing(letter) else None
    yield "a font with outlines draws emoji", EMOJI_HINT if fonts.missing(EMOJI) else None
    for family, twin in METRIC_COMPATIBLE.items():
        if family in ("arial", "calibri", "cambria"):
            here = {family, twin} & fonts.families
            hint = "apt-get install fonts-liberation fonts-crosextra-carlito fonts-crosextra-caladea"
            yield f"a font has the widths of {family.capitalize()}", None if here else hint


def _reader_of_pictures() -> str:
    """Return what is read in pictures of slides. Nothing fails without it."""
    with tempfile.TemporaryDirectory() as folder:
        found = tesseract.installed(Path(folder))
    if found is None:
        return "words in pictures of slides are not read, as Tesseract is not there: apt-get install tesseract-ocr"
    names = " ".join(sorted(found.languages))
    return f"Tesseract {found.version} reads words in pictures of slides, in {names} ({OCR_HINT})"


def recognition(wanted: str | None, data_dir: Path) -> tuple[str, str | None]:
    """Return whether speech is recognised, by which model, and what to do where it is not; as `checks` does."""
    if wanted is None:
        first = "" if is_engine_installed() else f"{HOW_TO_INSTALL} installs the engine; "
        return f"speech is not recognised, as MEDIASVC_ASR_MODEL is not set: {first}{HOW_TO_GET_ONE}", None
    try:
        model = find_model(wanted, data_dir)
    except RecognitionUnavailable as error:
        remedy = HOW_TO_INSTALL if error.reason == NO_ENGINE else HOW_TO_GET_ONE
        return f"speech is recognised by {wanted}", f"{error.detail}: {remedy}"
    languages = "many languages" if model.is_multilingual else "English only"
    return f"speech is recognised by {model.name}, which knows {languages}", None


def _problem(attempt: Callable[[], str | None]) -> str | None:
    try:
        return attempt()
    except MediasvcError as error:
        return error.message


def _try_math() -> str | None:
    """LibreOffice's programs lie beside its libraries; what starts it by its name is a link."""
    office = shutil.which("soffice")
    return None if office and (Path(office).resolve().parent / MATH_LIBRARY).exists() else MATH_HINT


def _try_encoders() -> str | None:
    with tempfile.TemporaryDirectory() as folder:
        known = run(["ffmpeg", "-hide_banner", "-encoders"], folder=Path(folder)).stdout.decode().split()
    absent = [name for name in ENCODERS if name not in known]
    return f"this ffmpeg lacks {', '.join(absent)}: apt-get install ffmpeg" if absent else None
